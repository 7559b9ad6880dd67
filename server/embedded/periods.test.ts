import { describe, expect, it } from 'vitest'
import { MAX_BUCKETS, bucketsOf, dayOf, periodAt } from './periods.ts'

const starts = (start: string, end: string, interval: 'day' | 'month') =>
  bucketsOf({ start, end }, interval)?.map((bucket) => bucket.start)

describe('bucketsOf', () => {
  it('cuts a span into days', () => {
    expect(bucketsOf({ start: '2020-02-28', end: '2020-03-01' }, 'day')).toEqual([
      { start: '2020-02-28', end: '2020-02-29' },
      { start: '2020-02-29', end: '2020-03-01' },
    ])
  })

  it('cuts a span into months from its first day, the last one ending with the span', () => {
    expect(bucketsOf({ start: '2020-11-12', end: '2021-01-20' }, 'month')).toEqual([
      { start: '2020-11-12', end: '2020-12-12' },
      { start: '2020-12-12', end: '2021-01-12' },
      { start: '2021-01-12', end: '2021-01-20' },
    ])
  })

  it('counts each month from the first day, so that a short one shifts none after it', () => {
    expect(starts('2021-01-31', '2021-06-01', 'month')).toEqual([
      '2021-01-31',
      '2021-02-28',
      '2021-03-31',
      '2021-04-30',
      '2021-05-31',
    ])
    expect(starts('2019-12-30', '2020-04-01', 'month')).toEqual([
      '2019-12-30',
      '2020-01-30',
      '2020-02-29',
      '2020-03-30',
    ])
  })

  it('gives the documents’ twelve months', () => {
    const buckets = bucketsOf({ start: '2019-08-01', end: '2020-08-01' }, 'month')
    expect(buckets).toHaveLength(12)
    expect(buckets?.at(-1)).toEqual({ start: '2020-07-01', end: '2020-08-01' })
  })

  it('has one bucket for a single day, and none for nothing', () => {
    expect(starts('2020-01-01', '2020-01-02', 'month')).toEqual(['2020-01-01'])
    expect(starts('2020-01-01', '2020-01-01', 'day')).toEqual([])
  })

  it('stops at the limit', () => {
    const end = (days: number) => dayOf(new Date(Date.UTC(2000, 0, 1 + days)))
    expect(starts('2000-01-01', end(MAX_BUCKETS), 'day')).toHaveLength(MAX_BUCKETS)
    expect(starts('2000-01-01', end(MAX_BUCKETS + 1), 'day')).toBeUndefined()
  })

  it('reaches from the first year to the last', () => {
    expect(starts('0000-01-31', '0000-03-01', 'month')).toEqual(['0000-01-31', '0000-02-29'])
    expect(bucketsOf({ start: '9999-11-30', end: '9999-12-31' }, 'month')?.at(-1)).toEqual({
      start: '9999-12-30',
      end: '9999-12-31',
    })
  })
})

describe('periodAt', () => {
  it.each([
    // organizations_usage_get's own example
    ['2020-11-20', '2020-12-01', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-11-20', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-12-19', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-12-20', '2020-12-20', '2021-01-20'],
    ['2020-11-20', '2026-01-05', '2025-12-20', '2026-01-20'],
    ['2021-01-31', '2021-02-27', '2021-01-31', '2021-02-28'],
    ['2021-01-31', '2021-02-28', '2021-02-28', '2021-03-31'],
    ['2021-01-31', '2021-03-30', '2021-02-28', '2021-03-31'],
    ['2020-02-29', '2021-02-28', '2021-02-28', '2021-03-29'],
    // before its first day
    ['2021-03-10', '2020-12-25', '2021-03-10', '2021-04-10'],
    ['2021-03-10', '2021-03-09', '2021-03-10', '2021-04-10'],
  ])('from %s on %s: %s to %s', (anchor, today, start, end) => {
    expect(periodAt(anchor, today)).toEqual({ start, end })
  })
})
