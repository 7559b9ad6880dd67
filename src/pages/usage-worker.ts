/** Reads one large answer beside the page. */
import { usageMessages, type UsageJob } from './usage-reading.ts'

addEventListener('message', ({ data }: MessageEvent<UsageJob>) => {
  for (const message of usageMessages(data)) postMessage(message)
})
