import { expect, test } from 'vitest'
import { barPaths, columns, extent } from './paths.ts'
import { niceTicks } from './nice-ticks.ts'
import { timeTicks } from './time-ticks.ts'
import { addDays } from '../lib/dates.ts'

test('ticks are round, start at zero and reach over the largest value', () => {
  expect(niceTicks(337)).toEqual([0, 100, 200, 300, 400])
  expect(niceTicks(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(niceTicks(0.3)).toEqual([0, 0.1, 0.2, 0.3])
  expect(niceTicks(0)).toEqual([0, 1])
  expect(niceTicks(30, -12)).toEqual([-20, -10, 0, 10, 20, 30])
  for (let max = 1e-6; max < 1e12; max *= 1.37) {
    const ticks = niceTicks(max)
    expect(ticks.length).toBeLessThanOrEqual(7)
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9))
    for (const tick of ticks) expect(String(tick).replace(/[.0]|e.*/g, '').length).toBeLessThan(3)
  }
})

test('bars stand on whole pixels, at least one wide and never over each other', () => {
  for (const count of [1, 12, 31, 366, 730, 3700]) {
    const bars = columns(count, 49, 1207)
    expect(bars).toHaveLength(count)
    for (const [index, { x, width }] of bars.entries()) {
      expect(Number.isInteger(x) && Number.isInteger(width) && width >= 1).toBe(true)
      if (count <= 1207) expect(x).toBeGreaterThanOrEqual(end(bars[index - 1]))
    }
  }
})
const end = (bar = { x: 49, width: 0 }) => bar.x + bar.width

test('parts stand on each other with a pixel between them, one path a part', () => {
  const scale = (credits: number) => 100 - credits
  const bars = [
    { x: 0, width: 10 },
    { x: 12, width: 10 },
  ]
  expect(barPaths([{ values: [10, 20] }, { values: [5, undefined] }], bars, scale)).toEqual([
    'M0 100h10V90h-10zM12 100h10V80h-10z',
    'M0 89h10V85h-10z',
  ])
  expect(barPaths([{ values: [0.001] }], bars, scale)).toEqual(['M0 100h10V99h-10z'])
  expect(barPaths([{ values: [-10] }, { values: [0] }], bars, scale)).toEqual([
    'M0 100h10V110h-10z',
    '',
  ])
  expect(extent([{ values: [10, undefined] }, { values: [5, -3] }])).toEqual({ min: -3, max: 15 })
})

test('a time axis is labelled by as many days or months as fit, and names a new year', () => {
  const days = (count: number, from: string) =>
    Array.from({ length: count }, (_, index) => ({
      start: addDays(from, index),
      end: addDays(from, index + 1),
      state: 'finished' as const,
    }))
  const labels = (count: number, width: number, from = '2026-05-01') =>
    timeTicks(days(count, from), 'day', width, 'en-GB').map(({ label }) => label)
  expect(labels(31, 1200).slice(0, 3)).toEqual(['1 May', '3 May', '5 May'])
  expect(labels(31, 300)).toEqual(['1 May', '8 May', '15 May', '22 May', '29 May'])
  expect(labels(365, 400, '2025-08-01')).toEqual(['Oct 2025', 'Jan 2026', 'Apr', 'Jul'])
  expect(labels(0, 300)).toEqual([])
  expect(labels(31, 0)).toEqual([])
})
