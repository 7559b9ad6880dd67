import { expect, test } from 'vitest'
import { periodBefore, periodStarts, presets, presetsOfAll, thisMonth } from './usage-ranges.ts'

const at = (now: string) =>
  Object.fromEntries(
    presets(
      { period: { from: '2026-02-20', to: '2026-03-20' }, created: '2025-01-31' },
      new Date(now),
    ).map(({ label, range }) => [label, range && { from: range.from, to: range.to }]),
  )

test('presets are half-open UTC days, today included', () => {
  // Late on 1 March in New York it is 2 March in UTC.
  expect(at('2026-03-01T23:30:00-05:00')).toEqual({
    'Current period': undefined,
    'Period before': { from: '2026-01-20', to: '2026-02-20' },
    'Last 7 days': { from: '2026-02-24', to: '2026-03-03' },
    'Last 30 days': { from: '2026-02-01', to: '2026-03-03' },
    'Last 90 days': { from: '2025-12-03', to: '2026-03-03' },
    'This month': { from: '2026-03-01', to: '2026-04-01' },
    'Last month': { from: '2026-02-01', to: '2026-03-01' },
    'This year': { from: '2026-01-01', to: '2026-03-03' },
    'Last 12 months': { from: '2025-04-01', to: '2026-04-01' },
    'All time': { from: '2025-01-31', to: '2026-03-03' },
  })
})

test('all organizations have no period in common: without days it is this month', () => {
  const now = new Date('2026-03-01T23:30:00-05:00')
  expect(thisMonth(now)).toEqual({ from: '2026-03-01', to: '2026-04-01' })
  expect(presetsOfAll('2025-01-31', now).map(({ label, range }) => [label, range?.from])).toEqual([
    ['This month', undefined],
    ['Last 7 days', '2026-02-24'],
    ['Last 30 days', '2026-02-01'],
    ['Last 90 days', '2025-12-03'],
    ['Last month', '2026-02-01'],
    ['This year', '2026-01-01'],
    ['Last 12 months', '2025-04-01'],
    ['All time', '2025-01-31'],
  ])
})

test('what is not known yet is not offered', () => {
  const unknown = presets({}).filter(({ range }) => range === null)
  expect(unknown.map(({ label }) => label)).toEqual(['Period before', 'All time'])
})

test('a period before one that can’t be known has no place', () => {
  expect(presets({ period: null }).map(({ label }) => label)).not.toContain('Period before')
})

test.each([
  ['2026-02-20', '2026-03-20', '2026-01-20'],
  // The subscription started on a 31st: February and April cut it, and March has it back.
  ['2026-02-28', '2026-03-31', '2026-01-31'],
  ['2026-03-31', '2026-04-30', '2026-02-28'],
  ['2026-04-30', '2026-05-31', '2026-03-31'],
  ['2024-02-29', '2024-03-30', '2024-01-30'],
  ['2026-01-15', '2026-02-15', '2025-12-15'],
])('the period before %s to %s starts on %s', (from, to, start) => {
  expect(periodBefore({ from, to })).toEqual({ from: start, to: from })
})

test('a range may hold the beginnings of several periods, short months too', () => {
  const period = { from: '2026-02-28', to: '2026-03-31' }
  expect(periodStarts(period, { from: '2025-12-31', to: '2026-05-01' })).toEqual([
    '2025-12-31',
    '2026-01-31',
    '2026-02-28',
    '2026-03-31',
    '2026-04-30',
  ])
  expect(periodStarts(period, { from: '2026-03-01', to: '2026-03-31' })).toEqual([])
  expect(periodStarts(period, { from: '2027-01-30', to: '2027-02-01' })).toEqual(['2027-01-31'])
})
