import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

/** Up to so many bytes are parsed in a few milliseconds. */
const SMALL = 1024 * 1024

/** The parsed JSON; undefined for what isn't JSON, or is larger than anything that is parsed here. */
export function parsedJson(bytes: Uint8Array): unknown {
  return bytes.length <= SMALL ? parsed(bytes) : undefined
}

/**
 * Whether these bytes are JSON. Large ones are looked at one after another, in a thread of their own, so that the server
 * goes on meanwhile; what is more than its memory holds counts as no. Rejects with the signal's reason once that is
 * aborted, in the line or in the thread.
 */
export async function isJson(bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
  if (bytes.length <= SMALL) return parsed(bytes) !== undefined
  const before = latest
  const { promise, resolve: done } = Promise.withResolvers<void>()
  latest = Promise.all([before, promise])
  try {
    await Promise.race([before, aborted(signal)])
    return await isJsonInThread(bytes, signal)
  } finally {
    done()
  }
}

let latest: Promise<unknown> = Promise.resolve()

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

async function isJsonInThread(bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted()
  const worker = new Worker(new URL(import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  const end = () => void worker.terminate()
  signal.addEventListener('abort', end)
  let answer = false
  worker.once('message', (said: boolean) => (answer = said))
  worker.once('error', () => undefined)
  // Its memory is its own until then.
  await new Promise((resolve) => worker.once('exit', resolve))
  signal.removeEventListener('abort', end)
  signal.throwIfAborted()
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
