import { expect, test } from 'vitest'
import { addDays, daysBetween, type DayRange } from './dates.ts'
import { relativeRange } from './relative-range.ts'
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
  ['this year', '2026-01-01', '2026-03-16'],
  ['YTD', '2026-01-01', '2026-03-16'],
  ['year to date', '2026-01-01', '2026-03-16'],
  ['this quarter so far', '2026-01-01', '2026-03-16'],
  ['current month to date', '2026-03-01', '2026-03-16'],
  ['wtd', '2026-03-09', '2026-03-16'],
  ['past year', '2025-01-01', '2026-01-01'],
  ['a year ago', '2025-01-01', '2026-01-01'],
  ['3 days ago', '2026-03-12', '2026-03-13'],
  ['2 weeks ago', '2026-02-23', '2026-03-02'],
  ['the day before yesterday', '2026-03-13', '2026-03-14'],
  ['90 days', '2025-12-16', '2026-03-16'],
  ['7d', '2026-03-09', '2026-03-16'],
  ['12m', '2025-04-01', '2026-04-01'],
  ['the last three months', '2026-01-01', '2026-04-01'],
  ['monday', '2026-03-09', '2026-03-10'],
  ['sunday', '2026-03-15', '2026-03-16'],
  ['last sunday', '2026-03-08', '2026-03-09'],
  ['since monday', '2026-03-09', '2026-03-16'],
  ['last month to today', '2026-02-01', '2026-03-16'],
  ['last year to today', '2025-01-01', '2026-03-16'],
  ['last month until yesterday', '2026-02-01', '2026-03-15'],
  ['last quarter to 3 february', '2025-10-01', '2026-02-04'],
  ['2026-02-01 to today', '2026-02-01', '2026-03-16'],
  ['H1 2026', '2026-01-01', '2026-07-01'],
  ['2025-H2', '2025-07-01', '2026-01-01'],
  ['first half of 2025', '2025-01-01', '2025-07-01'],
  ['last half year', '2025-07-01', '2026-01-01'],
  ['second quarter of 2025', '2025-04-01', '2025-07-01'],
  ['2025-Q3', '2025-07-01', '2025-10-01'],
  ['q1/2025', '2025-01-01', '2025-04-01'],
  ['Q3 2024 to Q1 2025', '2024-07-01', '2025-04-01'],
  ['March', '2026-03-01', '2026-04-01'],
  ['march of 2025', '2025-03-01', '2025-04-01'],
  ['2/2026', '2026-02-01', '2026-03-01'],
  ['2026/02', '2026-02-01', '2026-03-01'],
  ['2026/02/03', '2026-02-03', '2026-02-04'],
  ['3.2.2026', '2026-02-03', '2026-02-04'],
  ['1-15 March', '2026-03-01', '2026-03-16'],
  ['1 - 15 March 2025', '2025-03-01', '2025-03-16'],
  ['1st to 15th of March', '2026-03-01', '2026-03-16'],
  ['March 1-15', '2026-03-01', '2026-03-16'],
  ['March 1-15, 2025', '2025-03-01', '2025-03-16'],
  ['Jan to Mar 2026', '2026-01-01', '2026-04-01'],
  ['jan-mar 2026', '2026-01-01', '2026-04-01'],
  ['jan-mar', '2026-01-01', '2026-04-01'],
  ['nov 2025-feb 2026', '2025-11-01', '2026-03-01'],
  ['January through March', '2026-01-01', '2026-04-01'],
  ['between 1 june and 5 june 2025', '2025-06-01', '2025-06-06'],
  ['2024 to 2025', '2024-01-01', '2026-01-01'],
  ['2025-11 – 2026-02', '2025-11-01', '2026-03-01'],
  ['after 10 march', '2026-03-11', '2026-03-16'],
])('%j means %s to %s', (text, from, to) => {
  expect(daysOf(parseTypedRange(text, today))).toEqual({ from, to })
})

const daysOf = (range: DayRange | undefined) => range && { from: range.from, to: range.to }

test.each([
  'today',
  'yesterday',
  'last 30 days',
  'past 30 days',
  'the last thirty days',
  '30 days',
  '30d',
  'last 12 months',
  'this month',
  'last quarter',
  'ytd',
  'year to date',
])('%j moves on with the calendar', (text) => {
  const now = parseTypedRange(text, today)
  const later = parseTypedRange(text, '2027-08-02')
  expect(now?.words).toBeDefined()
  expect(relativeRange(now?.words ?? '', '2027-08-02')).toEqual(later)
  expect(later?.from).not.toBe(now?.from)
})

test.each(['Q2 2026', 'march', 'since 1 june', 'last month to today', 'monday', '2 weeks ago'])(
  '%j means the days that it means now',
  (text) => {
    expect(parseTypedRange(text, today)?.words).toBeUndefined()
  },
)

test.each([
  ['all time', '2024-05-06', '2026-03-16'],
  ['All', '2024-05-06', '2026-03-16'],
  ['since the beginning', '2024-05-06', '2026-03-16'],
  ['until 1 June 2025', '2024-05-06', '2025-06-02'],
  ['up to last month', '2024-05-06', '2026-03-01'],
])('%j begins with the organization', (text, from, to) => {
  expect(daysOf(parseTypedRange(text, today, '2024-05-06'))).toEqual({ from, to })
  expect(parseTypedRange(text, today)).toBeUndefined()
})

test.each([
  '',
  'soon',
  '30 feb 2026',
  '2026-13',
  '2026-02-30',
  'last 0 days',
  '1 june..',
  'marchish',
  '13/2026',
  '31.2.2026',
  'h3 2026',
  'mon-dayish',
  'all time',
  'a..b..c',
])('%j means no days', (text) => {
  expect(parseTypedRange(text, today)).toBeUndefined()
})

test.each([
  ['2026-03-14..2026-01-15', '2026-03-14', '2026-01-16'],
  ['since 2027-01-01', '2027-01-01', '2026-03-16'],
  ['0 days ago to last week', '2026-03-15', '2026-03-09'],
])('%j ends before it begins', (text, from, to) => {
  expect(daysOf(parseTypedRange(text, today))).toEqual({ from, to })
})

test('years of three digits and fewer are years, too', () => {
  expect(daysOf(parseTypedRange('june 0206 to july', today))).toEqual({
    from: '0206-06-01',
    to: '0206-08-01',
  })
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
