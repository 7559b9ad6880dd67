import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days } from './arbitraries.ts'
import { addDays, addMonths, daysBetween, formatDay, formatRange } from './dates.ts'
import { parseTypedRange } from './typed-range.ts'

const ranges = fc
  .record({ from: days, count: fc.integer({ min: 1, max: 800 }) })
  .map(({ from, count }) => ({ from, last: addDays(from, count - 1), to: addDays(from, count) }))

const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const longDay = (day: string) => long.format(new Date(day))

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
        const range = parseTypedRange(`last ${count} ${unit}`, today)
        expect(range).toEqual({ from: addDays(today, 1 - count * length), to: addDays(today, 1) })
      }
    }),
  )
})

test('counted months, quarters and years are those of the calendar, the running one the last', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 99 }), (today, count) => {
      for (const [unit, months] of [
        ['month', 1],
        ['quarter', 3],
        ['year', 12],
      ] as const) {
        const running = parseTypedRange(`this ${unit}`, today)
        const counted = parseTypedRange(`last ${count} ${unit}s`, today)
        const before = parseTypedRange(`last ${unit}`, today)
        if (!running || !counted || !before) throw new Error(`No ${unit} on ${today}`)
        expect(running.from <= today && today < running.to).toBe(true)
        expect(running.from).toMatch(
          unit === 'year' ? /-01-01$/ : unit === 'month' ? /-01$/ : /-(01|04|07|10)-01$/,
        )
        expect(addMonths(running.from, months)).toBe(running.to)
        expect(before).toEqual({ from: addMonths(running.from, -months), to: running.from })
        expect(counted).toEqual({ from: addMonths(running.to, -count * months), to: running.to })
      }
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

const withoutYear = (day: string) => longDay(day).replace(/ \d+$/, '')

function latestBegun(day: string, today: string): string {
  const years = Array.from({ length: 9 }, (_, ago) => Number(today.slice(0, 4)) - ago)
  const latest = years
    .map((year) => `${year}${day.slice(4)}`)
    .find((same) => same <= today && addDays(same, 0) === same)
  if (latest === undefined) throw new Error(`${day} was in no year before ${today}`)
  return latest
}
