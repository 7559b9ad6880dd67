/** Where the credits of a running range end if its last finished days go on. Days are UTC and half-open. */
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween, type DayRange } from '../lib/dates.ts'

/** Credits at the end of the range; `low` ≤ `expected` ≤ `high`. */
export type Forecast = {
  expected: number
  low: number
  high: number
  finishedDays: number
  /** Today and all days after it. */
  remainingDays: number
}

const paceDays = 7
const shortestPace = 3

/**
 * The forecast for a range that isn't over, from the organization's buckets of one day. `today` isn't finished: it ends
 * at the pace, or at what it has already where that is more. The band is the highest and lowest mean of three consecutive days among those of the
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
  const pace = mean(last)
  // The mean of seven days can lie outside of all its means of three: 1, 0, 0, 1, 0, 0, 1.
  const paces = [pace]
  for (let end = shortestPace; end <= last.length; end++) {
    paces.push(mean(last.slice(end - shortestPace, end)))
  }
  const finished = sumCredits(values)
  const soFar = reported.get(today) ?? 0
  const after = (perDay: number) =>
    sumCredits([finished, Math.max(perDay, soFar), perDay * (remainingDays - 1)])
  return {
    expected: after(pace),
    low: after(Math.min(...paces)),
    high: after(Math.max(...paces)),
    finishedDays,
    remainingDays,
  }
}

const mean = (values: number[]) => sumCredits(values) / values.length
