import { queryOptions, replaceEqualDeep, skipToken, type QueryState } from '@tanstack/react-query'
import { addressOf, fetchBytes, type Progress } from '#contract/client.ts'
import { ApiError } from '#contract/errors.ts'
import { apiAddress, query, queryClient } from '../api/query.ts'
import { noteRateLimit } from '../api/rate-limit.ts'
import type { UsageRow } from '../charts/usage-series.ts'
import {
  readUsage,
  type UsageAnswer,
  type UsageDays,
  type UsageJob,
  type UsageMessage,
} from './usage-reading.ts'

const inputOf = (organization_name: string, { range, interval }: UsageDays) => ({
  params: { organization_name },
  query: {
    ...(range && { start_date: range.from, end_date: range.to }),
    interval: interval === 'month' ? ('month' as const) : ('day' as const),
  },
})

/** The usage as the server tells it. Without a range that is the current subscription period's. */
export const usage = (organization: string, days: UsageDays) =>
  query('organizations_usage_get', inputOf(organization, days))

/** The usage as the page shows it; a large answer is read beside the page, and `usageProgress` says how far it is. */
export const shownUsage = (organization: string, { range, interval }: UsageDays) => {
  const days = { range, interval }
  const progressKey = usageProgress(organization, days).queryKey
  const lastProgress = () => queryClient.getQueryData(progressKey)
  const report = (progress: UsageProgress) => queryClient.setQueryData(progressKey, progress)
  // Neither what was stopped nor what is large loads again unasked.
  const mayRefetch = ({ state }: { state: QueryState<UsageAnswer, ApiError> }) =>
    state.status !== 'pending' && !isLarge(lastProgress())
  return queryOptions({
    queryKey: shownKey(organization, days),
    queryFn: async ({ signal, queryKey }): Promise<UsageAnswer> => {
      // What was large the last time is expected to be so again.
      const before = lastProgress()
      report({ received: 0, total: before && Math.max(before.received, before.total ?? 0) })
      const bytes = await fetchBytes(
        addressOf(apiAddress, 'organizations_usage_get', inputOf(organization, days)),
        { method: 'GET', signal, onProgress: report, onResponse: noteRateLimit },
      )
      const size = bytes.reduce((sum, { length }) => sum + length, 0)
      const all = { received: size, total: size }
      report(all)
      if (isLarge(all))
        return readBeside({ bytes, days }, signal, (projects) => report({ ...all, projects }))
      return replaceEqualDeep(queryClient.getQueryData(queryKey), readUsage(bytes, days))
    },
    // Comparing what is large would block the page; what is small has been compared.
    structuralSharing: false,
    gcTime: 60_000,
    staleTime: () => (isLarge(lastProgress()) ? Infinity : 30_000),
    refetchOnWindowFocus: mayRefetch,
    refetchOnReconnect: (query) => mayRefetch(query) && 'always',
  })
}

const shownKey = (organization: string, days: UsageDays) =>
  [...usage(organization, days).queryKey, days.interval] as const

/** How far an answer is: bytes, and projects once it is being read. */
export interface UsageProgress extends Progress {
  projects?: { read: number; of: number }
}

/** Nothing to fetch: `shownUsage` writes it. */
export const usageProgress = (organization: string, days: UsageDays) =>
  queryOptions<UsageProgress>({
    queryKey: [...shownKey(organization, days), 'progress'],
    queryFn: skipToken,
  })

/** Up to so many bytes the page itself reads an answer, in less than 50 ms. */
const LARGEST_READ_HERE = 256 * 1024

export const isLarge = (progress: UsageProgress | undefined) =>
  progress !== undefined && Math.max(progress.received, progress.total ?? 0) > LARGEST_READ_HERE

/** Reads an answer in a worker, which ends when it is done or `signal` is aborted. */
function readBeside(
  job: UsageJob,
  signal: AbortSignal,
  onRead: (projects: { read: number; of: number }) => void,
): Promise<UsageAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<UsageAnswer>()
  const worker = new Worker(new URL('./usage-worker.ts', import.meta.url), { type: 'module' })
  const rows: UsageRow[] = []
  worker.addEventListener('message', ({ data }: MessageEvent<UsageMessage>) => {
    if (data.kind === 'rows') {
      rows.push(...data.rows)
      onRead({ read: Math.min(rows.length, data.projects), of: data.projects })
    } else if (data.kind === 'answer') resolve(withRows(data.answer, rows))
    else reject(new ApiError(data.failure.kind, data.failure.message, data.failure))
  })
  // Its script is gone when another version of the console stands on the server.
  worker.addEventListener('error', () =>
    reject(
      new ApiError(
        'unexpected',
        'What reads large answers did not start, or broke off. The console may have been updated: load the page again.',
      ),
    ),
  )
  signal.addEventListener('abort', () => reject(signal.reason as Error))
  worker.postMessage(
    job,
    job.bytes.map(({ buffer }) => buffer),
  )
  return promise.finally(() => worker.terminate())
}

const withRows = (answer: UsageAnswer, rows: UsageRow[]): UsageAnswer =>
  answer.kind === 'series' ? { ...answer, series: { ...answer.series, rows } } : answer
