import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { days } from './arbitraries.ts'
import { addDays, addMonths, daysBetween, formatDay, formatRange } from './dates.ts'
import { relativeRange } from './relative-range.ts'
import { parseTypedRange } from './typed-range.ts'

const ranges = fc
  .record({ from: days, count: fc.integer({ min: 1, max: 800 }) })
  .map(({ from, count }) => ({ from, last: addDays(from, count - 1), to: addDays(from, count) }))

const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const longDay = (day: string) => long.format(new Date(day))

const spellings: [string, ...string[]][] = [
  ['last 30 days', 'past 30 days', 'the previous thirty days', '30 days', '30d', 'Last 30d'],
  ['year to date', 'ytd', 'YTD', 'this year', 'current year so far'],
  ['last 3 months', 'past three months', '3m'],
  ['last quarter', 'previous quarter', 'the past quarter'],
  ['today', 'Today', '0 days ago'],
  ['yesterday', '1 day ago', 'a day ago'],
  ['last week', 'one week ago', 'past week'],
  ['since last month', 'last month to today', 'from last month until today'],
]

describe.each(['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'])(
  'on a clock in %s',
  (zone) => {
    beforeEach(() => {
      vi.stubEnv('TZ', zone)
    })
    afterEach(() => {
      vi.unstubAllEnvs()
    })

    describe('a day with its year means the same on every day', () => {
      test.each<[string, (from: string, last: string, to: string) => string]>([
        ['as in a link', (from, last) => `${from}..${last}`],
        ['in words', (from, last) => `${longDay(from)} to ${longDay(last)}`],
        [
          'as the page shows two days',
          (from, last) => `${formatDay(from, 'en-GB')} – ${formatDay(last, 'en-GB')}`,
        ],
        ['as the page shows a range', (from, _, to) => formatRange(from, to, 'en-GB')],
        ['as it shows one in the United States', (from, _, to) => formatRange(from, to, 'en-US')],
      ])('%s', (_, typed) => {
        fc.assert(
          fc.property(ranges, days, ({ from, last, to }, today) => {
            expect(parseTypedRange(typed(from, last, to), today)).toEqual({ from, to })
          }),
        )
      })
    })

    test('counted days and weeks end today, and are as many as it says', () => {
      fc.assert(
        fc.property(days, fc.integer({ min: 1, max: 999 }), (today, count) => {
          for (const [unit, length] of [
            ['days', 1],
            ['weeks', 7],
          ] as const) {
            const words = `last ${count} ${unit}`
            expect(parseTypedRange(words, today)).toEqual({
              from: addDays(today, 1 - count * length),
              to: addDays(today, 1),
              words,
            })
          }
        }),
      )
    })

    test('counted months, quarters, halves and years are those of the calendar, the running one the last', () => {
      fc.assert(
        fc.property(days, fc.integer({ min: 1, max: 99 }), (today, count) => {
          for (const [unit, months, firsts] of [
            ['month', 1, /-01$/],
            ['quarter', 3, /-(01|04|07|10)-01$/],
            ['half', 6, /-(01|07)-01$/],
            ['year', 12, /-01-01$/],
          ] as const) {
            const running = daysOf(`last 1 ${unit}`, today)
            expect(running.from <= today && today < running.to).toBe(true)
            expect(running.from).toMatch(firsts)
            expect(addMonths(running.from, months)).toBe(running.to)
            expect(daysOf(`this ${unit}`, today)).toEqual(
              unit === 'year' ? { from: running.from, to: addDays(today, 1) } : running,
            )
            expect(daysOf(`${unit} to date`, today)).toEqual({
              from: running.from,
              to: addDays(today, 1),
            })
            expect(daysOf(`last ${unit}`, today)).toEqual({
              from: addMonths(running.from, -months),
              to: running.from,
            })
            expect(daysOf(`last ${count} ${unit}s`, today)).toEqual({
              from: addMonths(running.to, -count * months),
              to: running.to,
            })
            expect(daysOf(`last ${unit} to today`, today)).toEqual({
              from: addMonths(running.from, -months),
              to: addDays(today, 1),
            })
          }
        }),
      )
    })

    test('a weekday is the latest one that has begun', () => {
      fc.assert(
        fc.property(days, days, (day, today) => {
          const name = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' })
          const weekday = name.format(new Date(day))
          const { from, to } = daysOf(weekday, today)
          expect([name.format(new Date(from)), daysBetween(from, to)]).toEqual([weekday, 1])
          expect(daysBetween(from, today)).toBeGreaterThanOrEqual(0)
          expect(daysBetween(from, today)).toBeLessThan(7)
        }),
      )
    })

    test.each(spellings)('%j has other spellings that mean the same', (one, ...others) => {
      fc.assert(
        fc.property(days, (today) => {
          for (const other of others) expect(daysOf(other, today)).toEqual(daysOf(one, today))
        }),
      )
    })

    test('a span of days within a month is read however it is written', () => {
      fc.assert(
        fc.property(days, fc.integer({ min: 0, max: 30 }), days, (day, count, today) => {
          const last = addDays(day, count)
          fc.pre(last.startsWith(day.slice(0, 7)))
          const [one, end] = [Number(day.slice(8)), Number(last.slice(8))]
          const [, month = '', year = ''] = longDay(day).split(' ')
          const range = { from: day, to: addDays(last, 1) }
          for (const typed of [
            `${one}-${end} ${month} ${year}`,
            `${one} to ${end} ${month} ${year}`,
            `${month} ${one}-${end}, ${year}`,
            `between ${day} and ${last}`,
            `${one}.${day.slice(5, 7)}.${year} - ${end}.${day.slice(5, 7)}.${year}`,
            `${day.replaceAll('-', '/')} through ${last.replaceAll('-', '/')}`,
          ])
            expect([typed, daysOf(typed, today)]).toEqual([typed, range])
        }),
      )
    })

    test('a half is its two quarters, a quarter its three months, whatever today is', () => {
      fc.assert(
        fc.property(days, days, (day, today) => {
          const year = day.slice(0, 4)
          expect(daysOf(`H1 ${year}`, today)).toEqual(daysOf(`Q1 to Q2 ${year}`, today))
          expect(daysOf(`${year}-H2`, today)).toEqual(daysOf(`Jul-Dec ${year}`, today))
          expect(daysOf(`Q3 ${year}`, today)).toEqual(daysOf(`7/${year} to ${year}-09`, today))
        }),
      )
    })

    test('what moves on with the calendar is kept in words that a link reads again', () => {
      const words = fc.constantFrom('ytd', 'past 30 days', '12m', 'yesterday', 'this half', 'wtd')
      fc.assert(
        fc.property(words, days, (typed, today) => {
          const range = parseTypedRange(typed, today)
          expect(range?.words).toBeDefined()
          expect(relativeRange(range?.words ?? '', today)).toEqual(range)
        }),
      )
    })

    /** A leap day in a tenth of all cases. */
    const someDays = fc.oneof({ weight: 9, arbitrary: days }, fc.constant('2024-02-29'))

    test('a day without its year is the latest that has begun', () => {
      fc.assert(
        fc.property(someDays, days, (day, today) => {
          const latest = latestBegun(day, today)
          expect(parseTypedRange(withoutYear(day), today)).toEqual({
            from: latest,
            to: addDays(latest, 1),
          })
        }),
      )
    })

    test('two days without their years are the latest first one that has begun, and the next last one', () => {
      fc.assert(
        fc.property(days, fc.integer({ min: 0, max: 364 }), days, (first, count, today) => {
          const last = addDays(first, count)
          fc.pre(!`${first} ${last}`.includes('-02-29'))
          const range = parseTypedRange(`${withoutYear(first)} to ${withoutYear(last)}`, today)
          const end = addDays(range?.to ?? '', -1)
          expect(range?.from).toBe(latestBegun(first, today))
          expect(end.slice(5)).toBe(last.slice(5))
          // Of these years one may have a leap day in between, and another none.
          expect(Math.abs(daysBetween(range?.from ?? '', end) - count)).toBeLessThanOrEqual(1)
        }),
      )
    })
  },
)

const withoutYear = (day: string) => longDay(day).replace(/ \d+$/, '')

function latestBegun(day: string, today: string): string {
  const years = Array.from({ length: 9 }, (_, ago) => Number(today.slice(0, 4)) - ago)
  const latest = years
    .map((year) => `${year}${day.slice(4)}`)
    .find((same) => same <= today && addDays(same, 0) === same)
  if (latest === undefined) throw new Error(`${day} was in no year before ${today}`)
  return latest
}

function daysOf(typed: string, today: string) {
  const range = parseTypedRange(typed, today)
  if (!range) throw new Error(`${typed} means no days on ${today}`)
  return { from: range.from, to: range.to }
}
