import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { OrganizationUsage } from '#contract/resources.ts'
import { details } from '../api/queries.ts'
import {
  comparedRanges,
  compareUsage,
  daysLacking,
  existedOn,
  usageBefore,
} from '../charts/usage-comparison.ts'
import { forecast, usagePace } from '../charts/usage-forecast.ts'
import type { Bucket } from '../charts/usage-series.ts'
import { formatCount } from '../lib/counts.ts'
import { sumCredits } from '../lib/credits.ts'
import { daysBetween, formatRange, today, utcDay, type DayRange } from '../lib/dates.ts'
import { shownUsage, usage } from './usage-query.ts'

const isUsage = (data: unknown): data is OrganizationUsage =>
  data !== undefined && !Array.isArray(data)

/**
 * The finished days that are shown against as many before them, or against the first days of the range `before`. By month both answers are small, however long they are;
 * by bucket (`byBucket`) the days before are read one by one. The page doesn't wait for any of it.
 */
export function useComparison(
  organization: string,
  { from, to }: DayRange,
  buckets: Bucket[],
  { byBucket, before: unit }: { byBucket: boolean; before: RangeBefore | undefined },
) {
  const instant = useQuery(details(organization)).data?.creation_date
  const created = instant && utcDay(instant)
  const ranges = comparedRanges({ from, to }, today(), unit?.start)
  const existed = ranges && created !== undefined && existedOn(created, ranges.previous) === 'all'
  const enabled = existed === true
  // A bucket of more days that isn't over doesn't tell its finished ones.
  const isOpaque = buckets.some(
    ({ state, start, end }) => state === 'unfinished' && daysBetween(start, end) > 1,
  )
  const current = useQuery({
    ...usage(organization, { range: ranges?.current, interval: 'month' }),
    enabled: enabled || (ranges !== undefined && isOpaque),
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
  const shift = ranges ? daysBetween(ranges.previous.from, from) : 0
  const named = ranges?.aligned && unit ? firstDaysOf(unit.name, days) : undefined
  const against = ranges
    ? `${named ?? daysBefore(days)}, ${formatRange(ranges.previous.from, ranges.previous.to)}`
    : ''
  const lack =
    ranges && isUsage(current.data) && isUsage(previous.data)
      ? (daysLacking(current.data.data_organization, ranges.current) ??
        daysLacking(previous.data.data_organization, ranges.previous))
      : undefined
  const comparison = useMemo(
    () =>
      isUsage(current.data) && isUsage(previous.data) && !lack
        ? compareUsage(current.data, previous.data)
        : undefined,
    [current.data, previous.data, lack],
  )
  const before = useMemo(
    () =>
      byBucket && daily.data?.kind === 'series'
        ? usageBefore(daily.data.series, buckets, shift)
        : undefined,
    [byBucket, daily.data, buckets, shift],
  )
  const { error, isFetching, refetch } =
    [current, previous, ...(byBucket ? [daily] : [])].find(({ isError }) => isError) ?? {}
  const whyNot = !ranges
    ? 'No day of this range is finished yet, so there is nothing to compare.'
    : existed === false
      ? 'The organization did not exist on all of the days before.'
      : lack && `Nothing is compared: ${lack}.`
  return useMemo(
    () => ({
      days,
      firstDay: created,
      finished: isUsage(current.data)
        ? sumCredits(current.data.data_organization.map(({ value }) => value))
        : undefined,
      named,
      against,
      comparison: enabled ? comparison : undefined,
      before: enabled ? before : undefined,
      failed: error && refetch && { error, isFetching, refetch },
      whyNot,
    }),
    [
      days,
      created,
      current.data,
      named,
      against,
      enabled,
      comparison,
      before,
      error,
      isFetching,
      refetch,
      whyNot,
    ],
  )
}

export type Compared = ReturnType<typeof useComparison>
export type Outlook = ReturnType<typeof useOutlook>

/** The range before one that still runs, by whose first days it is compared. */
export interface RangeBefore {
  start: string
  name: 'period' | 'month'
}

export const daysBefore = (days: number) =>
  days === 1 ? 'the day before' : `the ${formatCount(days)} days before`

export const firstDaysOf = (name: RangeBefore['name'], days: number) =>
  `the first ${days === 1 ? 'day' : `${formatCount(days)} days`} of the ${name} before`

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
  const enabled = isRunning && (wanted || isPeriod)
  const { data, isPending, error, isFetching, refetch } = useQuery({
    ...shownUsage(organization, { range, interval: 'day' }),
    enabled,
  })
  return useMemo(() => {
    const state = { pending: enabled && isPending, failed: error && { error, isFetching, refetch } }
    if (!enabled || data?.kind !== 'series')
      return { ...state, pace: undefined, forecast: undefined }
    const { buckets, organization } = data.series
    const days = buckets.map(({ start }, index) => ({ start, value: organization.values[index] }))
    return {
      ...state,
      pace: usagePace(days, { from, to }, today()),
      forecast: isPeriod ? forecast(days, { from, to }, today()) : undefined,
    }
  }, [enabled, data, isPending, error, isFetching, refetch, isPeriod, from, to])
}
