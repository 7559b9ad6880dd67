import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sumCredits } from '../lib/credits.ts'
import { addDays } from '../lib/dates.ts'
import { ranges, usageIn } from './usage-arbitraries.ts'
import { chartKinds, partAt, usageDrawing } from './usage-drawing.ts'
import { usageOfMay } from './usage-examples.ts'
import { filterShowing, isolated, shownIds, toggled, type UsageFilter } from './usage-filter.ts'
import { usageSeries, type ShownUsage } from './usage-series.ts'
import { nextSort, sortedRows } from './usage-sort.ts'
import { byWeek } from './usage-weeks.ts'

type Values = (number | undefined)[]

const shape = (...answer: Parameters<typeof usageOfMay>) =>
  usageSeries(usageOfMay(...answer), { now: new Date('2026-05-04T13:00Z') })

/** p0, the largest, to the smallest. */
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, [100 - index]]))
const names = (series: ReturnType<typeof shape>, filter?: UsageFilter) =>
  usageDrawing(series, { filter }).layers.map(({ name }) => name)

describe('parts', () => {
  test('are eight projects, others, deleted projects and what is not attributed', () => {
    const series = shape(many(12), [7], [1200])
    expect(names(series)).toEqual([
      ...Array.from({ length: 8 }, (_, index) => `p${index}`),
      'others (4)',
      'Deleted projects',
      'Not attributed',
    ])
    expect(
      usageDrawing(series)
        .layers.slice(8)
        .map(({ total, color }) => ({ total, color })),
    ).toEqual([
      { total: 92 + 91 + 90 + 89, color: 'chart-others' },
      { total: 7, color: 'chart-deleted' },
      { total: 59, color: 'chart-none' },
    ])
  })

  test('call a single project beyond the eighth by its name', () => {
    expect(names(shape(many(9))).at(-1)).toBe('p8')
    expect(names(shape(many(10))).at(-1)).toBe('others (2)')
  })

  test('are left out when they have no credits', () => {
    expect(names(shape({ a: [1], idle: [0] }, [0]))).toEqual(['a'])
  })

  test('are all of them, where a link shows nothing that is there', () => {
    expect(names(shape(many(2)), { kind: 'only', ids: ['gone'] })).toEqual(['p0', 'p1'])
    expect(
      names(shape(many(2)), { kind: 'hide', ids: ['id-p0', 'id-p1', ':deleted'] }),
    ).toHaveLength(2)
  })

  test('are each project, where no more than eight are shown', () => {
    const series = shape(many(20))
    expect(names(series, { kind: 'only', ids: ['id-p3', 'id-p9', 'id-p12'] })).toEqual([
      'p3',
      'p9',
      'p12',
    ])
    expect(names(series, { kind: 'hide', ids: ['id-p0', 'id-p12'] })).toEqual([
      ...Array.from({ length: 7 }, (_, index) => `p${index + 1}`),
      'others (11)',
    ])
    expect(names(series, { kind: 'only', ids: [':others'] })).toEqual(['others (12)'])
  })
})

const anySeries = ranges
  .chain((range) => usageIn(range))
  .map((usage) => usageSeries(usage, { now: new Date('2050-01-01') }))
const seriesAndFilter = anySeries.chain((series) =>
  fc
    .record({
      kind: fc.constantFrom('hide' as const, 'only' as const),
      ids: fc.subarray([...series.rows.map(({ id }) => id), ':others']),
    })
    .map((filter) => ({ series, filter })),
)

describe('whatever is filtered', () => {
  test('order and colours stay', () => {
    fc.assert(
      fc.property(seriesAndFilter, ({ series, filter }) => {
        const rank = (id: string) => series.rows.findIndex((row) => row.id === id)
        const { layers, colors } = usageDrawing(series, { filter })
        const own = layers.filter(({ id }) => id !== ':others')
        expect(own.map(({ id }) => id)).toEqual(
          own.map(({ id }) => id).toSorted((a, b) => rank(a) - rank(b)),
        )
        for (const { id, color } of own) {
          expect(color).toBe(series.rows[rank(id)]?.color)
          expect(colors.get(id)).toBe(color)
        }
      }),
    )
  })

  test('the parts add up to what is shown, and that with the hidden to all rows', () => {
    fc.assert(
      fc.property(seriesAndFilter, ({ series, filter }) => {
        const { layers, shown, filtered } = usageDrawing(series, { filter })
        const ids = shownIds(series.rows, filter)
        for (const bucket of series.buckets.keys()) {
          const at = (all: { values: Values }[]) =>
            sumCredits(all.map(({ values }) => values[bucket] ?? 0))
          const visible = at(series.rows.filter(({ id }) => ids.has(id)))
          expect(at(layers)).toBe(visible)
          if (filtered) expect(shown.values[bucket] ?? 0).toBe(visible)
          expect(sumCredits([visible, at(series.rows.filter(({ id }) => !ids.has(id)))])).toBe(
            at(series.rows),
          )
        }
      }),
    )
  })

  test('a filter says what it shows, in as few ids as it can', () => {
    fc.assert(
      fc.property(seriesAndFilter, ({ series: { rows }, filter }) => {
        const shown = shownIds(rows, filter)
        const again = filterShowing(rows, shown)
        expect(shownIds(rows, again)).toEqual(
          shown.size === 0 ? new Set(rows.map(({ id }) => id)) : shown,
        )
        expect(again?.ids.length ?? 0).toBeLessThanOrEqual(filter.ids.length || rows.length)
      }),
    )
  })

  test('the axis holds everything that is drawn', () => {
    fc.assert(
      fc.property(seriesAndFilter, fc.constantFrom(...chartKinds), ({ series, filter }, kind) => {
        const { layers, ticks } = usageDrawing(series, { filter, kind })
        const [low = 0, high = 0] = [ticks[0], ticks.at(-1)]
        for (const bucket of series.buckets.keys()) {
          const values = layers.map(({ values }) => values[bucket] ?? 0)
          const up = values.filter((value) => value > 0).reduce((sum, value) => sum + value, 0)
          const down = values.filter((value) => value < 0).reduce((sum, value) => sum + value, 0)
          const most = kind === 'lines' ? Math.max(0, ...values) : up
          const least = kind === 'lines' ? Math.min(0, ...values) : down
          expect(high).toBeGreaterThanOrEqual(most * (1 - 1e-9))
          expect(low).toBeLessThanOrEqual(least * (1 - 1e-9))
        }
      }),
    )
  })
})

