import { describe, expect, test } from 'vitest'
import type { OrganizationUsage } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import type { DayRange } from '../lib/dates.ts'
import { usageOfMay } from './usage-examples.ts'
import { usageSeries } from './usage-series.ts'

const now = new Date('2026-05-22T13:00Z')
const series = (usage: OrganizationUsage) => usageSeries(usage, { now })

/** Pseudo-random answers, the same in every run. */
function generated(seed: number) {
  const random = () => ((seed = (seed * 1664525 + 1013904223) % 2 ** 32), seed / 2 ** 32)
  const credits = () => Math.round(random() ** 3 * 1e9) / 1e6
  const days = 1 + Math.floor(random() * 60)
  const values = () => Array.from({ length: days }, credits)
  const names = Array.from({ length: Math.floor(random() * 30) }, (_, index) => `project-${index}`)
  return usageOfMay(Object.fromEntries(names.map((name) => [name, values()])), values())
}
const answers = Array.from({ length: 50 }, (_, index) => generated(index + 1))

describe('whatever the answer', () => {
  test('the parts add up to the organization, exactly', () => {
    for (const { buckets, organization, rows, reconciliation } of answers.map(series)) {
      expect(sumCredits(rows.map(({ total = 0 }) => total))).toBe(organization.total)
      for (const [index] of buckets.entries()) {
        const stack = rows.map(({ values }) => values[index] ?? 0)
        expect(sumCredits(stack)).toBe(organization.values[index])
      }
      const of = buckets.filter(({ state }) => state !== 'future').length
      expect(reconciliation).toEqual({ matches: of, of, difference: 0, mismatched: [] })
    }
  })

  test('order and colours do not depend on the order of the answer', () => {
    for (const answer of answers) {
      const shuffled = {
        ...answer,
        data_organization: answer.data_organization.toReversed(),
        data_projects: answer.data_projects
          .map((project) => ({ ...project, data: project.data.toReversed() }))
          .toReversed(),
      }
      expect(series(shuffled)).toEqual(series(answer))
    }
  })

  test('eight projects have a hue, each its own, and eight the same with stripes, the largest first', () => {
    for (const { rows } of answers.map(series)) {
      const projects = rows.filter(({ kind }) => kind === 'project')
      const totals = projects.map(({ total = 0 }) => total)
      expect(totals).toEqual(totals.toSorted((a, b) => b - a))
      expect(projects.map(({ color }) => color)).toEqual(
        projects.map((_, rank) =>
          rank < 8 ? `chart-${rank + 1}` : rank < 16 ? `chart-${rank - 7}-striped` : 'chart-others',
        ),
      )
    }
  })
})

describe('rows', () => {
  test('may be negative', () => {
    expect(series(usageOfMay({ a: [5], refund: [-3] })).rows.map(({ total }) => total)).toEqual([
      5,
      -3,
      undefined,
    ])
  })
})

