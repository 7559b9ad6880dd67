import { expect, test, vi } from 'vitest'
import type { OrganizationUsage, OrganizationUser, Rows } from '#contract/resources.ts'
import { addDays } from '../lib/dates.ts'
import {
  isOfToday,
  memberFigures,
  periodChange,
  periodComparison,
  periodFigures,
  periodTrend,
} from './organization-figures.ts'

/** Usage by day from a first day on. */
function usageFrom(first: string, values: (number | undefined)[]): OrganizationUsage {
  const data_organization = values.flatMap((value, index) =>
    value === undefined
      ? []
      : {
          start_date: `${addDays(first, index)}T00:00:00Z`,
          end_date: `${addDays(first, index + 1)}T00:00:00Z`,
          value,
        },
  )
  return { interval: 'day', data_organization, data_projects: [], data_deleted_projects: [] }
}

const today = '2026-03-14'
/** The period from 11 March to 10 April, of which three days are over. */
const period = usageFrom('2026-03-11', [0.1, 0.2, 0.3, 0.4, ...Array<number>(27).fill(0)])

const trend = (usage: OrganizationUsage) => {
  const figures = periodFigures(usage, today)
  if (typeof figures !== 'object') throw new Error('Nothing is reported.')
  return periodTrend(usage, figures, today)
}

test('the period has its days, all credits so far, and a line up to today', () => {
  expect(periodFigures(period, today)).toEqual({
    days: { from: '2026-03-11', to: '2026-04-11' },
    credits: 1,
    lack: undefined,
  })
  expect(trend(period)).toEqual({ values: [0.1, 0.2, 0.3, 0.4], running: true })
  const january = Array<number>(31).fill(1)
  expect(trend(usageFrom('2026-01-01', january))).toEqual({ values: january, running: false })
})

test.each([
  [
    'in the middle',
    usageFrom('2026-03-11', [0.1, undefined, 0.3, ...Array<number>(28).fill(0)]),
    '1 day not reported',
  ],
  [
    'the first',
    usageFrom('2026-03-13', [0.3, ...Array<number>(28).fill(0)]),
    '2 days not reported',
  ],
  ['the last and all that are to come', usageFrom('2026-03-11', [0.1]), '2 days not reported'],
  ['only those that are to come', usageFrom('2026-03-11', [0.1, 0.2, 0.3, 0.4]), undefined],
  ['today, which is not over', usageFrom('2026-03-11', [0.1, 0.2, 0.3]), undefined],
])(
  'where days are left out (%s), the period stays and says so, and is not compared',
  (_, usage, lack) => {
    expect(periodFigures(usage, today)).toMatchObject({
      days: { from: '2026-03-11', to: '2026-04-11' },
      lack,
    })
    const comparison = periodComparison(usage, '2025-01-01', today)
    if (lack) expect(comparison).toBe(`Nothing is compared: ${lack}.`)
    else expect(comparison).toMatchObject({ days: 3 })
  },
)

test('a period that begins on the last of a month is whole where the next month is shorter', () => {
  expect(
    periodFigures(usageFrom('2026-01-31', Array<number>(28).fill(1)), '2026-02-10'),
  ).toMatchObject({
    days: { from: '2026-01-31', to: '2026-02-28' },
    lack: undefined,
  })
})

test('days that could not be read are told, and nothing is compared', () => {
  const partly = usageFrom('2026-03-11', [0.1, 0.2, 0.3])
  Object.assign(partly.data_organization, { unread: { count: 2, of: 5, answer: '' } })
  expect(periodFigures(partly, today)).toMatchObject({ lack: '2 days could not be read' })
  expect(periodComparison(partly, '2025-01-01', today)).toMatch(/2 days could not be read/)
})

test('a period that is yet to begin has no line', () => {
  expect(trend(usageFrom('2026-03-15', Array<number>(31).fill(0)))).toEqual({
    values: [],
    running: false,
  })
})

test('a day that is not reported is a gap of the line, and not zero', () => {
  expect(trend(usageFrom('2026-03-11', [1, undefined, 2, 3])).values).toEqual([1, undefined, 2, 3])
})

test('nothing reported and the older form are told apart from no credits', () => {
  expect(periodFigures(usageFrom('2026-03-11', []))).toBeUndefined()
  expect(periodFigures([])).toBe('older')
})

test('finished days are compared with as many at the beginning of the period before', () => {
  const ranges = periodComparison(period, '2025-01-01T10:00:00Z', today)
  expect(ranges).toMatchObject({
    current: { from: '2026-03-11', to: '2026-03-14' },
    previous: { from: '2026-02-11', to: '2026-02-14' },
    days: 3,
  })
  if (typeof ranges === 'string') throw new Error(ranges)
  expect(periodChange(period, usageFrom('2026-02-11', [0.1, 0.1, 0.1]), ranges)).toEqual({
    current: 0.6,
    previous: 0.3,
    difference: 0.3,
    ratio: 1,
  })
})

