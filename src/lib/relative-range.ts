/** Ranges that move on with the calendar, in the words in which a link keeps them. All days are UTC. */
import { addDays, addMonths, monday, type DayRange } from './dates.ts'

/** Half-open days; with `words` those that the words mean today, and others tomorrow. */
export type MovingRange = DayRange & { words?: string }

const unitDays = { day: 1, week: 7 } as const
const unitMonths = { month: 1, quarter: 3, half: 6, year: 12 } as const
export type Unit = keyof typeof unitDays | keyof typeof unitMonths
const units = 'day|week|month|quarter|half|year'

/**
 * Reads "today", "yesterday", "last 30 days", "this month", "last quarter" and "month to date". "Last" with a count has
 * the running day, month or year as the last one; "this year" ends today. Undefined for any other words.
 */
export function relativeRange(words: string, today: string): MovingRange | undefined {
  const days = daysOf(words, today)
  return days && { ...days, words }
}

function daysOf(words: string, today: string): DayRange | undefined {
  const tomorrow = addDays(today, 1)
  if (words === 'today') return around(today, 'day')
  if (words === 'yesterday') return around(addDays(today, -1), 'day')
  const counted = new RegExp(`^last ([1-9]\\d{0,2}) (${units})s?$`).exec(words)
  if (counted) {
    const unit = counted[2] as Unit
    const to = isOfDays(unit) ? tomorrow : around(today, unit).to
    return { from: stepped(to, unit, -Number(counted[1])), to }
  }
  const [, which, unit] = new RegExp(`^(this|last) (${units})$`).exec(words) ?? []
  const begun = new RegExp(`^(${units}) to date$`).exec(words)?.[1] ?? unit
  if (begun === undefined) return undefined
  const running = around(today, begun as Unit)
  if (which === 'last') return around(addDays(running.from, -1), begun as Unit)
  return which === 'this' && begun !== 'year' ? running : { from: running.from, to: tomorrow }
}

const isOfDays = (unit: Unit): unit is keyof typeof unitDays => unit in unitDays

/** The day `count` units later. */
export const stepped = (day: string, unit: Unit, count: number) =>
  isOfDays(unit) ? addDays(day, count * unitDays[unit]) : addMonths(day, count * unitMonths[unit])

/** The day, the week from Monday, or the calendar's month, quarter, half or year that a day is in. */
export function around(day: string, unit: Unit): DayRange {
  if (unit === 'day') return { from: day, to: addDays(day, 1) }
  if (unit === 'week') return { from: monday(day), to: addDays(monday(day), 7) }
  const months = unitMonths[unit]
  const first = Math.floor((Number(day.slice(5, 7)) - 1) / months) * months + 1
  const from = `${day.slice(0, 4)}-${String(first).padStart(2, '0')}-01`
  return { from, to: addMonths(from, months) }
}
