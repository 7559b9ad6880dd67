/** Where the credits of a running range end if its last finished days go on. Days are UTC and half-open. */
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween } from '../lib/dates.ts'
import type { DayRange } from './usage-comparison.ts'

/** Credits at the end of the range; `low` ≤ `expected` ≤ `high`. */
export type Forecast = {
  expected: number
  low: number
  high: number
  /** The pace: mean credits of the last finished days, at most seven. */
  perDay: number
  /** The credits of the finished days, which all of the others start from. */
  finished: number
  finishedDays: number
  /** Today and all days after it. */
  remainingDays: number
}

const paceDays = 7
const shortestPace = 3

/**
 * The forecast for a range that isn't over, from the organization's buckets of one day. `today` isn't finished: its
 * credits so far are not used. The band is the highest and lowest mean of three consecutive days among those of the
 * pace, and never leaves out the pace itself. Undefined before three days are finished, and when one isn't reported.
 */
export function forecast(
  days: { start: string; value: number | undefined }[],
  range: DayRange,
  today: string,
): Forecast | undefined {
  const finishedDays = daysBetween(range.from, today)
  const remainingDays = daysBetween(today, range.to)
  if (finishedDays < shortestPace || remainingDays <= 0) return undefined
  const reported = new Map(days.map(({ start, value }) => [start, value]))
  const values = Array.from({ length: finishedDays }, (_, day) =>
    reported.get(addDays(range.from, day)),
  ).filter((value) => value !== undefined)
  if (values.length < finishedDays) return undefined

  const last = values.slice(-paceDays)
  const perDay = mean(last)
  // The mean of seven days can lie outside of all its means of three: 1, 0, 0, 1, 0, 0, 1.
  const paces = [perDay]
  for (let end = shortestPace; end <= last.length; end++) {
    paces.push(mean(last.slice(end - shortestPace, end)))
  }
  const finished = sumCredits(values)
  const after = (pace: number) => reached(finished, pace, remainingDays)
  return {
    expected: after(perDay),
    low: after(Math.min(...paces)),
    high: after(Math.max(...paces)),
    perDay,
    finished,
    finishedDays,
    remainingDays,
  }
}

/** `ahead` names the day on which more than the budget will be used; `never` is not within the range. */
export type Crossing = { kind: 'crossed' } | { kind: 'ahead'; day: string } | { kind: 'never' }

/**
 * When the pace of a forecast made on `today` crosses a budget of one's own. `soFar` are all credits reported by now,
 * with today's. Using the budget up exactly doesn't cross it.
 */
export function crossing(
  { finished, perDay, remainingDays }: Forecast,
  budget: number,
  soFar: number,
  today: string,
): Crossing {
  if (soFar > budget) return { kind: 'crossed' }
  for (let day = 0; day < remainingDays; day++) {
    if (reached(finished, perDay, day + 1) > budget) {
      return { kind: 'ahead', day: addDays(today, day) }
    }
  }
  return { kind: 'never' }
}

const mean = (values: number[]) => sumCredits(values) / values.length

const reached = (finished: number, perDay: number, days: number) =>
  sumCredits([finished, perDay * days])
