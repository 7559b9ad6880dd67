import { describe, expect, test } from 'vitest'
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays } from '../lib/dates.ts'
import { bucketSentence, bucketSummary } from './bucket-summary.ts'
import { usageSeries } from './usage-series.ts'

const now = new Date('2026-05-22T13:00Z')
const series = (usage: OrganizationUsage) => usageSeries(usage, { now })

const point = (day: string, value: number): UsagePoint => ({
  start_date: `${day}T00:00:00Z`,
  end_date: `${addDays(day, 1)}T00:00:00Z`,
  value,
})
const points = (start: string, values: (number | undefined)[]) =>
  values.flatMap((value, index) =>
    value === undefined ? [] : [point(addDays(start, index), value)],
  )

type Parts = Record<string, (number | undefined)[]>

/** An answer of days from 1 May 2026 in which the organization is what its parts add up to, unless given. */
function usage(projects: Parts, deleted: number[] = [], organization?: (number | undefined)[]) {
  const parts = [...Object.values(projects), deleted]
  const length = Math.max(...parts.map((part) => part.length))
  const sums = Array.from({ length }, (_, index) =>
    sumCredits(parts.map((part) => part[index] ?? 0)),
  )
  return {
    interval: 'day',
    data_organization: points('2026-05-01', organization ?? sums),
    data_projects: Object.entries(projects).map(([name, values]) => ({
      project_id: `id-${name}`,
      project_name: name,
      data: points('2026-05-01', values),
    })),
    data_deleted_projects: points('2026-05-01', deleted),
  } satisfies OrganizationUsage
}

/** Pseudo-random answers, the same in every run. */
function generated(seed: number) {
  const random = () => ((seed = (seed * 1664525 + 1013904223) % 2 ** 32), seed / 2 ** 32)
  const credits = () => Math.round(random() ** 3 * 1e9) / 1e6
  const days = 1 + Math.floor(random() * 60)
  const values = () => Array.from({ length: days }, credits)
  const names = Array.from({ length: Math.floor(random() * 30) }, (_, index) => `project-${index}`)
  return usage(Object.fromEntries(names.map((name) => [name, values()])), values())
}
const answers = Array.from({ length: 50 }, (_, index) => generated(index + 1))

