/**
 * UTC days (`YYYY-MM-DD`) as text. Ranges are half-open, as on the wire; words name the last day included. `locale` is
 * the browser's own unless given.
 */

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a DateTimeFormat costs about a thousand times as much as using it. */
function dateFormat(
  name: string,
  options: Intl.DateTimeFormatOptions,
  locale: string | undefined,
): Intl.DateTimeFormat {
  const key = `${name} ${options.timeZone} ${locale}`
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, options)))
  return format
}

const utc = { timeZone: 'UTC' } as const
const dayOfMonth = { ...utc, day: 'numeric', month: 'short' } as const
const wholeDay = { ...dayOfMonth, year: 'numeric' } as const

const midnight = (day: string) => new Date(`${day}T00:00Z`)

/** The day `count` days later; negative counts go back. */
export function addDays(day: string, count: number): string {
  const date = midnight(day)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** "3 Mar 2026". */
export const formatDay = (day: string, locale?: string) =>
  dateFormat('day', wholeDay, locale).format(midnight(day))

/** The half-open days by the last day included: "1–31 May 2026", and "3 Mar 2026" for a single day. */
export const formatRange = (start: string, end: string, locale?: string) =>
  dateFormat('day', wholeDay, locale).formatRange(midnight(start), midnight(addDays(end, -1)))

/** As an axis says it: a calendar month "Mar", every other span by its first day, "3 Mar"; or with the year. */
export function formatStart(
  start: string,
  end: string,
  { withYear }: { withYear: boolean },
  locale?: string,
): string {
  if (isCalendarMonth(start, end)) return formatMonth(start, { withYear }, locale)
  if (withYear) return formatDay(start, locale)
  return dateFormat('short', dayOfMonth, locale).format(midnight(start))
}

/** As a column's heading says it: a calendar month "Mar 2026", every other span as `formatRange`. */
export const formatBucket = (start: string, end: string, locale?: string) =>
  isCalendarMonth(start, end)
    ? formatMonth(start, { withYear: true }, locale)
    : formatRange(start, end, locale)

/** As a sentence says it: "on 3 Mar 2026", "in 2–8 Mar 2026", "in Mar 2026". */
export function formatWhen(start: string, end: string, locale?: string): string {
  return `${daysBetween(start, end) === 1 ? 'on' : 'in'} ${formatBucket(start, end, locale)}`
}

/** The month a day is in: "Mar", or "Mar 2026". */
export const formatMonth = (day: string, { withYear }: { withYear: boolean }, locale?: string) =>
  (withYear
    ? dateFormat('month of year', { ...utc, month: 'short', year: 'numeric' }, locale)
    : dateFormat('month', { ...utc, month: 'short' }, locale)
  ).format(midnight(day))

function isCalendarMonth(start: string, end: string): boolean {
  if (!start.endsWith('-01') || !end.endsWith('-01')) return false
  const next = midnight(start)
  next.setUTCMonth(next.getUTCMonth() + 1)
  return next.toISOString().startsWith(end)
}

const clock = { ...dayOfMonth, hour: '2-digit', minute: '2-digit' } as const

/**
 * The edges of the half-open UTC days on the clock of `timeZone` (the viewer's own unless given): "3 Mar, 01:00 CET –
 * 4 Mar, 01:00 CET". Undefined where that clock reads the same as UTC.
 */
export function formatLocalEdges(
  start: string,
  end: string,
  timeZone?: string,
  locale?: string,
): string | undefined {
  const edges = [midnight(start), midnight(end)] as const
  const there = { ...clock, timeZone }
  const read = (options: Intl.DateTimeFormatOptions) =>
    dateFormat('clock', options, locale).formatRange(...edges)
  if (read(there) === read(clock)) return undefined
  return dateFormat('zone', { ...there, timeZoneName: 'short' }, locale).formatRange(...edges)
}

const time = { ...utc, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const

/**
 * An instant, or the span of two, in milliseconds since 1970: "14:05 UTC", "14:05–14:20 UTC", and with the day where that
 * isn't today's of UTC.
 */
export function formatInstant(at: number, until = at, now = Date.now(), locale?: string): string {
  const isToday = today(new Date(at)) === today(new Date(now))
  return dateFormat(
    isToday ? 'time' : 'instant',
    isToday ? time : { ...wholeDay, ...time },
    locale,
  ).formatRange(at, until)
}

/** How many days the half-open range has. */
export const daysBetween = (start: string, end: string) =>
  Math.round((midnight(end).getTime() - midnight(start).getTime()) / 86_400_000)

/** The UTC day of an instant on the wire; one without an offset is UTC. */
export function utcDay(instant: string): string {
  const day = instant.slice(0, 10)
  if (instant.endsWith('Z')) return day
  const offset = /[T ].*([+-]\d{2}:?\d{2})$/.exec(instant)?.[1]
  if (offset === undefined || Number(offset.replace(':', '')) === 0) return day
  const date = new Date(instant)
  return Number.isNaN(date.getTime()) ? day : date.toISOString().slice(0, 10)
}

/** The first UTC day after an instant that ends a span: some servers end on the last second of a day, not after it. */
export function utcEnd(instant: string): string {
  if (/[T ]00:00(?::00(?:\.0+)?)?(?:Z|$)|^.{10}$/.test(instant)) return instant.slice(0, 10)
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/.test(instant)
  const time = new Date(hasOffset ? instant : `${instant}Z`).getTime()
  if (Number.isNaN(time)) return utcDay(instant)
  const midnight = time % 86_400_000 === 0
  return addDays(new Date(time).toISOString().slice(0, 10), midnight ? 0 : 1)
}

/** Today's UTC day. */
export const today = (now = new Date()) => now.toISOString().slice(0, 10)

/** The day `count` months later on the day of the month `day`; in a month that is too short for it, on its last. */
export function addMonths(start: string, count: number, day = Number(start.slice(8))): string {
  const date = midnight(start)
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count + 1, 0)
  date.setUTCDate(Math.min(day, date.getUTCDate()))
  return date.toISOString().slice(0, 10)
}

/** Half-open UTC days. */
export type DayRange = { from: string; to: string }

/** The Monday of the week that a day is in. */
export const monday = (day: string) => addDays(day, -((new Date(day).getUTCDay() + 6) % 7))

/** Without it a date field takes years of more digits than a day has. */
export const LAST_DAY = '9999-12-31'
