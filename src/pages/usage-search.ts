import * as z from 'zod/mini'
import type { Interval } from '../charts/usage-series.ts'
import { daysBetween } from '../lib/dates.ts'

export const intervals = ['day', 'week', 'month'] as const satisfies Interval[]

const absent = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.catch(z.optional(schema), undefined)

const Search = z.object({
  from: absent(z.iso.date()),
  to: absent(z.iso.date()),
  interval: absent(z.enum(intervals)),
})

/** What the usage page shows. The days are UTC and half-open, as in the API; none mean the current subscription period. */
export interface UsageSearch {
  range: { from: string; to: string } | undefined
  /** Weeks are added up from days. */
  interval: Interval
}

/** Up to about a quarter the days are shown, beyond that the months. */
export const defaultInterval = (range: UsageSearch['range']) =>
  range && daysBetween(range.from, range.to) > 92 ? 'month' : 'day'

/** Reads a link; what makes no sense in it falls back to what would stand there without it. */
export function parseUsageSearch(params: URLSearchParams): UsageSearch {
  const { from, to, interval } = z.parse(Search, Object.fromEntries(params))
  const range = from && to && from < to ? { from, to } : undefined
  return { range, interval: interval ?? defaultInterval(range) }
}

/** The link to a search: only what differs from the defaults. */
export function usageSearchParams({ range, interval }: UsageSearch): string {
  return new URLSearchParams({
    ...range,
    ...(interval !== defaultInterval(range) && { interval }),
  }).toString()
}
