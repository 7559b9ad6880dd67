import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { days } from '../lib/arbitraries.ts'
import { addDays, addMonths, daysBetween } from '../lib/dates.ts'
import { periodBefore, presets } from './usage-ranges.ts'

/** Any instant of a UTC day, every other one beside a midnight. */
const instants = fc
  .record({ day: days, time: fc.oneof(fc.nat(86_399_999), fc.constantFrom(0, 1, 86_399_999)) })
  .map(({ day, time }) => ({ day, now: new Date(Date.parse(day) + time) }))

describe.each([
  ['UTC', 0],
  ['Pacific/Kiritimati', -840],
  ['Pacific/Pago_Pago', 660],
  ['Asia/Kathmandu', -345],
  ['America/New_York', 300],
])('on a clock in %s', (zone, offset) => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test('every preset has the UTC days its name says', () => {
    vi.stubEnv('TZ', zone)
    expect(new Date('2026-01-15').getTimezoneOffset()).toBe(offset)
    fc.assert(
      fc.property(instants, ({ day, now }) => {
        const offered = presets({ created: '2000-01-01' }, now)
        const range = (label: string) => {
          const found = offered.find((preset) => preset.label === label)?.range
          if (!found) throw new Error(`No days for ${label}`)
          return { from: found.from, to: found.to }
        }
        const tomorrow = addDays(day, 1)
        const [year, month] = [day.slice(0, 4), day.slice(0, 7)]
        for (const count of [7, 30, 90]) {
          const { from, to } = range(`Last ${count} days`)
          expect([daysBetween(from, to), to]).toEqual([count, tomorrow])
        }
        const running = range('This month')
        expect(running.from).toBe(`${month}-01`)
        expect(running.to).toBe(`${addDays(running.from, 31).slice(0, 7)}-01`)
        expect(range('Last month')).toEqual({
          from: `${addDays(running.from, -1).slice(0, 7)}-01`,
          to: running.from,
        })
        expect(range('This year')).toEqual({ from: `${year}-01-01`, to: tomorrow })
        expect(range('Last 12 months')).toEqual({
          from: `${Number(running.to.slice(0, 4)) - 1}${running.to.slice(4)}`,
          to: running.to,
        })
        expect(range('All time')).toEqual({ from: '2000-01-01', to: tomorrow })
      }),
    )
  })
})

/** Any day, every other one the last of its month. */
const starts = fc.oneof(
  days,
  days.map((day) => addMonths(day, 0, 31)),
)

test('before a subscription period comes the one that ends where it begins, whatever months are short', () => {
  fc.assert(
    fc.property(starts, fc.integer({ min: 1, max: 60 }), (start, count) => {
      const edge = (more: number) => addMonths(start, count + more)
      const period = { from: edge(0), to: edge(1) }
      expect(periodBefore(period)).toEqual({ from: edge(-1), to: edge(0) })
    }),
  )
})
