import { describe, expect, test } from 'vitest'
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays } from '../lib/dates.ts'
import { comparedRanges, compareUsage, existedOn, usageBefore } from './usage-comparison.ts'
import { usageSeries, type Bucket } from './usage-series.ts'

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

const kinds = (current: OrganizationUsage, previous: OrganizationUsage) =>
  compareUsage(current, previous).movers.map(({ kind, name, difference }) => [
    kind,
    name,
    difference,
  ])

describe('the compared days', () => {
  test.each([
    ['2026-05-01', 'all'],
    ['2026-05-02', 'some'],
    ['2026-05-03', 'some'],
    ['2026-05-04', 'none'],
  ])('of what was created on %s there are %s', (created, existed) =>
    expect(existedOn(created, { from: '2026-05-01', to: '2026-05-04' })).toBe(existed),
  )

  test('cross the leap day and the ends of months and years', () => {
    expect(comparedRanges({ from: '2024-03-01', to: '2024-04-01' }, '2024-05-01')).toEqual({
      current: { from: '2024-03-01', to: '2024-04-01' },
      previous: { from: '2024-01-30', to: '2024-03-01' },
      days: 31,
      aligned: false,
    })
    expect(comparedRanges({ from: '2025-03-01', to: '2025-04-01' }, '2025-03-03')).toEqual({
      current: { from: '2025-03-01', to: '2025-03-03' },
      previous: { from: '2025-02-27', to: '2025-03-01' },
      days: 2,
      aligned: false,
    })
    expect(comparedRanges({ from: '2026-01-01', to: '2026-01-02' }, '2026-02-01')).toEqual({
      current: { from: '2026-01-01', to: '2026-01-02' },
      previous: { from: '2025-12-31', to: '2026-01-01' },
      days: 1,
      aligned: false,
    })
  })

  test('are the first of the range before, where this one still runs', () => {
    const march = { from: '2026-03-01', to: '2026-04-01' }
    expect(comparedRanges(march, '2026-03-11', '2026-02-01')).toEqual({
      current: { from: '2026-03-01', to: '2026-03-11' },
      previous: { from: '2026-02-01', to: '2026-02-11' },
      days: 10,
      aligned: true,
    })
    // February has no 30 days, and what is over is compared as a whole.
    expect(comparedRanges(march, '2026-03-31', '2026-02-01')).toMatchObject({
      previous: { from: '2026-01-30', to: '2026-03-01' },
      aligned: false,
    })
    expect(comparedRanges(march, '2026-05-01', '2026-02-01')).toMatchObject({ aligned: false })
  })

  test('are none on the first day, before it, and in a range without days', () => {
    const range = { from: '2026-05-01', to: '2026-06-01' }
    expect(comparedRanges(range, '2026-05-01')).toBeUndefined()
    expect(comparedRanges(range, '2026-04-01')).toBeUndefined()
    expect(comparedRanges({ from: '2026-05-01', to: '2026-05-01' }, '2026-06-01')).toBeUndefined()
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

test('a project whose name turns words round is named so', () => {
  expect(kinds(usage({ 'a\u202eb': [2] }), usage({}))).toEqual([['new', 'a[U+202E]b', 2]])
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

test('every project has its change, also one that has not moved or never had credits', () => {
  const now = usage({ same: [5], began: [3], idle: [0] }, [2])
  const { changes } = compareUsage(now, usage({ same: [5], ended: [4] }, [1]))
  expect([...changes.values()].map(({ id, kind, difference }) => [id, kind, difference])).toEqual(
    expect.arrayContaining([
      ['id-same', 'changed', 0],
      ['id-began', 'new', 3],
      ['id-idle', 'changed', 0],
      ['id-ended', 'gone', -4],
      [':deleted', 'changed', 1],
    ]),
  )
  expect(changes.size).toBe(5)
  expect(changes.get('id-same')).toMatchObject({ current: 5, previous: 5, ratio: 0 })
})

describe('the days before, under the chart', () => {
  const bucket = (from: number, to: number, state: Bucket['state'] = 'finished'): Bucket => ({
    start: addDays('2026-06-01', from),
    end: addDays('2026-06-01', to),
    state,
  })
  const now = new Date('2026-06-30')
  /** By day from 1 May 2026. */
  const earlier = (projects: Record<string, number[]>, deleted?: number[]) =>
    usageSeries(usage(projects, deleted), { now })

  test('lie under the day that comes as many days later', () => {
    // 29 to 31 May; the day before 29 May is not compared.
    const may = earlier({ a: [...Array<number>(27).fill(0), 100, 1, 2, 3] }, [
      ...Array<number>(29).fill(0),
      0.5,
    ])
    expect(usageBefore(may, [bucket(0, 1), bucket(1, 2), bucket(2, 3)], 3)).toEqual({
      days: 3,
      organization: [1, 2.5, 3],
      projects: new Map([['id-a', [1, 2, 3]]]),
      deleted: [0, 0.5, undefined],
    })
  })

  test('are added up exactly under a longer bucket, of as many days', () => {
    const may = earlier({ a: Array<number>(31).fill(0.1) })
    const june = [bucket(0, 7), bucket(7, 14), bucket(14, 31)]
    expect(usageBefore(may, june, 31).organization).toEqual([0.7, 0.7, 1.7])
  })

  test('are not under what is not finished, in whole or in part', () => {
    // On 9 June eight days are finished.
    const may = earlier({ a: Array<number>(31).fill(1) })
    const days = [bucket(7, 8), bucket(8, 9, 'unfinished'), bucket(9, 10, 'future')]
    expect(usageBefore(may, [bucket(0, 7), ...days], 8).organization).toEqual([
      7,
      1,
      undefined,
      undefined,
    ])
    const weeks = [bucket(0, 7), bucket(7, 14, 'unfinished')]
    expect(usageBefore(may, weeks, 8).organization).toEqual([7, undefined])
  })

  test('are not zero where they are not reported', () => {
    const answer = usage({ a: [1, 2, 3] })
    answer.data_organization.splice(1, 1)
    const may = usageSeries(answer, { now })
    const june = [0, 1, 2].map((day) => bucket(day, day + 1))
    expect(usageBefore(may, june, 31)).toMatchObject({
      organization: [1, undefined, 3],
      projects: new Map([['id-a', [1, 2, 3]]]),
      deleted: [undefined, undefined, undefined],
    })
    expect(usageBefore(may, [bucket(0, 3), bucket(3, 6)], 31).organization).toEqual([4, undefined])
  })
})
