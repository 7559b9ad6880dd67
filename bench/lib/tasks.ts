import type { Page } from 'playwright'

interface TraceEvent {
  name: string
  pid: number
  tid: number
  args: { name?: string }
  /** Microseconds of the processor. */
  tdur?: number
}

/**
 * How long each task of the main thread computed while `act` ran, in milliseconds of its own processor time: what else
 * keeps the machine busy doesn't count.
 */
export async function taskTimes(page: Page, act: () => Promise<void>): Promise<number[]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  )
  const { promise: ended, resolve } = Promise.withResolvers<unknown>()
  session.once('Tracing.tracingComplete', resolve)
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', '__metadata'], excludedCategories: ['*'] },
  })
  await act()
  await session.send('Tracing.end')
  await ended
  await session.detach()
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  )
  return events.flatMap((event) =>
    event.name.endsWith('RunTask') && event.tdur !== undefined && main.has(threadOf(event))
      ? [event.tdur / 1000]
      : [],
  )
}
