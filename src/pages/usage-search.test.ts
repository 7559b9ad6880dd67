import { expect, test } from 'vitest'
import { parseUsageSearch, usageSearchParams } from './usage-search.ts'

const parse = (text: string) => parseUsageSearch(new URLSearchParams(text))

test('without anything it is the current period by day', () => {
  expect(parse('')).toEqual({ range: undefined, interval: 'day' })
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
  'from=2026-03-05&to=2026-03-05',
  'from=2026-03-06&to=2026-03-05',
  'from=x&to=y&interval=year',
])('%s makes no sense and falls back', (text) => {
  expect(parse(text)).toEqual({ range: undefined, interval: 'day' })
})

test.each([
  '',
  'from=2026-01-01&to=2026-02-01',
  'from=2026-01-01&to=2027-01-01&interval=day',
  'interval=month',
])('"%s" is written as it was read', (text) => {
  expect(usageSearchParams(parse(text))).toBe(text)
})

test('what is the default anyway is left out', () => {
  expect(usageSearchParams(parse('from=2026-01-01&to=2027-01-01&interval=month'))).toBe(
    'from=2026-01-01&to=2027-01-01',
  )
})
