/** Ranges of days as people type them. All days are UTC; the last day that is typed is included. */
import { addDays, addMonths, monday, type DayRange } from './dates.ts'
import { around, relativeRange, stepped, type MovingRange, type Unit } from './relative-range.ts'

/**
 * Reads "last 3 months", "ytd", "Q2 2026", "1-15 March", "2026-01-15..2026-03-14", "since 1 June" and the like; what moves
 * on with the calendar keeps its words, as `relativeRange` knows them. A day or month without a year is the latest that
 * has begun; in a span the end follows its start. "All time" begins on the day `created`. Undefined where it means no days; what ends before it begins does so here, too.
 */
export function parseTypedRange(
  text: string,
  today: string,
  created?: string,
): MovingRange | undefined {
  const typed = plainWords(text)
  const range =
    openEnded(typed, today, created) ??
    span(typed.replace(/^from /, ''), today) ??
    some(typed, today)
  return range && range.from !== range.to ? range : undefined
}

const numberWords = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const counts = new Map([
  ...numberWords.map((word, index) => [word, index + 1] as const),
  ['a', 1],
  ['an', 1],
  ['eleven', 11],
  ['twelve', 12],
  ['thirty', 30],
  ['ninety', 90],
])
const ordinals = new Map(['first', 'second', 'third', 'fourth'].map((word, at) => [word, at + 1]))
const letters = { d: 'day', w: 'week', m: 'month', q: 'quarter', h: 'half', y: 'year' } as const

