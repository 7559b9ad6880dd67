import { expect, test } from 'vitest'
import {
  addDays,
  formatBucket,
  formatDay,
  formatInstant,
  formatLocalEdges,
  formatRange,
  formatStart,
  formatWhen,
  utcEnd,
  utcDay,
} from './dates.ts'

// The spaces around a dash differ from one release of ICU to the next.
const tight = (text: string | undefined) => text?.replaceAll(/\s–\s/g, '–').replaceAll(/\s/g, ' ')

test('days are UTC days, and a range names the last day included', () => {
  expect(formatDay('2026-03-03', 'en-GB')).toBe('3 Mar 2026')
  expect(tight(formatRange('2026-05-01', '2026-06-01', 'en-GB'))).toBe('1–31 May 2026')
  expect(tight(formatRange('2025-11-20', '2025-12-20', 'en-GB'))).toBe('20 Nov–19 Dec 2025')
  expect(formatRange('2026-03-03', '2026-03-04', 'en-GB')).toBe('3 Mar 2026')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
})

test('a calendar month is called by its name, any other span by its days', () => {
  expect(formatBucket('2025-12-01', '2026-01-01', 'en-GB')).toBe('Dec 2025')
  expect(tight(formatBucket('2025-12-01', '2026-02-01', 'en-GB'))).toBe('1 Dec 2025–31 Jan 2026')
  expect(formatStart('2025-12-01', '2026-01-01', { withYear: false }, 'en-GB')).toBe('Dec')
  expect(formatStart('2025-12-20', '2026-01-20', { withYear: false }, 'en-GB')).toBe('20 Dec')
  expect(formatStart('2025-12-20', '2026-01-20', { withYear: true }, 'en-GB')).toBe('20 Dec 2025')
})

test("a bucket's edges are told on the viewer's clock only where it differs from UTC", () => {
  const edges = (zone: string, start = '2026-03-03', end = '2026-03-04') =>
    tight(formatLocalEdges(start, end, zone, 'en-GB'))
  expect(edges('Europe/Amsterdam')).toBe('3 Mar, 01:00 CET–4 Mar, 01:00 CET')
  expect(edges('America/New_York')).toBe('2 Mar, 19:00 GMT-5–3 Mar, 19:00 GMT-5')
  expect(edges('UTC')).toBeUndefined()
  expect(edges('Europe/London')).toBeUndefined()
  expect(edges('Europe/London', '2026-03-29', '2026-03-30')).toContain('30 Mar, 01:00')
})

test('an instant is told in UTC, with its day where that is not today', () => {
  const at = (instant: string) => Date.parse(instant)
  const now = at('2026-03-03T23:30:00Z')
  const told = (from: string, until = from) =>
    tight(formatInstant(at(from), at(until), now, 'en-GB'))
  expect(told('2026-03-03T14:05:59Z')).toBe('14:05 UTC')
  expect(told('2026-03-03T00:30:00+01:00')).toBe('2 Mar 2026, 23:30 UTC')
  expect(told('2026-03-03T14:05:00Z', '2026-03-03T14:20:00Z')).toBe('14:05–14:20 UTC')
  expect(told('2026-03-02T23:50:00Z', '2026-03-03T00:10:00Z')).toBe(
    '2 Mar 2026, 23:50 UTC–3 Mar 2026, 00:10 UTC',
  )
})

test('a sentence says when: a day, a week, a month', () => {
  expect(formatWhen('2026-03-03', '2026-03-04', 'en-GB')).toBe('on 3 Mar 2026')
  expect(tight(formatWhen('2026-03-02', '2026-03-09', 'en-GB'))).toBe('in 2–8 Mar 2026')
  expect(formatWhen('2026-03-01', '2026-04-01', 'en-GB')).toBe('in Mar 2026')
  expect(tight(formatWhen('2026-02-20', '2026-03-20', 'en-GB'))).toBe('in 20 Feb–19 Mar 2026')
})

test('an instant is on its UTC day, however it is written', () => {
  for (const instant of [
    '2026-03-03T00:00:00Z',
    '2026-03-03 00:00:00',
    '2026-03-03',
    '2026-03-02T19:00:00-05:00',
    '2026-03-03T05:30:00+0530',
  ])
    expect(utcDay(instant)).toBe('2026-03-03')
})

test.each([
  ['2026-05-02', '2026-05-02'],
  ['2026-05-02T00:00:00Z', '2026-05-02'],
  ['2026-05-02T00:00:00', '2026-05-02'],
  ['2026-05-01T23:59:59Z', '2026-05-02'],
  ['2026-05-01T23:59:59.999999+00:00', '2026-05-02'],
  ['2026-05-02T02:00:00+02:00', '2026-05-02'],
  ['2026-05-01T19:00:00-05:00', '2026-05-02'],
  ['2026-05-01 23:59', '2026-05-02'],
])('a span that ends at %s ends before %s', (instant, day) => {
  expect(utcEnd(instant)).toBe(day)
})
