import { describe, expect, test } from 'vitest'
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween } from '../lib/dates.ts'
import { comparedRanges, compareUsage } from './usage-comparison.ts'

const points = (values: number[]): UsagePoint[] =>
  values.map((value, index) => ({
    start_date: `${addDays('2026-05-01', index)}T00:00:00Z`,
    end_date: `${addDays('2026-05-01', index + 1)}T00:00:00Z`,
    value,
  }))

/** An answer in which the organization is what its parts add up to; projects have the id `id-<name>`. */
function usage(projects: Record<string, number[]>, deleted: number[] = []): OrganizationUsage {
  const parts = [...Object.values(projects), deleted]
  const length = Math.max(...parts.map((part) => part.length))
  const whole = Array.from({ length }, (_, day) => sumCredits(parts.map((part) => part[day] ?? 0)))
  return {
    interval: 'day',
    data_organization: points(whole),
    data_projects: Object.entries(projects).map(([name, values]) => ({
      project_id: `id-${name}`,
      project_name: name,
      data: points(values),
    })),
    data_deleted_projects: points(deleted),
  }
}

function generator(seed: number) {
  const random = () => ((seed = (seed * 1664525 + 1013904223) % 2 ** 32), seed / 2 ** 32)
  return { random, whole: (below: number) => Math.floor(random() * below) }
}

/** Up to `most` projects, of which another answer has some; every third value is 0. */
function generated({ random, whole }: ReturnType<typeof generator>, most: number) {
  const credits = () => (whole(3) ? Math.round(random() ** 3 * 1e9) / 1e6 : 0)
  const values = () => Array.from({ length: 1 + whole(40) }, credits)
  const names = Array.from({ length: most }, (_, index) => `project-${index}`)
  return usage(Object.fromEntries(names.filter(() => whole(2)).map((n) => [n, values()])), values())
}

const kinds = (current: OrganizationUsage, previous: OrganizationUsage) =>
  compareUsage(current, previous).movers.map(({ kind, name, difference }) => [
    kind,
    name,
    difference,
  ])

describe('the compared days', () => {
  test('are the finished ones and as many directly before, whatever the calendar', () => {
    const { whole } = generator(1)
    for (let index = 0; index < 5000; index++) {
      const from = addDays('2023-12-01', whole(1600))
      const to = addDays(from, 1 + whole(400))
      const today = addDays(from, whole(500) - 50)
      const ranges = comparedRanges({ from, to }, today)
      if (today <= from) {
        expect(ranges).toBeUndefined()
        continue
      }
      if (!ranges) throw new Error(`Nothing to compare in ${from}, ${to} on ${today}`)
      const { current, previous, days } = ranges
      expect(days).toBeGreaterThan(0)
      expect(daysBetween(current.from, current.to)).toBe(days)
      expect(daysBetween(previous.from, previous.to)).toBe(days)
      expect(current).toEqual({ from, to: to < today ? to : today })
      expect(previous.to).toBe(from)
    }
  })

  test('cross the leap day and the ends of months and years', () => {
    expect(comparedRanges({ from: '2024-03-01', to: '2024-04-01' }, '2024-05-01')).toEqual({
      current: { from: '2024-03-01', to: '2024-04-01' },
      previous: { from: '2024-01-30', to: '2024-03-01' },
      days: 31,
    })
    expect(comparedRanges({ from: '2025-03-01', to: '2025-04-01' }, '2025-03-03')).toEqual({
      current: { from: '2025-03-01', to: '2025-03-03' },
      previous: { from: '2025-02-27', to: '2025-03-01' },
      days: 2,
    })
    expect(comparedRanges({ from: '2026-01-01', to: '2026-01-02' }, '2026-02-01')).toEqual({
      current: { from: '2026-01-01', to: '2026-01-02' },
      previous: { from: '2025-12-31', to: '2026-01-01' },
      days: 1,
    })
  })

  test('are none on the first day, before it, and in a range without days', () => {
    const range = { from: '2026-05-01', to: '2026-06-01' }
    expect(comparedRanges(range, '2026-05-01')).toBeUndefined()
    expect(comparedRanges(range, '2026-04-01')).toBeUndefined()
    expect(comparedRanges({ from: '2026-05-01', to: '2026-05-01' }, '2026-06-01')).toBeUndefined()
  })
})

