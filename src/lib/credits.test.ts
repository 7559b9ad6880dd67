import { expect, test } from 'vitest'
import {
  formatCredits,
  formatCreditsShort,
  formatCreditsUnit,
  formatShare,
  paddingOf,
  placesOf,
  sumCredits,
} from './credits.ts'

test('a sum is exact where floating point is not', () => {
  expect(0.1 + 0.2).not.toBe(0.3)
  expect(sumCredits([0.1, 0.2])).toBe(0.3)
  expect(sumCredits(Array.from({ length: 1000 }, () => 0.000001))).toBe(0.001)
  expect(sumCredits([1e9, 0.000001, -1e9])).toBe(0.000001)
  expect(sumCredits([])).toBe(0)
})

test('credits are exact up to six decimals, and short on axes', () => {
  expect(formatCredits(1234.5, 'en-GB')).toBe('1,234.5')
  expect(formatCredits(0.000001, 'en-GB')).toBe('0.000001')
  expect(formatCredits(1234.5, 'de-DE')).toBe('1.234,5')
  expect(formatCreditsUnit(1, 'en-GB')).toBe('1 credit')
  expect(formatCreditsShort(1250, 'en-US')).toBe('1.25K')
  expect(formatCreditsShort(0.5, 'en-GB')).toBe('0.5')
})

test('a share that is more than nothing never reads as nothing', () => {
  expect(formatShare(0.4134, 'en-GB')).toBe('41.3%')
  expect(formatShare(1, 'en-GB')).toBe('100.0%')
  expect(formatShare(0.00001, 'en-GB')).toBe('<0.1%')
  expect(formatShare(0, 'en-GB')).toBe('0.0%')
})

test('numbers of a column are padded to the decimals of the longest', () => {
  const padded = [5, 1.5, -0.25, 0].map((value) => `${value}${paddingOf(value, 2)}`)
  expect(padded).toEqual(['5.00', '1.50', '-0.25', '0.00'])
  expect(paddingOf(5, 0)).toBe('')
  expect([5, 1.25, 0.1 + 0.2, 1e-7].map(placesOf)).toEqual([0, 2, 1, 0])
})
