/** Ranges of days as people type them. All days are UTC; the last day that is typed is included. */
import { addDays, addMonths, monday, type DayRange } from './dates.ts'

/**
 * Reads "last 3 months", "this quarter", "Q2 2026", "2026-01-15..2026-03-14", "since 1 June", "March 2026" and the like.
 * "Last" counts the running day, month or year in; months and years are those of the calendar. A day or month without
 * a year is the latest that has begun; in a span the end follows its start. Undefined where it means no days.
 */
export function parseTypedRange(text: string, today: string): DayRange | undefined {
  const typed = text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const range =
    since(typed, today) ?? span(typed.replace(/^from /, ''), today) ?? some(typed, today)
  return range && range.from < range.to ? range : undefined
}

const unitDays = { day: 1, week: 7 } as const
const unitMonths = { month: 1, quarter: 3, year: 12 } as const
type Unit = keyof typeof unitDays | keyof typeof unitMonths

function relative(typed: string, today: string): DayRange | undefined {
  const tomorrow = addDays(today, 1)
  if (typed === 'today') return { from: today, to: tomorrow }
  if (typed === 'yesterday') return { from: addDays(today, -1), to: today }
  const counted = /^(?:last|past|previous) (\d{1,3}) (day|week|month|quarter|year)s?$/.exec(typed)
  if (counted) {
    const [count, unit] = [Number(counted[1]), counted[2] as Unit]
    if (unit === 'day' || unit === 'week')
      return { from: addDays(tomorrow, -count * unitDays[unit]), to: tomorrow }
    const { to } = around(today, unit)
    return { from: addMonths(to, -count * unitMonths[unit]), to }
  }
  const single = /^(this|last|past|previous) (day|week|month|quarter|year)$/.exec(typed)
  if (!single) return undefined
  const unit = single[2] as Unit
  const running = around(today, unit)
  return single[1] === 'this' ? running : around(addDays(running.from, -1), unit)
}

/** The day, the week from Monday, or the calendar's month, quarter or year that a day is in. */
function around(day: string, unit: Unit): DayRange {
  if (unit === 'day') return { from: day, to: addDays(day, 1) }
  if (unit === 'week') {
    return { from: monday(day), to: addDays(monday(day), 7) }
  }
  const months = unitMonths[unit]
  const first = Math.floor((Number(day.slice(5, 7)) - 1) / months) * months + 1
  const from = `${day.slice(0, 4)}-${String(first).padStart(2, '0')}-01`
  return { from, to: addMonths(from, months) }
}

const some = (typed: string, today: string) => relative(typed, today) ?? one(typed, today)

function since(typed: string, today: string): DayRange | undefined {
  const start = /^(?:since|from) (.+)$/.exec(typed)?.[1]
  const from = start === undefined ? undefined : some(start, today)?.from
  return from === undefined ? undefined : { from, to: addDays(today, 1) }
}

function span(typed: string, today: string): DayRange | undefined {
  const [first, last, more] = typed
    .replace(/^(\d{1,2})-(?=\d{1,2} )/, '$1 to ')
    .split(/\s*(?:\.\.\.?|…| to | until | - | – |–)\s*/)
  if (first === undefined || last === undefined || more !== undefined) return undefined
  // "15 to 20 June": the first day takes the month of the last.
  const opening = /^\d{1,2}$/.test(first) ? first + last.replace(/^\d{1,2}/, '') : first
  // "June 15 to 20": the last day takes the month of the first.
  const month = /^[a-z]+\.? (?=\d)/.exec(first)?.[0] ?? ''
  const closing = /^\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?$/.test(last) ? month + last : last
  const [startHasYear, endHasYear] = [opening, closing].map((part) => /\d{4}|day$/.test(part))

  if (endHasYear && !startHasYear) {
    const end = some(closing, today)
    const start = end && one(opening, addDays(end.to, -1))
    return start && end && { from: start.from, to: end.to }
  }
  const start = some(opening, today)
  if (!start) return undefined
  if (endHasYear) return joined(start, some(closing, today))
  // The first such end that isn't before the start: the latest one as seen from a year on.
  return joined(start, one(closing, addDays(addMonths(start.from, 12), -1)) ?? some(closing, today))
}

const joined = (start: DayRange, end: DayRange | undefined) =>
  end && { from: start.from, to: end.to }

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** By its name or the beginning of it, from three letters on. */
const monthNumber = (name: string) =>
  name.length < 3 ? 0 : monthNames.findIndex((month) => month.startsWith(name)) + 1

/** One day, month, quarter or year. */
function one(typed: string, today: string): DayRange | undefined {
  const days = (from: string) => (isDay(from) ? { from, to: addDays(from, 1) } : undefined)
  const months = (year: string | undefined, month: number, count: number) => {
    const start = latest(year, `-${String(month).padStart(2, '0')}-01`, today)
    return { from: start, to: addMonths(start, count) }
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(typed)) return days(typed)
  const american = /^([a-z]{3,9}\.? )(\d{1,2}(?:st|nd|rd|th)?),?( \d{4})?$/.exec(typed)
  if (american) return one(`${american[2]} ${american[1]?.trim()}${american[3] ?? ''}`, today)
  const iso = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/.exec(typed)
  if (iso) return months(iso[1], Number(iso[2] ?? 1), iso[2] ? 1 : 12)
  const quarter = /^(?:(\d{4}) )?q([1-4])(?: (\d{4}))?$/.exec(typed)
  if (quarter) return months(quarter[1] ?? quarter[3], Number(quarter[2]) * 3 - 2, 3)
  const named = /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.?(?: (\d{4}))?$/.exec(typed)
  const month = monthNumber(named?.[2] ?? '')
  if (!named || month === 0) return undefined
  if (!named[1]) return months(named[3], month, 1)
  return days(
    latest(named[3], `-${String(month).padStart(2, '0')}-${named[1].padStart(2, '0')}`, today),
  )
}

/** In the year that is given, or else in the latest one in which the day isn't in the future. */
function latest(year: string | undefined, monthAndDay: string, today: string): string {
  if (year !== undefined) return year + monthAndDay
  const inYear = (ago: number) => `${Number(today.slice(0, 4)) - ago}${monthAndDay}`
  // 29 February comes back after four years, or after eight.
  const begun = [0, 1, 2, 3, 4, 5, 6, 7, 8].find(
    (ago) => isDay(inYear(ago)) && inYear(ago) <= today,
  )
  return inYear(begun ?? 0)
}

const isDay = (text: string) =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