describe('what an answer leaves out', () => {
  test('is not zero', () => {
    const { rows, organization } = series(
      usageOfMay({ a: [1, undefined, 3] }, [], [1, undefined, 3]),
    )
    expect(rows[0]?.values).toEqual([1, undefined, 3])
    expect(organization).toEqual({ values: [1, undefined, 3], total: 4 })
    expect(rows[1]).toMatchObject({ name: 'Deleted projects', total: undefined })
  })

  test('leaves no leap in the days', () => {
    const { buckets } = series(usageOfMay({ a: [1, undefined, undefined, 4] }, [], []))
    expect(buckets.map(({ start }) => start)).toEqual([
      '2026-05-01',
      '2026-05-02',
      '2026-05-03',
      '2026-05-04',
    ])
  })

  test('may be everything', () => {
    const empty = series(usageOfMay({}))
    expect(empty).toMatchObject({ buckets: [], organization: { total: undefined } })
    expect(empty.reconciliation.of).toBe(0)
    expect(
      usageSeries(usageOfMay({}), { range: { from: '2026-05-01', to: '2026-06-01' } }).buckets,
    ).toEqual([])
  })

  test('at an end of what was asked for is not reported, in the same steps', () => {
    const starts = (interval: 'day' | 'week' | 'month', range: DayRange, end: string) => {
      const answer = { ...usageOfMay({ a: [1] }), interval }
      const [first] = answer.data_organization
      if (first) first.end_date = end
      const { buckets, organization } = usageSeries(answer, { now, range })
      expect(organization.total).toBe(1)
      return buckets.map(({ start }, index) => [start, organization.values[index]])
    }
    expect(starts('day', { from: '2026-04-29', to: '2026-05-03' }, '2026-05-02')).toEqual([
      ['2026-04-29', undefined],
      ['2026-04-30', undefined],
      ['2026-05-01', 1],
      ['2026-05-02', undefined],
    ])
    // 1 May 2026 was a Friday.
    expect(starts('week', { from: '2026-04-22', to: '2026-05-12' }, '2026-05-04')).toEqual([
      ['2026-04-22', undefined],
      ['2026-04-27', undefined],
      ['2026-05-01', 1],
      ['2026-05-04', undefined],
      ['2026-05-11', undefined],
    ])
    expect(starts('month', { from: '2026-03-31', to: '2026-06-30' }, '2026-05-31')).toEqual([
      ['2026-03-31', undefined],
      ['2026-04-30', undefined],
      ['2026-05-01', 1],
      ['2026-05-31', undefined],
    ])
  })

  test('is one hole where it would be too many', () => {
    const { buckets } = usageSeries(usageOfMay({ a: [1] }), {
      now,
      range: { from: '2020-01-01', to: '2026-05-03' },
    })
    expect(buckets.map(({ start }) => start)).toEqual(['2020-01-01', '2026-05-01', '2026-05-02'])
  })
})

describe('reconciliation', () => {
  test('names the buckets in which the parts are not the whole', () => {
    const { reconciliation, rows } = series(
      usageOfMay({ a: [10, 10, 10, 10] }, [], [10, 12, 9, 10.004]),
    )
    expect(reconciliation).toEqual({
      matches: 2,
      of: 4,
      difference: 1.004,
      mismatched: [
        { index: 1, difference: 2 },
        { index: 2, difference: -1 },
      ],
    })
    expect(rows.at(-1)).toMatchObject({ kind: 'unattributed', values: [0, 2, 0, 0], total: 2 })
  })

  test('counts a project that is not reported as not attributed', () => {
    const { rows } = series(usageOfMay({ a: [10, 10], b: [5, undefined] }, [], [15, 15]))
    expect(rows.at(-1)).toMatchObject({ kind: 'unattributed', values: [0, 5] })
  })
})

describe('the answer', () => {
  test('may repeat an id or a bucket, which add up', () => {
    const answer = usageOfMay({ a: [1, 2] })
    const doubled = answer.data_projects.map((a) => ({ ...a, data: [...a.data, ...a.data] }))
    const twice = { ...answer, data_projects: [...answer.data_projects, ...doubled] }
    expect(series(twice).rows[0]).toMatchObject({ name: 'a', values: [3, 6], total: 9 })
  })

  test('may write a UTC day with another offset, or none', () => {
    const answer = usageOfMay({ a: [1] })
    answer.data_organization = [
      { start_date: '2026-05-01T02:00:00+02:00', end_date: '2026-05-02T02:00:00+02:00', value: 1 },
    ]
    answer.data_deleted_projects = [
      { start_date: '2026-05-01T00:00:00', end_date: '2026-05-02T00:00:00', value: 0 },
    ]
    expect(series(answer).buckets).toEqual([
      { start: '2026-05-01', end: '2026-05-02', state: 'finished' },
    ])
  })

  test('reaches from what is finished over now into the future', () => {
    const values = Array.from({ length: 24 }, (_, index) => (index < 22 ? 1 : 0))
    const states = series(usageOfMay({ a: values })).buckets.map(({ state }) => state)
    expect(states.slice(20)).toEqual(['finished', 'unfinished', 'future', 'future'])
  })

  test('is believed before the clock', () => {
    const { buckets, reconciliation } = series(
      usageOfMay({ a: Array.from({ length: 24 }, () => 1) }),
    )
    expect(buckets.at(-1)?.state).toBe('unfinished')
    expect(reconciliation.of).toBe(24)
  })
})
