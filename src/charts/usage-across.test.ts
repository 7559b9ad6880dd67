import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrganizationUsage } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays } from '../lib/dates.ts'
import {
  acrossSeries,
  compareAcross,
  silenceOf,
  until,
  type OrganizationCredits,
} from './usage-across.ts'
import { bucketSentence, bucketSummary } from './bucket-summary.ts'
import { usageDrawing } from './usage-drawing.ts'
import { longCsv, usageJson, usageMarkdown, wideCsv, wholeLine } from './usage-export.ts'
import { nounsOf, usageSeries, type Values } from './usage-series.ts'
import { sortedRows } from './usage-sort.ts'

const now = new Date('2026-05-22T13:00Z')

/** Days from 1 May 2026. */
const used = (name: string, values: Values, created = '2020-01-01'): OrganizationCredits => ({
  id: `id-${name}`,
  name,
  created,
  buckets: values.map((_, index) => ({
    start: addDays('2026-05-01', index),
    end: addDays('2026-05-01', index + 1),
  })),
  values,
})

const series = (read: OrganizationCredits[], missing: string[] = []) =>
  acrossSeries(read, { of: read.length + missing.length, missing, interval: 'day', now })

const totals = (read: OrganizationCredits[]) =>
  series(read).rows.map(({ name, total, share }) => [name, total, share])

describe('all organizations as one series', () => {
  test('each is a part of the whole, the largest first, to the last digit', () => {
    const all = [used('small', [0.1, 0.2]), used('large', [0.7, 3])]
    expect(totals(all)).toEqual([
      ['large', 3.7, 3.7 / 4],
      ['small', 0.3, 0.3 / 4],
    ])
    expect(series(all).organization).toEqual({ values: [0.8, 3.2], total: 4 })
  })

  test('a name that turns words round is shown so, and leads where the API has it', () => {
    const all = [used('gpj\u202eemca', [1])]
    expect(series(all).rows).toMatchObject([{ name: 'gpj[U+202E]emca', exactName: all[0]?.name }])
    const days = { from: '2026-05-01', to: '2026-05-02' }
    const { movers } = compareAcross(all, [used('gpj\u202eemca', [3])], {
      of: 1,
      ranges: { current: days, previous: days },
    })
    expect(movers).toMatchObject([{ name: 'gpj[U+202E]emca', difference: -2 }])
  })

  test('what one leaves out is not 0: the whole is that of the others, and is said to be', () => {
    const all = series([used('acme', [1, undefined, 4]), used('beta', [2, 3, undefined])])
    expect(all.organization.values).toEqual([3, 3, 4])
    expect(all.rows.map(({ values }) => values)).toEqual([
      [1, undefined, 4],
      [2, 3, undefined],
    ])
    expect(silenceOf(all)).toEqual({ buckets: 2, organizations: 2 })
    expect(silenceOf(series([used('acme', [1]), used('beta', [2])])).buckets).toBe(0)
  })

  test('a bucket that one cuts short is as long as that of the others', () => {
    const may = (name: string, end: string) => ({
      ...used(name, [1]),
      buckets: [{ start: '2026-05-01', end }],
    })
    const short = may('acme', '2026-05-15')
    const long = may('beta', '2026-06-01')
    for (const all of [
      [short, long],
      [long, short],
    ])
      expect(series(all).buckets).toMatchObject([{ start: '2026-05-01', end: '2026-06-01' }])
  })

  test('a day that has not begun is no silence', () => {
    const later = { ...used('acme', [1]), buckets: [{ start: '2026-05-30', end: '2026-05-31' }] }
    const none = { ...later, id: 'id-beta', values: [undefined] }
    expect(silenceOf(series([{ ...later, values: [0] }, none])).buckets).toBe(0)
  })

  test('no organization reports deleted projects, so there is no such row', () => {
    expect(series([used('acme', [1])]).rows.map(({ kind }) => kind)).toEqual(['project'])
  })

  test('the whole is called by how much of it is there', () => {
    const all = [used('acme', [1]), used('beta', [2])]
    expect(nounsOf(series(all)).whole).toBe('All organizations')
    expect(nounsOf(series(all, ['gone'])).whole).toBe('2 of 3 organizations')
    expect(wholeLine({ series: series(all, ['gone']), interval: 'day' }, 'en')).toBe(
      '2 of 3 organizations could be read; the total is of those. Missing: gone.',
    )
  })

  test('as long as more comes, nothing is said to be missing', () => {
    const across = { of: 3, missing: ['beta', 'gone'], reading: true }
    const some = acrossSeries([used('acme', [1])], { ...across, interval: 'day', now })
    expect(wholeLine({ series: some, interval: 'day' }, 'en')).toBe(
      '1 of 3 organizations are read so far; the total is of those.',
    )
  })

  test('a bucket in words says organizations', () => {
    const all = series([used('acme', [1]), used('beta', [undefined])])
    const summary = bucketSummary(all, usageDrawing(all), 0)
    expect(summary && bucketSentence(summary, 'en')).toContain('Not reported: 1 organization.')
  })
})