/** The same with one spelling for each thing. */
const plainWords = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\b(?:the|of|on|in) /g, '')
    .replaceAll(/\b(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?\b/g, (_, year, month, day) =>
      iso(year, month, day),
    )
    .replaceAll(/\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g, (_, day, month, year) =>
      iso(year, month, day),
    )
    .replaceAll(/(?<!\d[/.-])\b(\d{1,2})[/.](\d{4})\b/g, (_, month, year) => iso(year, month))
    .replaceAll(/\b(\d{4})[-/]?([qhw]\d)/g, '$1 $2')
    .replaceAll(/\b([qh]\d)[-/]?(\d{4})\b/g, '$1 $2')
    .replaceAll(/\b(?:past|previous|prior)\b/g, 'last')
    .replaceAll(/\bcurrent\b/g, 'this')
    .replaceAll(/\bhal(?:ves|f-?years?|f years?)\b/g, 'half')
    .replaceAll(
      /\b(first|second|third|fourth) (quarter|half)\b/g,
      (_, nth: string, unit: string) => `${unit.slice(0, 1)}${ordinals.get(nth)}`,
    )
    .replace(/^([wmqy])td$/, (_, unit: keyof typeof letters) => `${letters[unit]} to date`)
    .replace(/^this (\w+) (?:so far|to date)$/, '$1 to date')
    .replace(
      /^(?:last )?(\d{1,3}) ?([dwmqy])$/,
      (_, count: string, unit: keyof typeof letters) => `last ${count} ${letters[unit]}s`,
    )
    .replaceAll(/\b(\w+)(?= (?:day|week|month|quarter|half|year)s?\b)/g, (word) =>
      String(counts.get(word) ?? word),
    )
    .replace(/^(\d{1,3} (?:day|week|month|quarter|year)s?)$/, 'last $1')

const iso = (...parts: (string | undefined)[]) =>
  parts.flatMap((part) => part?.padStart(2, '0') ?? []).join('-')

const some = (typed: string, today: string) => relative(typed, today) ?? one(typed, today)

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** What hangs on today alone. */
function relative(typed: string, today: string): MovingRange | undefined {
  const moving = relativeRange(typed, today)
  if (moving) return moving
  if (typed === 'day before yesterday') return around(addDays(today, -2), 'day')
  const ago = /^(\d{1,3}) (day|week|month|quarter|year)s? ago$/.exec(typed)
  if (ago) {
    const unit = ago[2] as Unit
    return around(stepped(around(today, unit).from, unit, -Number(ago[1])), unit)
  }
  const weekday = /^(last )?([a-z]{3,9})$/.exec(typed)
  const at = weekdays.findIndex((name) => weekday?.[2] && name.startsWith(weekday[2]))
  if (!weekday || at < 0) return undefined
  const day = addDays(monday(today), at)
  const begun = weekday[1] ? day < today : day <= today
  return around(begun ? day : addDays(day, -7), 'day')
}

function openEnded(typed: string, today: string, created?: string): DayRange | undefined {
  const to = addDays(today, 1)
  if (/^(?:all(?: ?time)?|everything|always|ever|since (?:start|beginning|ever))$/.test(typed))
    return created === undefined ? undefined : { from: created, to }
  const until = /^(?:until|till|up to|to) (.+)$/.exec(typed)?.[1]
  if (until !== undefined) {
    const end = some(until, today)
    return created === undefined || !end ? undefined : { from: created, to: end.to }
  }
  const start = /^(?:since|from|after) (.+)$/.exec(typed)?.[1]
  const days = start === undefined ? undefined : some(start, today)
  return days && { from: typed.startsWith('after') ? days.to : days.from, to }
}

function span(typed: string, today: string): DayRange | undefined {
  const [first, last, more] = typed
    .replace(/^between (.+) and /, '$1 to ')
    .replace(/^([a-z]+\.? )?(\d{1,2}) ?- ?(?=\d{1,2}(?:$|,? [a-z\d]))/, '$1$2 to ')
    .replace(/^([a-z]+\.?(?: \d{4})?)-(?=[a-z])/, '$1 to ')
    .split(/\s*(?:\.\.\.?|…| to | until | till | thru | through | - | – |–|—)\s*/)
  if (first === undefined || last === undefined || more !== undefined) return undefined
  // "15 to 20 June": the first day takes the month of the last.
  const opening = /^\d{1,2}(?:st|nd|rd|th)?$/.test(first)
    ? `${first} ${last.replace(/^\d{1,2}(?:st|nd|rd|th)? /, '')}`
    : first
  // "June 15 to 20": the last day takes the month of the first.
  const month = /^[a-z]+\.? (?=\d)/.exec(first)?.[0] ?? ''
  const closing = /^\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?$/.test(last) ? month + last : last
  const [fromToday, toToday] = [relative(opening, today), relative(closing, today)]
  if (fromToday) return joined(fromToday, toToday ?? one(closing, today))
  if (toToday) return joined(one(opening, addDays(toToday.to, -1)), toToday)
  const [startHasYear, endHasYear] = [opening, closing].map((part) => /\d{4}/.test(part))

  if (endHasYear && !startHasYear) {
    const end = one(closing, today)
    return end && joined(one(opening, addDays(end.to, -1)), end)
  }
  const start = one(opening, today)
  if (!start || endHasYear) return joined(start, one(closing, today))
  // The first such end that isn't before the start: the latest one as seen from a year on.
  return joined(start, one(closing, addDays(addMonths(start.from, 12), -1)))
}

const joined = (start: DayRange | undefined, end: DayRange | undefined) =>
  start && end && { from: start.from, to: end.to }

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

/** One day, week, month, quarter, half or year. */
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
  const part = /^(?:(\d{4}) )?(?:q([1-4])|h([12]))(?: (\d{4}))?$/.exec(typed)
  if (part) {
    const year = part[1] ?? part[4]
    return part[2]
      ? months(year, Number(part[2]) * 3 - 2, 3)
      : months(year, Number(part[3]) * 6 - 5, 6)
  }
  const named = /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.?,?(?: (\d{4}))?$/.exec(typed)
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
  const inYear = (ago: number) =>
    `${String(Number(today.slice(0, 4)) - ago).padStart(4, '0')}${monthAndDay}`
  // 29 February comes back after four years, or after eight.
  const begun = [0, 1, 2, 3, 4, 5, 6, 7, 8].find(
    (ago) => isDay(inYear(ago)) && inYear(ago) <= today,
  )
  return inYear(begun ?? 0)
}

const isDay = (text: string) =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