test('a day that ends a second before midnight is over with it, and today is not compared', () => {
  const toTheSecond = (usage: OrganizationUsage): OrganizationUsage => ({
    ...usage,
    data_organization: usage.data_organization.map((point) => ({
      ...point,
      end_date: point.start_date.replace('00:00:00', '23:59:59'),
    })),
  })
  const usage = toTheSecond(period)
  const ranges = periodComparison(usage, '2025-01-01', today)
  if (typeof ranges === 'string') throw new Error(ranges)
  const before = toTheSecond(usageFrom('2026-02-11', [0.1, 0.1, 0.1]))
  expect(periodChange(usage, before, ranges)).toMatchObject({ current: 0.6, previous: 0.3 })
})

test('no ratio stands against nothing, and nothing is said where an answer reports nothing', () => {
  const ranges = periodComparison(period, '2025-01-01', today)
  if (typeof ranges === 'string') throw new Error(ranges)
  expect(periodChange(period, usageFrom('2026-02-11', [0, 0, 0]), ranges)).toMatchObject({
    difference: 0.6,
    ratio: undefined,
  })
  expect(periodChange(period, usageFrom('2026-02-11', []), ranges)).toBeUndefined()
  expect(periodChange(period, [], ranges)).toBeUndefined()
  expect(periodChange(period, usageFrom('2026-02-11', [1, 1]), ranges)).toBeUndefined()
  const partly = usageFrom('2026-02-11', [1, 1, 1])
  Object.assign(partly.data_organization, { unread: { count: 1, of: 4, answer: '' } })
  expect(periodChange(period, partly, ranges)).toBeUndefined()
})

test('days before that come in two buckets, by month, are compared', () => {
  const ranges = periodComparison(period, '2025-01-01', today)
  if (typeof ranges === 'string') throw new Error(ranges)
  const before = usageFrom('2026-02-11', [0])
  before.data_organization = [
    { start_date: '2026-02-11T00:00:00Z', end_date: '2026-02-12T00:00:00Z', value: 0.1 },
    { start_date: '2026-02-12T00:00:00Z', end_date: '2026-02-14T00:00:00Z', value: 0.2 },
  ]
  expect(periodChange(period, before, ranges)).toMatchObject({ previous: 0.3 })
})

test('one that is younger than the days before used nothing on them, and has no ratio', () => {
  const comparedSince = (created: string, before: OrganizationUsage | undefined) => {
    const ranges = periodComparison(period, created, today)
    if (typeof ranges === 'string') throw new Error(ranges)
    return periodChange(period, before, ranges)
  }
  expect(comparedSince('2026-02-14T00:00:00Z', undefined)).toEqual({
    current: 0.6,
    previous: 0,
    difference: 0.6,
    ratio: undefined,
  })
  expect(comparedSince('2026-02-11T23:00:00Z', undefined)).toBeUndefined()
  const young = '2026-02-12T10:00:00Z'
  const some = { current: 0.6, previous: 0.2, difference: 0.4, ratio: undefined }
  expect(comparedSince(young, usageFrom('2026-02-11', [0, 0.1, 0.1]))).toEqual(some)
  expect(comparedSince(young, usageFrom('2026-02-12', [0.1, 0.1]))).toEqual(some)
  expect(comparedSince(young, usageFrom('2026-02-13', [0.1]))).toBeUndefined()
})

test('one of today is so from its first second on, and on no other day', () => {
  const created = (creation_date: string) => ({ id: 'o', name: 'o', creation_date })
  vi.useFakeTimers({ now: new Date('2026-03-14T18:00:00Z') })
  expect(isOfToday(created('2026-03-14T00:00:00Z'))).toBe(true)
  expect(isOfToday(created('2026-03-14T17:59:59Z'))).toBe(true)
  expect(isOfToday(created('2026-03-13T23:59:59Z'))).toBe(false)
  vi.useRealTimers()
})

test('says why nothing is compared', () => {
  expect(periodComparison(period, '2025-01-01', '2026-03-11')).toMatch(/No day .* is finished/)
  expect(periodComparison([], '2025-01-01', today)).toMatch(/Nothing is reported/)
})

const person = (id: string, admin: boolean, status = 'active'): OrganizationUser => ({
  id,
  email: `${id}@example.com`,
  admin,
  status,
})

test('counts members and admins, and of those the active ones', () => {
  const [ann, bob, cas] = [
    person('ann', true),
    person('bob', false),
    person('cas', true, 'pending'),
  ]
  expect(memberFigures([ann, bob])).toEqual({ members: 2, admins: 1, activeAdmins: 1 })
  expect(memberFigures([ann, bob, cas])).toEqual({ members: 3, admins: 2, activeAdmins: 1 })
  expect(memberFigures([ann, person('dan', true)])).toMatchObject({ activeAdmins: 2 })
  expect(memberFigures([bob, cas])).toMatchObject({ admins: 1, activeAdmins: 0 })
  expect(memberFigures([bob])).toMatchObject({ admins: 0, activeAdmins: 0 })
})

test('counts members whose rows could not be read, and claims no number of active admins', () => {
  const list: Rows<OrganizationUser> = [person('ann', true)]
  list.unread = { count: 2, of: 3, answer: '' }
  expect(memberFigures(list)).toMatchObject({ members: 3, activeAdmins: undefined })
})