/** The same as one answer of which they are the projects. */
const asProjects = (read: OrganizationCredits[]): OrganizationUsage => {
  const data_projects = read.map(({ id, name, buckets, values }) => ({
    project_id: id,
    project_name: name,
    data: buckets.flatMap(({ start, end }, index) => {
      const value = values[index]
      return value === undefined
        ? []
        : { start_date: `${start}T00:00:00Z`, end_date: `${end}T00:00:00Z`, value }
    }),
  }))
  const points = Map.groupBy(
    data_projects.flatMap(({ data }) => data),
    ({ start_date }) => start_date,
  )
  return {
    interval: 'day',
    data_organization: [...points].map(([start_date, those]) => ({
      start_date,
      end_date:
        those
          .map(({ end_date }) => end_date)
          .toSorted()
          .at(-1) ?? start_date,
      value: sumCredits(those.map(({ value }) => value)),
    })),
    data_projects,
    data_deleted_projects: [],
  }
}

test('they are shown as the projects of one organization would be, whatever they report', () => {
  const credits = fc.integer({ min: 0, max: 9e9 }).map((micro) => micro / 1e6)
  const one = fc.record({
    values: fc.array(fc.option(credits, { nil: undefined }), { maxLength: 6 }),
    from: fc.integer({ min: 0, max: 8 }),
    shared: fc.boolean(),
  })
  const shared = Array.from({ length: 6 }, (_, index) => ({
    start: addDays('2026-05-01', index),
    end: addDays('2026-05-01', index + 1),
  }))
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), fc.boolean(), (all, hasRange) => {
      const range = hasRange ? { from: '2026-04-30', to: '2026-05-18' } : undefined
      const read = all.map(({ values, from, ...one }, index): OrganizationCredits => {
        const own = values.map((_, at) => ({
          start: addDays('2026-05-01', from + at),
          end: addDays('2026-05-02', from + at),
        }))
        const buckets = one.shared ? shared : own
        return { ...used(`o${index}`, []), buckets, values: buckets.map((_, at) => values[at]) }
      })
      const of = { of: read.length, missing: [], interval: 'day' as const, range, now }
      const { rows, ...expected } = usageSeries(asProjects(read), { range, now })
      expect(acrossSeries(read, of)).toEqual({
        ...expected,
        rows: rows.filter(({ kind }) => kind === 'project'),
        across: { of: read.length, missing: [], reading: false },
      })
    }),
  )
})

describe('compared with the days before', () => {
  const current = [used('acme', [5, 1]), used('beta', [2, 2])]
  const ranges = {
    current: { from: '2026-05-01', to: '2026-05-03' },
    previous: { from: '2026-04-29', to: '2026-05-01' },
  }
  const of = { of: 2, ranges }

  test('each by itself, and the whole', () => {
    const previous = [used('acme', [3, 0]), used('beta', [], '2026-05-01')]
    const { total, changes, movers } = compareAcross(current, previous, of)
    expect(total).toEqual({ current: 10, previous: 3, difference: 7, ratio: 7 / 3 })
    expect(changes.get('id-acme')).toMatchObject({ kind: 'changed', difference: 3, ratio: 1 })
    expect(changes.get('id-beta')).toMatchObject({ kind: 'new', difference: 4 })
    expect(movers.map(({ name }) => name)).toEqual(['beta', 'acme'])
  })

  test('what was not read before is not new, and the whole is not compared without it', () => {
    const { total, changes, movers } = compareAcross(current, [used('acme', [3])], of)
    expect(changes.has('id-beta')).toBe(false)
    expect(changes.get('id-acme')).toMatchObject({ difference: 3 })
    expect(total).toBeUndefined()
    expect(movers).toEqual([])
  })

  test.each([
    ['before', [used('acme', [6]), used('beta', [undefined, undefined])], current],
    ['before, in no days at all', [used('acme', [6]), used('beta', [])], current],
    [
      'before, where it existed on the last of the days',
      [used('acme', [6]), used('beta', [undefined], '2026-04-30')],
      current,
    ],
    ['now', [used('acme', [6]), used('beta', [1])], [used('acme', [6]), used('beta', [undefined])]],
  ])('what is not reported %s is not 0, and nothing is said of it', (_, previous, these) => {
    const { total, changes, movers } = compareAcross(these, previous, of)
    expect(changes.has('id-acme')).toBe(true)
    expect(changes.has('id-beta')).toBe(false)
    expect(total).toBeUndefined()
    expect(movers).toEqual([])
  })

  test.each([
    [
      'a day now',
      [used('acme', [5, undefined])],
      [used('acme', [3, 3])],
      /of its days are reported/,
    ],
    ['a day before', [used('acme', [5, 1])], [used('acme', [3, undefined])], /days before are rep/],
    [
      'days now that could not be read',
      [{ ...used('acme', [5, 1]), unread: true }],
      [used('acme', [3, 3])],
      /of its days could be read/,
    ],
  ])('one that lacks %s is not compared, and says why', (_, these, previous, why) => {
    const { total, changes, lacking } = compareAcross(these, previous, { ...of, of: 1 })
    expect(changes.size).toBe(0)
    expect(lacking?.get('id-acme')).toMatch(why)
    expect(total).toBeUndefined()
  })

  test('days before it was are not missing', () => {
    const young = used('acme', [undefined, 3], '2026-05-02')
    const previous = { from: '2026-05-01', to: '2026-05-03' }
    const { changes } = compareAcross([used('acme', [5, 1])], [young], {
      of: 1,
      ranges: { ...ranges, previous },
    })
    expect(changes.get('id-acme')).toMatchObject({ kind: 'new', difference: 3 })
  })

  test('one that existed on some of the days counts in the whole, and has no share', () => {
    const young = used('beta', [1], '2026-04-30')
    const { total, changes, movers } = compareAcross(current, [used('acme', [3]), young], of)
    expect(total).toEqual({ current: 10, previous: 4, difference: 6, ratio: 6 / 4 })
    const beta = { kind: 'new', previous: 1, difference: 3, ratio: undefined }
    expect(changes.get('id-beta')).toMatchObject(beta)
    expect(movers.find(({ name }) => name === 'beta')).toMatchObject(beta)
    const none = compareAcross([used('beta', [0])], [young], { ...of, of: 1 })
    expect(none.changes.get('id-beta')).toMatchObject({ kind: 'gone', ratio: undefined })
  })

  test('one that did not exist on any of the days at all has no change, and the whole lacks nothing', () => {
    const unborn = used('beta', [], '2026-06-01')
    const { total, changes, lacking } = compareAcross(
      [used('acme', [5, 1]), unborn],
      [used('acme', [3, 0]), unborn],
      of,
    )
    expect(lacking?.size).toBe(1)
    expect(changes.size).toBe(1)
    expect(total).toMatchObject({ current: 6, previous: 3 })
  })

  test('where none existed before, the whole had nothing', () => {
    const previous = ['acme', 'beta'].map((name) => used(name, [], '2026-05-01'))
    expect(compareAcross(current, previous, of).total).toEqual({
      current: 10,
      previous: 0,
      difference: 10,
      ratio: undefined,
    })
  })

  test('days that are not over are left out', () => {
    expect(until('2026-05-02', used('acme', [5, 1]))).toMatchObject({
      values: [5],
      buckets: [{ start: '2026-05-01' }],
    })
  })
})

