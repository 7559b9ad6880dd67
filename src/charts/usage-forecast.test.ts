import { describe, expect, test } from 'vitest'
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween } from '../lib/dates.ts'
import { forecast, type Forecast } from './usage-forecast.ts'

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

function generator(seed: number) {
  const random = () => ((seed = (seed * 1664525 + 1013904223) % 2 ** 32), seed / 2 ** 32)
  return { random, whole: (below: number) => Math.floor(random() * below) }
}

describe('whatever the days', () => {
  const { random, whole } = generator(1)
  for (const kind of ['smooth', 'spiky']) {
    test(`the band holds what is expected: ${kind}`, () => {
      for (let index = 0; index < 2000; index++) {
        const from = addDays('2023-12-01', whole(1600))
        const to = addDays(from, 4 + whole(400))
        const today = addDays(from, 3 + whole(daysBetween(from, to) - 3))
        const credits = () => Math.round(random() ** (kind === 'smooth' ? 1 : 20) * 1e9) / 1e6
        const values = Array.from({ length: daysBetween(from, today) }, credits)
        const made = forecast(buckets(values, from), { from, to }, today)
        if (!made) throw new Error(`No forecast for ${from}, ${to} on ${today}`)

        expect(Object.values(made).every(Number.isFinite)).toBe(true)
        expect(made.low).toBeLessThanOrEqual(made.expected)
        expect(made.expected).toBeLessThanOrEqual(made.high)
        expect(sumCredits(values)).toBeLessThanOrEqual(made.low)
        expect(addDays(from, made.finishedDays + made.remainingDays)).toBe(to)
      }
    })
  }
})

test('the mean of the last seven finished days goes on for today and the days after', () => {
  // Only 1 to 7 count for the pace; the means of three are 2 to 6.
  expect(after([100, 100, 1, 2, 3, 4, 5, 6, 7])).toEqual({
    expected: 228 + 4 * 22,
    low: 228 + 2 * 22,
    high: 228 + 6 * 22,
    finishedDays: 9,
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