describe('whatever the answer', () => {
  test('the parts add up to the organization, exactly', () => {
    for (const { buckets, organization, rows, layers, reconciliation } of answers.map(series)) {
      expect(sumCredits(rows.map(({ total = 0 }) => total))).toBe(organization.total)
      for (const [index] of buckets.entries()) {
        const stack = layers.map(({ values }) => values[index] ?? 0)
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

  test('at most eight projects have a hue, each its own, the largest first', () => {
    for (const { rows } of answers.map(series)) {
      const projects = rows.filter(({ kind }) => kind === 'project')
      const totals = projects.map(({ total = 0 }) => total)
      expect(totals).toEqual(totals.toSorted((a, b) => b - a))
      expect(projects.map(({ color }) => color)).toEqual(
        projects.map((_, rank) => (rank < 8 ? `chart-${rank + 1}` : 'chart-others')),
      )
    }
  })
})

describe('parts of a bar', () => {
  const many = (count: number): Parts =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, [100 - index]]))
  const names = (answer: OrganizationUsage) => series(answer).layers.map(({ name }) => name)

  test('are the projects, others, deleted projects and what is not attributed', () => {
    const answer = usage(many(12), [7], [1200])
    expect(names(answer)).toEqual([
      ...Array.from({ length: 8 }, (_, index) => `p${index}`),
      'others (4)',
      'Deleted projects',
      'Not attributed',
    ])
    expect(
      series(answer)
        .layers.slice(8)
        .map(({ total, color }) => ({ total, color })),
    ).toEqual([
      { total: 92 + 91 + 90 + 89, color: 'chart-others' },
      { total: 7, color: 'chart-deleted' },
      { total: 59, color: 'chart-none' },
    ])
  })

  test('call a single project beyond the eighth by its name', () => {
    expect(names(usage(many(9))).at(-1)).toBe('p8')
    expect(names(usage(many(8))).at(-1)).toBe('p7')
  })

  test('are left out when they have no credits, but stay in the table', () => {
    const { layers, rows } = series(usage({ a: [1], idle: [0] }, [0]))
    expect(layers.map(({ name }) => name)).toEqual(['a'])
    expect(rows.map(({ name }) => name)).toEqual(['a', 'idle', 'Deleted projects'])
  })

  test('may be negative', () => {
    expect(series(usage({ a: [5], refund: [-3] })).rows.map(({ total }) => total)).toEqual([
      5,
      -3,
      undefined,
    ])
  })
})

describe('what an answer leaves out', () => {
  test('is not zero', () => {
    const { rows, organization } = series(usage({ a: [1, undefined, 3] }, [], [1, undefined, 3]))
    expect(rows[0]?.values).toEqual([1, undefined, 3])
    expect(organization).toEqual({ values: [1, undefined, 3], total: 4 })
    expect(rows[1]).toMatchObject({ name: 'Deleted projects', total: undefined })
  })

  test('leaves no leap in the days', () => {
    const { buckets } = series(usage({ a: [1, undefined, undefined, 4] }, [], []))
    expect(buckets.map(({ start }) => start)).toEqual([
      '2026-05-01',
      '2026-05-02',
      '2026-05-03',
      '2026-05-04',
    ])
  })

  test('may be everything', () => {
    const empty = series(usage({}))
    expect(empty).toMatchObject({ buckets: [], layers: [], organization: { total: undefined } })
    expect(empty.reconciliation.of).toBe(0)
  })
})

describe('reconciliation', () => {
  test('names the buckets in which the parts are not the whole', () => {
    const { reconciliation, rows } = series(usage({ a: [10, 10, 10, 10] }, [], [10, 12, 9, 10.004]))
    expect(reconciliation).toEqual({ matches: 2, of: 4, difference: 1.004, mismatched: [1, 2] })
    expect(rows.at(-1)).toMatchObject({ kind: 'unattributed', values: [0, 2, 0, 0], total: 2 })
  })

  test('counts a project that is not reported as not attributed', () => {
    const { rows } = series(usage({ a: [10, 10], b: [5, undefined] }, [], [15, 15]))
    expect(rows.at(-1)).toMatchObject({ kind: 'unattributed', values: [0, 5] })
  })
})

describe('the answer', () => {
  test('may repeat an id or a bucket, which add up', () => {
    const answer = usage({ a: [1, 2] })
    const doubled = answer.data_projects.map((a) => ({ ...a, data: [...a.data, ...a.data] }))
    const twice = { ...answer, data_projects: [...answer.data_projects, ...doubled] }
    expect(series(twice).rows[0]).toMatchObject({ name: 'a', values: [3, 6], total: 9 })
  })

  test('may write a UTC day with another offset, or none', () => {
    const answer = usage({ a: [1] })
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
    const states = series(usage({ a: values })).buckets.map(({ state }) => state)
    expect(states.slice(20)).toEqual(['finished', 'unfinished', 'future', 'future'])
  })

  test('is believed before the clock', () => {
    const { buckets, reconciliation } = series(usage({ a: Array.from({ length: 24 }, () => 1) }))
    expect(buckets.at(-1)?.state).toBe('unfinished')
    expect(reconciliation.of).toBe(24)
  })
})

describe('one bucket in words', () => {
  const say = (answer: OrganizationUsage, index: number, most?: number) => {
    const summary = bucketSummary(series(answer), index, most)
    return summary && bucketSentence(summary, 'en-GB')
  }

  test('has the largest parts first and the rest together', () => {
    const answer = usage({ a: [10], b: [60], c: [20], d: [5] }, [5])
    expect(say(answer, 0, 2)).toBe('1 May 2026: 100 credits. b 60, 60.0%. c 20, 20.0%. 3 more 20.')
    expect(say(answer, 0, 4)).toContain('Deleted projects 5, 5.0%.')
  })

  test('tells what is not reported, not over and not yet', () => {
    const missing = usage({ a: [1], b: [undefined] }, [], [1])
    expect(say(missing, 0)).toBe('1 May 2026: 1 credit. a 1, 100.0%. Not reported: 1 project.')
    const hole = usage({ a: [1, undefined, 1] }, [], [1, undefined, 1])
    expect(say(hole, 1)).toBe('2 May 2026: not reported.')
    const month = usage({ a: Array.from({ length: 23 }, (_, index) => (index < 22 ? 1 : 0)) })
    expect(say(month, 21)).toBe('22 May 2026: 1 credit so far. a 1, 100.0%.')
    expect(say(month, 22)).toBe('23 May 2026: not yet.')
  })
})
