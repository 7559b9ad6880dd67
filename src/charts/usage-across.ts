/**
 * The usage of many organizations as one series of which each is a part. Values are credits, days are UTC and half-open;
 * what an organization leaves out is not reported, never 0.
 */
import type { UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import type { DayRange } from '../lib/dates.ts'
import { compareUsage, existedOn, type Mover, type UsageComparison } from './usage-comparison.ts'
import {
  usageSeries,
  type Interval,
  type ShownUsage,
  type UsageSeries,
  type Values,
} from './usage-series.ts'

/** What one organization used. */
export type OrganizationCredits = {
  id: string
  name: string
  /** The UTC day on which it was. */
  created: string
  buckets: { start: string; end: string }[]
  values: Values
}

/**
 * The series of those organizations that could be read, of `of` that there are; `missing` names the others. Its totals
 * are of those that could be read, and in each bucket of those that report it.
 */
export function acrossSeries(
  read: readonly OrganizationCredits[],
  options: {
    of: number
    missing: string[]
    /** More is still to come. */
    reading?: boolean
    interval: Interval
    range?: DayRange | undefined
    now?: Date
  },
): UsageSeries {
  const { of, missing, reading = false, interval, range, now = new Date() } = options
  const series = usageSeries({ ...acrossUsage(read), interval }, { range, now })
  return {
    ...series,
    // No organization reports deleted ones.
    rows: series.rows.filter(({ kind }) => kind === 'project'),
    across: { of, missing, reading },
  }
}

/**
 * Compares what each organization used with what it used on the `days` before. One of which either list reports nothing
 * isn't compared; one that did not exist on any of those days used nothing then, and one that existed on some is `new`,
 * without a ratio. The total and what moved most are told where all of them, `of`, are compared.
 */
export function compareAcross(
  current: readonly OrganizationCredits[],
  previous: readonly OrganizationCredits[],
  { of, days }: { of: number; days: DayRange },
): UsageComparison {
  const before = new Map(
    previous
      .map((one) => (existedOn(one.created, days) === 'none' ? nothingOn(days, one) : one))
      .filter(isReported)
      .map((one) => [one.id, one]),
  )
  const now = current.filter((one) => isReported(one) && before.has(one.id))
  const then = now.flatMap(({ id }) => before.get(id) ?? [])
  const { total, changes, movers } = compareUsage(acrossUsage(now), acrossUsage(then))
  const young = new Set(
    then.filter(({ created }) => existedOn(created, days) === 'some').map(({ id }) => id),
  )
  const told = (mover: Mover): Mover =>
    young.has(mover.id)
      ? { ...mover, kind: mover.kind === 'gone' ? 'gone' : 'new', ratio: undefined }
      : mover
  const whole = now.length === of
  return {
    total: whole ? total : undefined,
    changes: new Map(changes.entries().map(([id, mover]) => [id, told(mover)])),
    movers: whole ? movers.map(told) : [],
  }
}

const isReported = ({ values }: OrganizationCredits) => values.some((value) => value !== undefined)

const nothingOn = ({ from, to }: DayRange, one: OrganizationCredits): OrganizationCredits => ({
  ...one,
  buckets: [{ start: from, end: to }],
  values: [0],
})

/** The days before a day alone, as those that are finished before today. */
export function until(day: string, organization: OrganizationCredits): OrganizationCredits {
  const count = organization.buckets.filter(({ end }) => end <= day).length
  return {
    ...organization,
    buckets: organization.buckets.slice(0, count),
    values: organization.values.slice(0, count),
  }
}

/** In how many begun buckets an organization that was read reports nothing, and how many organizations that are. */
export function silenceOf({ buckets, rows }: UsageSeries): {
  buckets: number
  organizations: number
} {
  const begun = buckets.flatMap(({ state }, index) => (state === 'future' ? [] : [index]))
  const silent = begun.filter((index) => rows.some(({ values }) => values[index] === undefined))
  return {
    buckets: silent.length,
    organizations: rows.filter(({ values }) => silent.some((index) => values[index] === undefined))
      .length,
  }
}

/** One answer of which organizations are the projects. */
function acrossUsage(organizations: readonly OrganizationCredits[]): Omit<ShownUsage, 'interval'> {
  const data_projects = organizations.map(({ id, name, buckets, values }) => ({
    project_id: id,
    project_name: name,
    data: buckets.flatMap(({ start, end }, index) => {
      const value = values[index]
      return value === undefined ? [] : [point(start, end, value)]
    }),
  }))
  const byStart = Map.groupBy(
    data_projects.flatMap(({ data }) => data),
    ({ start_date }) => start_date,
  )
  return {
    data_organization: [...byStart.values()].flatMap((points) => sumOf(points)),
    data_projects,
    data_deleted_projects: [],
  }
}

const point = (start: string, end: string, value: number): UsagePoint => ({
  start_date: `${start}T00:00:00Z`,
  end_date: `${end}T00:00:00Z`,
  value,
})

function sumOf(points: UsagePoint[]): UsagePoint[] {
  const [first] = points
  if (!first) return []
  // One that an organization cuts short is as long as that of the others.
  const end_date = points.reduce((last, { end_date }) => (end_date > last ? end_date : last), '')
  return [{ ...first, end_date, value: sumCredits(points.map(({ value }) => value)) }]
}
