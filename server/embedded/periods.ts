/** Days and the spans of time made of them. A day is `YYYY-MM-DD` in UTC. */
import type { intervals } from '#contract/resources.ts'

/** Half-open: the day `end` is not part of it. */
export interface Span {
  start: string
  end: string
}

/** How a span is cut. */
export type Interval = (typeof intervals)[number]

/** More buckets than this are refused: ten years by day. */
export const MAX_BUCKETS = 3_700

/** The UTC day of an instant. */
export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)

/** `count` days after the day `anchor`. */
function daysAfter(anchor: string, count: number): Date {
  const date = new Date(anchor)
  date.setUTCDate(date.getUTCDate() + count)
  return date
}

/** `count` months after the day `anchor`; where that month is too short, its last day. */
function monthsAfter(anchor: string, count: number): Date {
  const date = new Date(anchor)
  const day = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + count + 1, 0)
  date.setUTCDate(Math.min(day, date.getUTCDate()))
  return date
}

const after = { day: daysAfter, month: monthsAfter }

/**
 * Cuts a span into days, or into months that begin on the day of the month on which the span begins; the last one ends
 * with the span. Undefined where there would be more than `MAX_BUCKETS`.
 */
export function bucketsOf({ start, end }: Span, interval: Interval): Span[] | undefined {
  const buckets: Span[] = []
  const last = new Date(end)
  for (let from = start; from < end;) {
    if (buckets.length === MAX_BUCKETS) return undefined
    // Always counted from the anchor: a step from 28 February would forget that the grid hangs on the 31st.
    const next = after[interval](start, buckets.length + 1)
    const to = next < last ? dayOf(next) : end
    buckets.push({ start: from, end: to })
    from = to
  }
  return buckets
}

/**
 * The month of a subscription in which `today` lies: months hang on the day the subscription started, not on the
 * calendar (organizations_usage_get). Before that day it is the first month.
 */
export function periodAt(anchor: string, today: string): Span {
  const [from, to] = [new Date(anchor), new Date(today)]
  const months =
    (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
  const index = Math.max(0, monthsAfter(anchor, months) > to ? months - 1 : months)
  return { start: dayOf(monthsAfter(anchor, index)), end: dayOf(monthsAfter(anchor, index + 1)) }
}