describe('whatever the answers', () => {
  test('the differences of all movers add up to that of the organization, exactly', () => {
    const chance = generator(2)
    for (let index = 0; index < 500; index++) {
      // With deleted projects at most five rows, so that none is left out.
      const { total, movers } = compareUsage(generated(chance, 4), generated(chance, 4))
      expect(sumCredits(movers.map(({ difference }) => difference))).toBe(total?.difference)
    }
  })

  test('no number is NaN or infinite, no row is without a difference, the largest are named', () => {
    const chance = generator(3)
    for (let index = 0; index < 500; index++) {
      const [current, previous] = [generated(chance, 12), generated(chance, 12)]
      const { total, movers } = compareUsage(current, previous)
      for (const change of [total, ...movers]) {
        if (!change) throw new Error('no total')
        expect(Object.values(change).filter(Number.isFinite)).toHaveLength(
          change.ratio === undefined ? 3 : 4,
        )
        expect(sumCredits([change.previous, change.difference])).toBe(change.current)
        if (change.ratio === undefined) expect(change.previous).toBe(0)
        else expect(change.ratio * change.previous).toBeCloseTo(change.difference, 6)
      }
      expect(movers.length).toBeLessThanOrEqual(5)
      const sizes = movers.map(({ difference }) => Math.abs(difference))
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
      expect(sizes).not.toContain(0)
      const reverse = compareUsage(previous, current)
      expect(reverse.total?.difference).toBe(0 - (total?.difference ?? 0))
      expect(reverse.movers.map(({ id }) => id)).toEqual(movers.map(({ id }) => id))
    }
  })
})

test('a change has no ratio without a base', () => {
  const { total } = compareUsage(usage({ a: [3, 4.5] }), usage({ a: [6] }))
  expect(total).toEqual({ current: 7.5, previous: 6, difference: 1.5, ratio: 0.25 })
  expect(compareUsage(usage({ a: [5] }), usage({ a: [0] })).total?.ratio).toBeUndefined()
  expect(compareUsage(usage({ a: [5] }), usage({ a: [-1] })).total?.ratio).toBeUndefined()
  expect(compareUsage(usage({ a: [0] }), usage({ a: [5] })).total?.ratio).toBe(-1)
})

test('sums are exact', () => {
  const { total } = compareUsage(usage({ a: [0.1, 0.2] }), usage({ a: [0.3] }))
  expect(total).toEqual({ current: 0.3, previous: 0.3, difference: 0, ratio: 0 })
})

test('what an answer does not report of the organization is not zero', () => {
  const silent = { ...usage({ a: [5] }), data_organization: [] }
  expect(compareUsage(silent, usage({ a: [1] })).total).toBeUndefined()
  expect(compareUsage(usage({ a: [1] }), silent).total).toBeUndefined()
  expect(kinds(silent, usage({ a: [1] }))).toEqual([['changed', 'a', 4]])
})

test('projects are joined by id, under the name they have now', () => {
  const before = usage({ old: [1] })
  const [renamed] = before.data_projects
  const now = usage({})
  if (renamed) now.data_projects = [{ ...renamed, project_name: 'new', data: points([1, 2]) }]
  expect(kinds(now, before)).toEqual([['changed', 'new', 2]])
})

test('a project is new without credits before and gone without credits now', () => {
  expect(
    kinds(
      usage({ appeared: [50], began: [40], grew: [9], ended: [0], idle: [0] }, [1]),
      usage({ vanished: [30], began: [0], grew: [1], ended: [20] }),
    ),
  ).toEqual([
    ['new', 'appeared', 50],
    ['new', 'began', 40],
    ['gone', 'vanished', -30],
    ['gone', 'ended', -20],
    ['changed', 'grew', 8],
  ])
})

test('deleted projects are one row that changes', () => {
  expect(kinds(usage({}, [2, 3]), usage({}))).toEqual([['changed', 'Deleted projects', 5]])
  expect(kinds(usage({}), usage({}, [5]))).toEqual([['changed', 'Deleted projects', -5]])
})

test('the five with the largest difference move, up or down, ties by name', () => {
  const now = usage({ f: [1], e: [2], d: [2], c: [0], b: [0], a: [9], same: [7] })
  const before = usage({ f: [2], e: [0], d: [0], c: [2], b: [3], a: [9.5], same: [7] })
  expect(kinds(now, before)).toEqual([
    ['gone', 'b', -3],
    ['gone', 'c', -2],
    ['new', 'd', 2],
    ['new', 'e', 2],
    ['changed', 'f', -1],
  ])
})

test('a project that an answer repeats is added up', () => {
  const now = usage({ a: [1] })
  now.data_projects.push(...usage({ a: [2] }).data_projects)
  expect(kinds(now, usage({ a: [1] }))).toEqual([['changed', 'a', 2]])
})
