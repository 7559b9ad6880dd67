import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

/** Up to so many bytes are parsed in a few milliseconds. */
const SMALL = 1024 * 1024

/** The parsed JSON; undefined for what isn't JSON, or is larger than anything that is parsed here. */
export function parsedJson(bytes: Uint8Array): unknown {
  return bytes.length <= SMALL ? parsed(bytes) : undefined
}

/**
 * Whether these bytes are JSON. Large ones are looked at in a thread of their own, so that the server goes on meanwhile;
 * what is more than its memory holds, or takes longer than `patience` milliseconds, counts as no.
 */
export async function isJson(bytes: Uint8Array, patience: number): Promise<boolean> {
  if (bytes.length <= SMALL) return parsed(bytes) !== undefined
  const worker = new Worker(new URL(import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  const timer = setTimeout(() => void worker.terminate(), patience)
  const answer = await new Promise<boolean>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(false))
    worker.once('exit', () => resolve(false))
  })
  clearTimeout(timer)
  return answer
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

if (!isMainThread && workerData instanceof Uint8Array)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
  parentPort?.postMessage(parsed(workerData) !== undefined)