describe('a press', () => {
  const { rows } = shape(many(12), [7])

  test('hides and shows again', () => {
    const hidden = toggled(rows, undefined, 'id-p1')
    expect(hidden).toEqual({ kind: 'hide', ids: ['id-p1'] })
    expect(toggled(rows, hidden, 'id-p1')).toBeUndefined()
    expect(toggled(rows, undefined, ':others')).toEqual({ kind: 'hide', ids: [':others'] })
    const allButOne = toggled(rows, { kind: 'hide', ids: [':others'] }, 'id-p10')
    expect(shownIds(rows, allButOne).has('id-p10')).toBe(true)
    expect(shownIds(rows, allButOne).has('id-p11')).toBe(false)
  })

  test('leaves one alone, and the next one shows everything', () => {
    const alone = isolated(rows, { kind: 'hide', ids: ['id-p1'] }, 'id-p1')
    expect(alone).toEqual({ kind: 'only', ids: ['id-p1'] })
    expect(isolated(rows, alone, 'id-p1')).toBeUndefined()
    expect(toggled(rows, alone, 'id-p1')).toBeUndefined()
  })

  test('keeps hidden parts in the legend', () => {
    const { legend } = usageDrawing(shape(many(12), [7]), {
      filter: { kind: 'only', ids: ['id-p1', 'id-p11'] },
    })
    expect(legend.filter(({ shown }) => shown).map(({ name }) => name)).toEqual(['p1', 'p11'])
    // Some of them are hidden.
    expect(legend.map(({ name }) => name)).toContain('others (4)')
    expect(legend.map(({ name }) => name)).toContain('Deleted projects')
  })
})

