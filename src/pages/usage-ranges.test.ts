import { expect, test } from 'vitest'
import { presets } from './usage-ranges.ts'

test('presets are half-open UTC days, today included', () => {
  const ranges = Object.fromEntries(
    presets(new Date('2026-03-01T23:30:00-05:00')).map(({ label, range }) => [label, range]),
  )
  expect(ranges).toEqual({
    'Current period': undefined,
    'Last 7 days': { from: '2026-02-24', to: '2026-03-03' },
    'Last 30 days': { from: '2026-02-01', to: '2026-03-03' },
    'Last 90 days': { from: '2025-12-03', to: '2026-03-03' },
    'This month': { from: '2026-03-01', to: '2026-04-01' },
    'Last month': { from: '2026-02-01', to: '2026-03-01' },
    'This year': { from: '2026-01-01', to: '2027-01-01' },
  })
})
