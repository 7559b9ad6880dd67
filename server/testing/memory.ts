/** Loaded into a server before it starts, with `--expose-gc`: it tells whoever asks how many bytes it holds, garbage apart. */
import { setImmediate as turn } from 'node:timers/promises'

process.on('message', async () => {
  globalThis.gc?.()
  // What the first finds dead may let go of more.
  await turn()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.(heapUsed + external)
})
// It ends as it would have.
process.channel?.unref()
