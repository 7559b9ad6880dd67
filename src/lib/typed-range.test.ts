import { expect, test } from 'vitest'
import { addDays, daysBetween } from './dates.ts'
import { parseTypedRange } from './typed-range.ts'

const today = '2026-03-15'

test.each([
  ['today', '2026-03-15', '2026-03-16'],
  ['Yesterday', '2026-03-14', '2026-03-15'],
  ['last 7 days', '2026-03-09', '2026-03-16'],
  ['past 2 weeks', '2026-03-02', '2026-03-16'],
  ['last  3 months', '2026-01-01', '2026-04-01'],
  ['last 2 years', '2025-01-01', '2027-01-01'],
  ['last 2 quarters', '2025-10-01', '2026-04-01'],
  ['this week', '2026-03-09', '2026-03-16'],
  ['last week', '2026-03-02', '2026-03-09'],
  ['this month', '2026-03-01', '2026-04-01'],
  ['last month', '2026-02-01', '2026-03-01'],
  ['this quarter', '2026-01-01', '2026-04-01'],
  ['previous quarter', '2025-10-01', '2026-01-01'],
  ['last year', '2025-01-01', '2026-01-01'],
  ['Q2 2026', '2026-04-01', '2026-07-01'],
  ['2025 q4', '2025-10-01', '2026-01-01'],
  ['q2', '2025-04-01', '2025-07-01'],
  ['q1', '2026-01-01', '2026-04-01'],
  ['2025', '2025-01-01', '2026-01-01'],
  ['2026-02', '2026-02-01', '2026-03-01'],
  ['March 2026', '2026-03-01', '2026-04-01'],
  ['dec', '2025-12-01', '2026-01-01'],
  ['2026-01-15..2026-03-14', '2026-01-15', '2026-03-15'],
  ['2026-01-15 to 2026-03-14', '2026-01-15', '2026-03-15'],
  ['15 Jan 2026 – 14 Mar 2026', '2026-01-15', '2026-03-15'],
  ['15 to 20 february', '2026-02-15', '2026-02-21'],
  ['1 December to 28 February', '2025-12-01', '2026-03-01'],
  ['jan - mar 2026', '2026-01-01', '2026-04-01'],
  ['since 1 June', '2025-06-01', '2026-03-16'],
  ['since 1st Feb 2026', '2026-02-01', '2026-03-16'],
  ['2026-02-28', '2026-02-28', '2026-03-01'],
  // Spans around today, and years on one end only.
  ['10 to 20 march', '2026-03-10', '2026-03-21'],
  ['1 march to 31 march', '2026-03-01', '2026-04-01'],
  ['1 january to 31 december', '2026-01-01', '2027-01-01'],
  ['20 to 25 march', '2025-03-20', '2025-03-26'],
  ['oct to dec 2026', '2026-10-01', '2027-01-01'],
  ['q1 to q3 2024', '2024-01-01', '2024-10-01'],
  ['1 may to 5 june 2024', '2024-05-01', '2024-06-06'],
  ['1 December 2024 to 28 February', '2024-12-01', '2025-03-01'],
  ['from 1 feb to 5 feb', '2026-02-01', '2026-02-06'],
  ['15-20 february', '2026-02-15', '2026-02-21'],
  ['1 february to today', '2026-02-01', '2026-03-16'],
  ['since yesterday', '2026-03-14', '2026-03-16'],
  ['since last month', '2026-02-01', '2026-03-16'],
  ['June 1, 2025', '2025-06-01', '2025-06-02'],
  ['feb 3rd', '2026-02-03', '2026-02-04'],
  ['june 15 to 20', '2025-06-15', '2025-06-21'],
  ['Jun 15 – 20, 2024', '2024-06-15', '2024-06-21'],
  ['29 february', '2024-02-29', '2024-03-01'],
])('%j means %s to %s', (text, from, to) => {
  expect(parseTypedRange(text, today)).toEqual({ from, to })
})

test.each([
  '',
  'soon',
  '30 feb 2026',
  '2026-13',
  '2026-02-30',
  '2026-03-14..2026-01-15',
  'since 2027-01-01',
  'last 0 days',
  '1 june..',
  'marchish',
  'a..b..c',
])('%j means no days', (text) => {
  expect(parseTypedRange(text, today)).toBeUndefined()
})

test('counted days end today, on every day of two years', () => {
  for (let day = '2023-12-30'; day < '2026-01-02'; day = addDays(day, 1)) {
    const range = parseTypedRange('last 30 days', day)
    expect([day, range && daysBetween(range.from, range.to), range?.to]).toEqual([
      day,
      30,
      addDays(day, 1),
    ])
  }
})

test('29 February is in the latest leap year, which may be eight years ago', () => {
  const leapDay = { from: '2096-02-29', to: '2096-03-01' }
  expect(parseTypedRange('29 feb', '2103-06-01')).toEqual(leapDay)
})
