/** Where the credits of a running range end if its last finished days go on. Days are UTC and half-open. */
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween, type DayRange } from '../lib/dates.ts'

/** Credits at the end of the range; `low` ≤ `expected` ≤ `high`. */
export type Forecast = {
  expected: number
  low: number
  high: number
  finishedDays: number
  /** Credits of those. */
  finished: number
  /** Today and all days after it. */
  remainingDays: number
}

/** How fast credits were used on the last finished days of a range, and what was used by then. */
export type Pace = {
  /** Credits a day: the mean of those days. */
  expected: number
  /** The lowest and the highest mean of three consecutive ones; they never leave out `expected`. */
  low: number
  high: number
  /** How many those days are: three to seven. */
  days: number
  /** Credits of all finished days of the range. */
  finished: number
  /** Credits that today, which isn't finished, has already. */
  soFar: number
}

const mostDays = 7
export const fewestDays = 3

/**
 * The pace of the last seven finished days of a range, or of all where there are fewer, from the organization's buckets
 * of one day. `today` isn't finished. Undefined before three days are finished, and when one isn't reported.
 */
export function usagePace(
  days: { start: string; value: number | undefined }[],
  { from, to }: DayRange,
  today: string,
): Pace | undefined {
  const finishedDays = daysBetween(from, today < to ? today : to)
  if (finishedDays < fewestDays) return undefined
  const reported = new Map(days.map(({ start, value }) => [start, value]))
  const values = Array.from({ length: finishedDays }, (_, day) =>
    reported.get(addDays(from, day)),
  ).filter((value) => value !== undefined)
  if (values.length < finishedDays) return undefined

  const last = values.slice(-mostDays)
  const expected = mean(last)
  // The mean of seven days can lie outside of all its means of three: 1, 0, 0, 1, 0, 0, 1.
  const means = [expected]
  for (let end = fewestDays; end <= last.length; end++) {
    means.push(mean(last.slice(end - fewestDays, end)))
  }
  return {
    expected,
    low: Math.min(...means),
    high: Math.max(...means),
    days: last.length,
    finished: sumCredits(values),
    soFar: reported.get(today) ?? 0,
  }
}

/**
 * Credits of the range `days` days on, today being the first of them. Today ends at the pace, or at what it has already
 * where that is more.
 */
export const creditsAfter = (
  { finished, soFar, expected }: Pace,
  days: number,
  perDay = expected,
): number => sumCredits([finished, Math.max(perDay, soFar), perDay * (days - 1)])

/** The forecast for a range that isn't over, from its pace. Undefined without one. */
export function forecast(
  days: { start: string; value: number | undefined }[],
  range: DayRange,
  today: string,
): Forecast | undefined {
  const pace = usagePace(days, range, today)
  const remainingDays = daysBetween(today, range.to)
  if (!pace || remainingDays <= 0) return undefined
  return {
    expected: creditsAfter(pace, remainingDays),
    low: creditsAfter(pace, remainingDays, pace.low),
    high: creditsAfter(pace, remainingDays, pace.high),
    finishedDays: daysBetween(range.from, today),
    finished: pace.finished,
    remainingDays,
  }
}

/** An estimate has no digits that mean nothing: four that count, and whole credits above that. */
export const estimate = (credits: number) =>
  Math.abs(credits) >= 1000 ? Math.round(credits) : Number(credits.toPrecision(4))

const mean = (values: number[]) => sumCredits(values) / values.length