describe('kinds', () => {
  const series = shape({ a: [6, undefined, 3, 2, 0], b: [2, 2, 1, 0, 0] }, [], [8, 4, 4, 2, 0])
  const values = (kind: (typeof chartKinds)[number]) =>
    usageDrawing(series, { kind }).layers.map(({ values }) => values)

  test('bars and lines draw the credits', () => {
    expect(values('bars')).toEqual(values('lines'))
    expect(values('bars')[0]).toEqual([6, undefined, 3, 2, 0])
  })

  test('cumulative adds up to now, over what is not reported', () => {
    expect(values('cumulative').slice(0, 2)).toEqual([
      [6, 6, 9, 11, undefined],
      [2, 4, 5, 5, undefined],
    ])
  })

  test('share is of the organization, and of nothing there is none', () => {
    expect(values('share').slice(0, 2)).toEqual([
      [0.75, undefined, 0.75, 1, undefined],
      [0.25, 0.5, 0.25, 0, undefined],
    ])
    expect(usageDrawing(series, { kind: 'share' }).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  })

  test('the days before, a budget and a forecast are within the axis', () => {
    const before = {
      days: 31,
      organization: [100, 100, 100, undefined, undefined],
      projects: new Map([['id-a', [70, 70, 70, undefined, undefined]]]),
      deleted: [30, 30, 30, undefined, undefined],
    }
    const forecast = {
      expected: 20,
      low: 18,
      high: 340,
      finishedDays: 3,
      finished: 12,
      remainingDays: 2,
    }
    const all = { before, budget: 400, forecast }
    expect(usageDrawing(series, all)).toMatchObject({
      before: before.organization,
      budget: undefined,
    })
    expect(usageDrawing(series, all).ticks.at(-1)).toBe(100)
    const cumulative = usageDrawing(series, { ...all, kind: 'cumulative' })
    expect(cumulative.before).toEqual([100, 200, 300, undefined, undefined])
    expect(cumulative).toMatchObject({ budget: 400, forecast })
    expect(cumulative.ticks.at(-1)).toBe(400)
    const onlyA = { ...all, filter: { kind: 'only' as const, ids: ['id-a'] } }
    // Both are the organization's.
    const part = usageDrawing(series, { ...onlyA, kind: 'cumulative' })
    expect([part.forecast, part.budget, part.ticks.at(-1)]).toEqual([undefined, undefined, 250])
    const filtered = usageDrawing(series, onlyA)
    expect(filtered.before).toEqual([70, 70, 70, undefined, undefined])
    expect(usageDrawing(series, { ...all, kind: 'share' }).before).toBeUndefined()
  })
})

test('what is shown has the words of what is counted', () => {
  const shown = (filter: UsageFilter) =>
    usageDrawing(shape({ a: [3], b: [2], c: [1] }, [1]), { filter }).shown
  expect(shown({ kind: 'only', ids: ['id-b'] })).toMatchObject({
    name: 'b',
    count: '1 of 3 projects',
  })
  expect(shown({ kind: 'hide', ids: ['id-b'] })).toMatchObject({ name: '2 of 3 projects' })
  expect(shown({ kind: 'hide', ids: [':deleted'] }).count).toBe('all but Deleted projects')
  expect(shown({ kind: 'only', ids: [':deleted'] })).toMatchObject({
    name: 'Deleted projects',
    count: '0 of 3 projects',
  })
  expect(shown(undefined).count).toBe('3 of 3 projects')
})

describe('running totals', () => {
  /** From Wednesday 1 April 2026 to Sunday 19 April; Tuesday 14 April is today. */
  const points = Array.from({ length: 19 }, (_, index) => ({
    start_date: `${addDays('2026-04-01', index)}T00:00:00Z`,
    end_date: `${addDays('2026-04-01', index + 1)}T00:00:00Z`,
    value: index < 14 ? 1 : 0,
  }))
  const usage = {
    interval: 'day' as const,
    data_organization: points,
    data_projects: [{ project_id: 'id-a', project_name: 'a', data: points }],
    data_deleted_projects: [],
  }
  const now = new Date('2026-04-14T13:00Z')
  const drawn = (
    kind: 'bars' | 'cumulative',
    of: ShownUsage = byWeek(usage),
    today = '2026-04-14',
  ) => usageDrawing(usageSeries(of, { now }), { kind, today })

  test('take as much room as they have days, other kinds as they have buckets', () => {
    expect(drawn('cumulative').edges).toEqual([0, 5 / 19, 12 / 19, 1])
    expect(drawn('bars').edges).toEqual([0, 1 / 3, 2 / 3, 1])
  })

  test('come as far as the end of today', () => {
    expect(drawn('cumulative').reached).toBe(14 / 19)
    expect(drawn('bars').reached).toBeUndefined()
    // A day that is not over ends where it would.
    expect(drawn('cumulative', usage).reached).toBeUndefined()
    expect(drawn('cumulative', byWeek(usage), '2026-04-19').reached).toBeUndefined()
  })
})

test('what is pointed at is the part drawn there', () => {
  const series = shape({ a: [6, 1], b: [4, 0] })
  const bars = usageDrawing(series)
  // The axis ends at 10.
  expect([0.1, 0.59, 0.61, 0.99].map((height) => partAt(bars, 0, height))).toEqual([
    'id-a',
    'id-a',
    'id-b',
    'id-b',
  ])
  expect(partAt(bars, 1, 0.5)).toBeUndefined()
  const lines = usageDrawing(series, { kind: 'lines' })
  expect(lines.ticks.at(-1)).toBe(6)
  expect(partAt(lines, 0, 4.1 / 6)).toBe('id-b')
  expect(partAt(lines, 0, 0.2)).toBeUndefined()
})

test('rows are sorted by a column, what is unknown last; by rank and name what is no project comes after them', () => {
  const series = shape({ b: [5, 1], a: [3, undefined], c: [4, 9], d: [0, 0] }, [99, 99])
  const changes = new Map(
    Object.entries({ 'id-a': 1, 'id-b': -7, 'id-c': 2, ':deleted': -3 }).map(([id, difference]) => [
      id,
      { current: 0, previous: 0, difference, ratio: undefined },
    ]),
  )
  const order = (column: string, descending: boolean) =>
    sortedRows(series, { column, descending }, changes)
      .map(({ name }) => name)
      .join(' ')
  expect(order('total', true)).toBe('c b a d Deleted projects')
  expect(order('total', false)).toBe('d a b c Deleted projects')
  expect(order('name', false)).toBe('a b c d Deleted projects')
  expect(order('change', true)).toBe('c a Deleted projects b d')
  expect(order('2026-05-02', true)).toBe('Deleted projects c b d a')
  expect(order('2026-05-02', false)).toBe('d b c Deleted projects a')
  expect(order('2019-01-01', false)).toBe('c b a d Deleted projects')
  expect(nextSort({ column: 'total', descending: true }, 'total').descending).toBe(false)
  expect(nextSort({ column: 'total', descending: true }, 'name').descending).toBe(false)
  expect(nextSort({ column: 'name', descending: false }, 'change').descending).toBe(true)
})
