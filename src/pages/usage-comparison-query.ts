import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { OrganizationUsage } from '#contract/resources.ts'
import { details } from '../api/queries.ts'
import { comparedRanges, compareUsage, usageBefore } from '../charts/usage-comparison.ts'
import { forecast, usagePace } from '../charts/usage-forecast.ts'
import type { Bucket } from '../charts/usage-series.ts'
import { formatCount } from '../lib/counts.ts'
import { formatRange, today, type DayRange } from '../lib/dates.ts'
import { shownUsage, usage } from './usage-query.ts'

const isUsage = (data: unknown): data is OrganizationUsage =>
  data !== undefined && !Array.isArray(data)

/**
 * The finished days that are shown against as many before them. By month both answers are small, however long they are;
 * by bucket (`byBucket`) the days before are read one by one. The page doesn't wait for any of it.
 */
export function useComparison(
  organization: string,
  { from, to }: DayRange,
  buckets: Bucket[],
  byBucket: boolean,
) {
  const created = useQuery(details(organization)).data?.creation_date.slice(0, 10)
  const ranges = comparedRanges({ from, to }, today())
  const existed = ranges && created !== undefined && created <= ranges.previous.from
  const enabled = existed === true
  const current = useQuery({
    ...usage(organization, { range: ranges?.current, interval: 'month' }),
    enabled,
  })
  const previous = useQuery({
    ...usage(organization, { range: ranges?.previous, interval: 'month' }),
    enabled,
  })
  const daily = useQuery({
    ...shownUsage(organization, { range: ranges?.previous, interval: 'day' }),
    enabled: enabled && byBucket,
  })
  const days = ranges?.days ?? 0
  const against = daysBefore(days, ranges?.previous)
  const comparison = useMemo(
    () =>
      isUsage(current.data) && isUsage(previous.data)
        ? compareUsage(current.data, previous.data)
        : undefined,
    [current.data, previous.data],
  )
  const before = useMemo(
    () =>
      byBucket && daily.data?.kind === 'series'
        ? usageBefore(daily.data.series, buckets, days)
        : undefined,
    [byBucket, daily.data, buckets, days],
  )
  const { error, isFetching, refetch } =
    [current, previous, ...(byBucket ? [daily] : [])].find(({ isError }) => isError) ?? {}
  const whyNot = !ranges
    ? 'No day of this range is finished yet, so there is nothing to compare.'
    : existed === false
      ? 'The organization did not exist on all of the days before.'
      : undefined
  return useMemo(
    () => ({
      days,
      against,
      comparison: enabled ? comparison : undefined,
      before: enabled ? before : undefined,
      failed: error && refetch && { error, isFetching, refetch },
      whyNot,
    }),
    [days, against, enabled, comparison, before, error, isFetching, refetch, whyNot],
  )
}

/** What is compared with, in words: "the 30 days before, 1–30 Apr 2026". */
function daysBefore(days: number, previous: DayRange | undefined): string {
  const before = days === 1 ? 'the day before' : `the ${formatCount(days)} days before`
  return previous ? `${before}, ${formatRange(previous.from, previous.to)}` : before
}

/**
 * How fast a running range goes on, and where it leads where it is the current subscription period (`isPeriod`): no other
 * range has an end that matters. `wanted` is whether the pace of another range is asked for.
 */
export function useOutlook(
  organization: string,
  range: DayRange | undefined,
  { from, to }: DayRange,
  { isPeriod, wanted }: { isPeriod: boolean; wanted: boolean },
) {
  const isRunning = from < today() && today() < to
  const { data } = useQuery({
    ...shownUsage(organization, { range, interval: 'day' }),
    enabled: isRunning && (wanted || isPeriod),
  })
  return useMemo(() => {
    if (!isRunning || data?.kind !== 'series') return undefined
    const { buckets, organization } = data.series
    const days = buckets.map(({ start }, index) => ({ start, value: organization.values[index] }))
    return {
      pace: usagePace(days, { from, to }, today()),
      forecast: isPeriod ? forecast(days, { from, to }, today()) : undefined,
    }
  }, [isRunning, data, isPeriod, from, to])
}