describe('with further columns', () => {
  const all = series([used('acme', [1]), used('beta', [2]), used('cola', [3])], ['gone'])
  const members = {
    id: 'members',
    label: 'Members',
    values: new Map([
      ['id-acme', 7],
      ['id-beta', undefined],
    ]),
    total: undefined,
  }
  const sorted = (descending: boolean) =>
    sortedRows(all, { column: 'members', descending }, undefined, [members]).map(({ name }) => name)
  const of = {
    organization: 'all',
    interval: 'day' as const,
    series: all,
    columns: [members],
    made: now,
  }

  test('what is not known comes last, either way', () => {
    expect(sorted(true)).toEqual(['acme', 'cola', 'beta'])
    expect(sorted(false)).toEqual(['acme', 'cola', 'beta'])
  })

  test('files have them, empty where they are not known, and name what is missing', () => {
    expect([...wideCsv(of)].join('')).toBe(
      [
        'organization_id,organization,total,complete,share,members,2026-05-01T00:00:00Z/2026-05-02T00:00:00Z',
        'id-cola,cola,3,true,0.5,,3',
        'id-beta,beta,2,true,0.333333,,2',
        'id-acme,acme,1,true,0.166667,7,1',
        ',3 of 4 organizations,6,true,1,,6',
        '',
      ].join('\r\n'),
    )
    expect([...longCsv(of)].join('')).toBe(
      [
        'start_date,end_date,organization_id,organization,credits,complete',
        '2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,id-cola,cola,3,true',
        '2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,id-beta,beta,2,true',
        '2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,id-acme,acme,1,true',
        '2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,,gone,,',
        '',
      ].join('\r\n'),
    )
    expect(usageMarkdown(of, 'en')).toContain(
      [
        '3 of 4 organizations could be read; the total is of those. Missing: gone.',
        '',
        '| Organization | Total | Share | Members |',
        '| :-- | --: | --: | --: |',
        '| cola | 3 | 50.0% |  |',
        '| beta | 2 | 33.3% |  |',
        '| acme | 1 | 16.7% | 7 |',
        '| **3 of 4 organizations** | **6** | **100.0%** |  |',
      ].join('\n'),
    )
    expect(JSON.parse([...usageJson(of)].join(''))).toMatchObject({
      organizations: 4,
      missing: ['gone'],
      total_usage: { total: 6, values: [6] },
      organization_usage: [
        {
          organization_id: 'id-cola',
          organization_name: 'cola',
          members: null,
          total: 3,
          share: 0.5,
        },
        { organization_id: 'id-beta', members: null, share: 0.333333 },
        { organization_id: 'id-acme', members: 7, values: [1] },
      ],
    })
  })
})
