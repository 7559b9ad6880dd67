import { formatMonth, formatStart } from '../lib/dates.ts'
import type { Bucket, Interval } from './usage-series.ts'

/** A label under the bucket at `index`; `width` is about its width in pixels. */
export type TimeTick = { index: number; label: string; width: number }

const manyDays = 120
const space = 12
const steps = [1, 2, 7, 14, 28, 56, 112]
const monthSteps = [1, 2, 3, 6, 12, 24, 48]

/**
 * Where a time axis `width` pixels wide is labelled: every so many buckets, and many days by the first of each so many
 * months. A year is named where it begins to count, when there are two or more.
 */
export function timeTicks(
  buckets: Bucket[],
  interval: Interval,
  width: number,
  locale?: string,
): TimeTick[] {
  const byMonth = interval === 'day' && buckets.length > manyDays
  const years = new Set(buckets.map(({ start }) => year(start)))
  const text = ({ start, end }: Bucket, withYear: boolean) =>
    byMonth
      ? formatMonth(start, { withYear }, locale)
      : formatStart(start, end, { withYear }, locale)
  const widthOf = (label: string) => label.length * 6.4 + 6
  const first = buckets[0]
  if (!first || width <= 0) return []

  const needed = widthOf(text(first, years.size > 1)) + space
  const unit = (width / buckets.length) * (byMonth ? 30.4 : 1)
  const offered = byMonth || interval === 'month' ? monthSteps : steps
  const step = offered.find((step) => step * unit >= needed) ?? buckets.length
  const chosen = (start: string, index: number) =>
    byMonth ? start.endsWith('-01') && monthsSinceZero(start) % step === 0 : index % step === 0

  let named = ''
  return buckets.flatMap((bucket, index) => {
    if (!chosen(bucket.start, index)) return []
    const label = text(bucket, years.size > 1 && named !== year(bucket.start))
    named = year(bucket.start)
    return [{ index, label, width: widthOf(label) }]
  })
}

const year = (day: string) => day.slice(0, 4)
const monthsSinceZero = (day: string) => Number(year(day)) * 12 + Number(day.slice(5, 7)) - 1
