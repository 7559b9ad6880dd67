import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days } from '../lib/arbitraries.ts'
import { chartKinds } from '../charts/usage-drawing.ts'
import { today } from '../lib/dates.ts'
import { relativeRange } from '../lib/relative-range.ts'
import {
  intervals,
  overRange,
  isRangeUnread,
  parseUsageSearch,
  usageSearchParams,
  whyNotRange,
  type UsageSearch,
} from './usage-search.ts'

const parse = (text: string) => parseUsageSearch(new URLSearchParams(text))
const nothing = parse('')

test('without anything it is the current period by day, as bars of everything', () => {
  expect(nothing).toEqual({
    range: undefined,
    interval: 'day',
    chart: 'bars',
    filter: undefined,
    compare: false,
    budget: undefined,
    sort: { column: 'total', descending: true },
    hideEmpty: false,
    pin: undefined,
  })
})

test('up to 92 days are shown by day, more by month, unless the link says otherwise', () => {
  expect(parse('from=2026-01-01&to=2026-04-03').interval).toBe('day')
  expect(parse('from=2026-01-01&to=2026-04-04').interval).toBe('month')
  expect(parse('from=2026-01-01&to=2026-04-04&interval=day').interval).toBe('day')
})

test.each([
  'from=2026-01-01',
  'to=2026-01-01',
  'from=2026-02-30&to=2026-03-05',
  'from=x&to=y&interval=year&chart=pie&compare=yes&sort=size&empty=1&pin=now',
  'budget=-5',
  'budget=lots',
  'budget=1e999',
])('%s makes no sense and falls back', (text) => {
  expect(parse(text)).toEqual(nothing)
})

const moving = fc
  .constantFrom('today', 'last 30 days', 'this month', 'last quarter', 'year to date')
  .map((words) => relativeRange(words, today()))

const searches: fc.Arbitrary<UsageSearch> = fc.record({
  range: fc.oneof(fc.constant(undefined), moving, fc.record({ from: days, to: days })),
  interval: fc.constantFrom(...intervals),
  chart: fc.constantFrom(...chartKinds),
  filter: fc.option(
    fc.record({
      kind: fc.constantFrom('hide' as const, 'only' as const),
      ids: fc.array(fc.string(), { minLength: 1, maxLength: 5 }),
    }),
    { nil: undefined },
  ),
  compare: fc.boolean(),
  budget: fc.option(fc.integer({ min: 1, max: 1e12 }), { nil: undefined }),
  sort: fc.record({
    column: fc.oneof(fc.constantFrom('name', 'total', 'change'), days),
    descending: fc.boolean(),
  }),
  hideEmpty: fc.boolean(),
  pin: fc.option(days, { nil: undefined }),
})

test('what is written is read again, whatever it is', () => {
  fc.assert(
    fc.property(searches, (search) => {
      expect(parse(usageSearchParams(search))).toEqual(search)
    }),
  )
})

test('a link to words means their days to whoever opens it, and one to days means these', () => {
  const on = (text: string, day: string) => {
    const search = parseUsageSearch(new URLSearchParams(text), [], day)
    return [search.range?.from, search.range?.to, usageSearchParams(search)]
  }
  const link = 'range=last+7+days&chart=lines'
  expect(on(link, '2026-03-15')).toEqual(['2026-03-09', '2026-03-16', link])
  expect(on(link, '2027-01-02')).toEqual(['2026-12-27', '2027-01-03', link])
  const fixed = 'from=2026-03-09&to=2026-03-16'
  expect(on(`range=last+7+days&${fixed}`, '2027-01-02')).toEqual([
    '2026-03-09',
    '2026-03-16',
    fixed,
  ])
  expect(parse('range=whenever')).toEqual(nothing)
  expect(parse('range=last+12+months').interval).toBe('month')
})

test('what is the default anyway is left out', () => {
  expect(usageSearchParams(parse('from=2026-01-01&to=2027-01-01&interval=month&sort=-total'))).toBe(
    'from=2026-01-01&to=2027-01-01',
  )
})

test('another range keeps the view and the steps where they were chosen, but no bucket and no budget of the range before', () => {
  const year = { from: '2025-01-01', to: '2026-01-01' }
  const search = parse('chart=lines&only=a&budget=5&sort=-2026-03-01&pin=2026-03-01')
  expect(usageSearchParams(overRange(search, year))).toBe(
    'from=2025-01-01&to=2026-01-01&chart=lines&only=a',
  )
  const again = { from: '2025-01-01', to: '2026-01-01', words: 'last year' }
  expect(overRange({ ...search, range: year }, again).budget).toBe(5)
  expect(overRange(parse('interval=week'), year).interval).toBe('week')
  expect(overRange(parse('sort=name'), year).sort.column).toBe('name')
})

test('a range that ends before it begins, or begins tomorrow, is said', () => {
  const why = (text: string) => whyNotRange(parse(text).range, '2026-05-22')
  expect(why('')).toBeUndefined()
  expect(why('from=2026-05-22&to=2026-06-22')).toBeUndefined()
  expect(why('from=2026-05-23&to=2026-06-22')).toContain('in the future')
  expect(why('from=2026-05-22&to=2026-05-22')).toContain('has no days')
  expect(why('from=2026-05-22&to=2026-05-01')).toContain('before it begins')
})

test.each([
  ['', false],
  ['interval=month', false],
  ['from=2026-01-01&to=2026-02-01', false],
  ['range=last+30+days', false],
  ['from=abc&to=2026-01-01', true],
  ['from=2026-01-01', true],
  ['from=2026-13-01&to=2026-11-01', true],
  ['range=whenever', true],
])('whether the days of %j can not be read: %j', (text, isUnread) => {
  expect(isRangeUnread(new URLSearchParams(text))).toBe(isUnread)
})

test('a table sorts by the columns that it has', () => {
  const sortOf = (further: string[]) =>
    parseUsageSearch(new URLSearchParams('sort=-members'), further).sort
  expect(sortOf(['members'])).toEqual({ column: 'members', descending: true })
  expect(sortOf([])).toEqual(nothing.sort)
})
