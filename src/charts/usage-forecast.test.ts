import { expect, test } from 'vitest'
import { addDays } from '../lib/dates.ts'
import { creditsAfter, estimate, forecast, usagePace, type Forecast } from './usage-forecast.ts'

const range = { from: '2026-05-01', to: '2026-06-01' }
const buckets = (values: (number | undefined)[], from = range.from) =>
  values.map((value, index) => ({ start: addDays(from, index), value }))

/** On the day after the last of `values`, which begin on 1 May 2026. */
const after = (values: (number | undefined)[]) =>
  forecast(buckets(values), range, addDays(range.from, values.length))

function made(values: number[]): Forecast {
  const result = after(values)
  if (!result) throw new Error('no forecast')
  return result
}

test('the mean of the last seven finished days goes on for today and the days after', () => {
  // Only 1 to 7 count for the pace; the means of three are 2 to 6.
  expect(after([100, 100, 1, 2, 3, 4, 5, 6, 7])).toEqual({
    expected: 228 + 4 * 22,
    low: 228 + 2 * 22,
    high: 228 + 6 * 22,
    finishedDays: 9,
    finished: 228,
    remainingDays: 22,
  })
})

test('with fewer than seven finished days the pace is that of all of them', () => {
  const { expected, low, high } = made([3, 3, 6])
  expect([expected, low, high]).toEqual([124, 124, 124])
  expect(made([3, 3, 6, 0])).toMatchObject({ low: 12 + 3 * 27, high: 12 + 4 * 27 })
})

test('the band widens to what is expected where no three days are as high', () => {
  const { expected, low, high } = made([21, 0, 0, 21, 0, 0, 21])
  expect([low, expected, high]).toEqual([63 + 7 * 24, 63 + 9 * 24, 63 + 9 * 24])
})

test('credits are exact', () => {
  expect(made([0.1, 0.1, 0.1])).toMatchObject({ low: 3.1, expected: 3.1, high: 3.1 })
})

test('there is none before three days are finished and when the range is over', () => {
  expect(after([1, 2])).toBeUndefined()
  expect(after([1, 2, 3])).toBeDefined()
  const whole = buckets(Array.from({ length: 31 }, () => 1))
  expect(forecast(whole, range, '2026-05-31')).toMatchObject({ expected: 31, remainingDays: 1 })
  expect(forecast(whole, range, '2026-06-01')).toBeUndefined()
  expect(forecast(whole, range, '2026-04-01')).toBeUndefined()
})

test('there is none when a finished day is not reported', () => {
  expect(after([1, 2, undefined, 4, 5])).toBeUndefined()
  expect(after([undefined, 2, 3, 4, 5, 6, 7, 8, 9])).toBeUndefined()
  expect(forecast(buckets([1, 2, 3]), range, '2026-05-05')).toBeUndefined()
})

test('credits of later days and from before the range do not count', () => {
  const days = [
    ...buckets([900], '2026-04-30'),
    ...buckets([1, 1, 1]),
    ...buckets([undefined, 900], '2026-05-04'),
  ]
  expect(forecast(days, range, '2026-05-04')).toEqual(made([1, 1, 1]))
})

test('a day that is above the pace already counts with what it has, so that no forecast is below the total', () => {
  const onTheLast = buckets([...Array.from({ length: 30 }, () => 1), 50])
  expect(forecast(onTheLast, range, '2026-05-31')).toMatchObject({
    low: 80,
    expected: 80,
    high: 80,
  })
  expect(forecast(buckets([1, 1, 1, 0.5]), range, '2026-05-04')).toEqual(made([1, 1, 1]))
})

test('the pace is also known after the end, of the days of the range alone', () => {
  const days = buckets([...Array.from({ length: 31 }, (_, day) => day), 900, 900])
  expect(usagePace(days, range, '2026-06-03')).toMatchObject({
    expected: 27,
    low: 25,
    high: 29,
    days: 7,
    finished: 465,
  })
  expect(usagePace(days, range, '2026-05-03')).toBeUndefined()
})

test('day after day the pace leads to what the forecast expects', () => {
  const days = buckets([1, 2, 3, 10])
  const pace = usagePace(days, range, '2026-05-04')
  if (!pace) throw new Error('no pace')
  expect([1, 2, 3].map((day) => creditsAfter(pace, day))).toEqual([16, 18, 20])
  expect(creditsAfter(pace, 28)).toBe(forecast(days, range, '2026-05-04')?.expected)
})

test('an estimate has no digits that mean nothing', () => {
  expect([0, 0.123456, 12.3456, 999.96, 12345.6].map(estimate)).toEqual([
    0, 0.1235, 12.35, 1000, 12346,
  ])
})
