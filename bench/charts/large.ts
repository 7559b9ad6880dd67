import { queryClient } from '../../src/api/query.ts'
import { shownUsage } from '../../src/pages/usage-query.ts'

/** Reads the usage that stands at the API's address as the usage screen does. Times are in milliseconds. */
export async function readLarge(): Promise<{ longest: number; time: number }> {
  let longest = 0
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
  })
  observer.observe({ type: 'longtask' })
  const start = performance.now()
  const answer = await queryClient.query(shownUsage('bench', { range: undefined, interval: 'day' }))
  const time = performance.now() - start
  if (answer.kind !== 'series') throw new Error('This is no usage by project.')
  // What was observed last is told in a task of its own.
  await new Promise((resolve) => setTimeout(resolve, 100))
  observer.disconnect()
  return { longest, time }
}
