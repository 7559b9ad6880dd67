import { expect, test } from 'vitest'
import { addDays, type DayRange } from '../lib/dates.ts'
import { usageSeries } from './usage-series.ts'
import { byWeek } from './usage-weeks.ts'

const days = (from: string, values: (number | undefined)[]) =>
  values.flatMap((value, index) => {
    const day = addDays(from, index)
    return value === undefined
      ? []
      : [{ start_date: `${day}T00:00:00Z`, end_date: `${addDays(day, 1)}T00:00:00Z`, value }]
  })

const usage = (values: (number | undefined)[]) => ({
  interval: 'day' as const,
  // A Thursday.
  data_organization: days('2026-01-01', values),
  data_projects: [{ project_id: 'p', project_name: 'p', data: days('2026-01-01', values) }],
  data_deleted_projects: [],
})

test('weeks run from Monday to Monday, cut at the edges, and add up exactly', () => {
  const values = Array.from({ length: 31 }, () => 0.1)
  const { buckets, organization, rows } = usageSeries(byWeek(usage(values)), {
    now: new Date('2026-03-01'),
  })
  expect(buckets.map(({ start, end }) => [start, end])).toEqual([
    ['2026-01-01', '2026-01-05'],
    ['2026-01-05', '2026-01-12'],
    ['2026-01-12', '2026-01-19'],
    ['2026-01-19', '2026-01-26'],
    ['2026-01-26', '2026-02-01'],
  ])
  expect(organization.values).toEqual([0.4, 0.7, 0.7, 0.7, 0.6])
  expect(rows[0]?.total).toBe(3.1)
})

test('a week without any reported day is not a week of nothing', () => {
  const values = Array.from({ length: 31 }, (_, day) => (day >= 4 && day < 11 ? undefined : 1))
  const points = byWeek(usage(values)).data_organization
  expect(points.map(({ start_date }) => start_date.slice(0, 10))).toEqual([
    '2026-01-01',
    '2026-01-12',
    '2026-01-19',
    '2026-01-26',
  ])
})

test('series that leave out different days still share their weeks', () => {
  const { buckets, reconciliation } = usageSeries(
    byWeek({
      interval: 'day',
      data_organization: days('2026-01-05', [1, 1, 1, 1, 1, 1, 1]),
      // Reported from Wednesday on, with all that the organization has.
      data_projects: [
        { project_id: 'p', project_name: 'p', data: days('2026-01-07', [3, 1, 1, 1, 1]) },
      ],
      data_deleted_projects: [],
    }),
    { now: new Date('2026-03-01') },
  )
  expect(buckets.map(({ start, end }) => [start, end])).toEqual([['2026-01-05', '2026-01-12']])
  expect(reconciliation).toMatchObject({ matches: 1, of: 1, difference: 0 })
})

const weeksOf = (answer: Parameters<typeof byWeek>[0], range?: DayRange) =>
  byWeek(answer, range).data_organization.map(({ start_date, end_date }) => [
    start_date.slice(0, 10),
    end_date.slice(0, 10),
  ])

test('a week of which the first or last day is not reported is still that week', () => {
  const values = Array.from({ length: 18 }, (_, day) => (day === 4 || day === 10 ? undefined : 1))
  expect(weeksOf(usage(values))).toEqual([
    ['2026-01-01', '2026-01-05'],
    ['2026-01-05', '2026-01-12'],
    ['2026-01-12', '2026-01-19'],
  ])
})

test('the first and the last week reach to what was asked for, reported or not', () => {
  const answer = usage([undefined, 1, 1, 1, 1, undefined])
  expect(weeksOf(answer)).toEqual([
    ['2026-01-02', '2026-01-05'],
    ['2026-01-05', '2026-01-06'],
  ])
  expect(weeksOf(answer, { from: '2026-01-01', to: '2026-01-07' })).toEqual([
    ['2026-01-01', '2026-01-05'],
    ['2026-01-05', '2026-01-07'],
  ])
})

test('a day belongs to its UTC week, however the server writes it', () => {
  const monday = '2026-01-04T19:00:00-05:00'
  const data = [{ start_date: monday, end_date: '2026-01-05T19:00:00-05:00', value: 1 }]
  expect(weeksOf({ ...usage([]), data_organization: data })).toEqual([['2026-01-05', '2026-01-06']])
})
