/** Usage against the same number of days directly before it. Values are credits, days are UTC and half-open. */
import type { OrganizationUsage, Rows, UsagePoint } from '#contract/resources.ts'
import { formatCount } from '../lib/counts.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween, utcDay, utcEnd, type DayRange } from '../lib/dates.ts'
import { asName } from '../lib/names.ts'
import { deletedId, type Bucket, type UsageSeries, type Values } from './usage-series.ts'

/** `difference` is current − previous; `ratio` is its share of previous, undefined without a base of more than 0. */
export type Change = {
  current: number
  previous: number
  difference: number
  ratio: number | undefined
}

/**
 * A project, or all deleted projects as one. `new` had no credits before, or did not exist on all of the days before;
 * `gone` has none now; one that never had any is `changed`, by nothing.
 */
export type Mover = Change & { kind: 'changed' | 'new' | 'gone'; id: string; name: string }

export type UsageComparison = {
  /** Of the organization; undefined where one of the answers reports nothing of it. */
  total: Change | undefined
  /** Every project of either answer by its id, and `deleted`. */
  changes: Map<string, Mover>
  /** Why a row has no change, where something is known of it: in words, by its id. */
  lacking?: ReadonlyMap<string, string>
  /** The changes with the largest difference, at most five, the largest first. */
  movers: Mover[]
}

export type ComparedRanges = {
  current: DayRange
  previous: DayRange
  /** How many days each of them has. */
  days: number
  /** Whether the previous days are the first of the period or month before, and not those directly before. */
  aligned: boolean
}

/**
 * The finished days of the range and as many before it. `today` isn't finished. A range that still runs is compared with
 * the first days of the one before it, which begins at `before`, where that has as many; any other with the days directly
 * before it. Undefined when no day of the range is finished.
 */
export function comparedRanges(
  { from, to }: DayRange,
  today: string,
  before?: string,
): ComparedRanges | undefined {
  const end = to < today ? to : today
  const days = daysBetween(from, end)
  if (days <= 0) return undefined
  const current = { from, to: end }
  if (before !== undefined && end < to && addDays(before, days) <= from)
    return { current, previous: { from: before, to: addDays(before, days) }, days, aligned: true }
  return { current, previous: { from: addDays(from, -days), to: from }, days, aligned: false }
}

/** On which of these days there was what was created on the UTC day `created`: only a share of all of them makes sense. */
export const existedOn = (created: string, { from, to }: DayRange): 'all' | 'some' | 'none' =>
  created <= from ? 'all' : created < to ? 'some' : 'none'

/** Which days of a range an answer doesn't tell of, in words; undefined where there are none. */
export function daysLacking(points: Rows<UsagePoint>, { from, to }: DayRange): string | undefined {
  if (points.unread) return `${countedDays(points.unread.count)} could not be read`
  const told = new Map(
    points.map(({ start_date, end_date }) => {
      const [start, end] = [utcDay(start_date), utcEnd(end_date)]
      return [start, Math.max(0, daysBetween(start < from ? from : start, end < to ? end : to))]
    }),
  )
  const lacking = Math.max(0, daysBetween(from, to)) - sumOf([...told.values()])
  return lacking > 0 ? `${countedDays(lacking)} not reported` : undefined
}

const sumOf = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0)
const countedDays = (count: number) => `${formatCount(count)} ${count === 1 ? 'day' : 'days'}`

/**
 * Compares two answers of `organizations_usage_get`, each summed over all of its buckets, whatever the interval.
 * Projects are joined by id, under their current name. What an answer leaves out of a project counts as none.
 */
export function compareUsage(
  current: Omit<OrganizationUsage, 'interval'>,
  previous: Omit<OrganizationUsage, 'interval'>,
): UsageComparison {
  const now = projectCredits(current)
  const before = projectCredits(previous)
  const changes = new Map<string, Mover>()
  for (const [id, { name }] of new Map([...before, ...now])) {
    const moved = change(now.get(id)?.points, before.get(id)?.points)
    changes.set(id, { ...moved, kind: kindOf(moved), id, name: asName(name) })
  }
  changes.set(deletedId, {
    ...change(current.data_deleted_projects, previous.data_deleted_projects),
    kind: 'changed',
    id: deletedId,
    name: 'Deleted projects',
  })
  const reported = current.data_organization.length > 0 && previous.data_organization.length > 0
  return {
    total: reported ? change(current.data_organization, previous.data_organization) : undefined,
    changes,
    movers: largest(changes),
  }
}

/** The earlier credits under each bucket of the present series, in the order of its buckets. */
export type UsageBefore = {
  /** How many days earlier they are. */
  days: number
  organization: Values
  /** By id; those of the earlier series alone. */
  projects: Map<string, Values>
  deleted: Values
}

/**
 * Lays the series of the days before, by day and as `comparedRanges` cuts them, under the buckets of the present one. A
 * bucket gets the sum of the days that are `days` days earlier than its own, as many as it has. It is undefined where
 * none of those is reported, and for a bucket that isn't finished: the earlier days of its finished days alone would
 * stand against credits that include today's.
 */
export function usageBefore(
  previous: Pick<UsageSeries, 'buckets' | 'organization' | 'rows'>,
  buckets: Bucket[],
  days: number,
): UsageBefore {
  const earlier = buckets.map(({ start, end, state }) =>
    state === 'finished'
      ? indicesIn(previous.buckets, { from: addDays(start, -days), to: addDays(end, -days) })
      : [],
  )
  const laid = (values: Values = []): Values =>
    earlier.map((indices) => {
      const [only] = indices
      // A day under a day needs no sum, and thousands of projects have many.
      if (only !== undefined && indices.length === 1) return values[only]
      const known = indices.map((index) => values[index]).filter((value) => value !== undefined)
      return known.length ? sumCredits(known) : undefined
    })
  const projects = previous.rows.filter(({ kind }) => kind === 'project')
  return {
    days,
    organization: laid(previous.organization.values),
    projects: new Map(projects.map(({ id, values }) => [id, laid(values)])),
    deleted: laid(previous.rows.find(({ kind }) => kind === 'deleted')?.values),
  }
}

const indicesIn = (buckets: Bucket[], { from, to }: DayRange) =>
  buckets.flatMap(({ start, end }, index) => (from <= start && end <= to ? [index] : []))

type Project = { name: string; points: UsagePoint[] }

function projectCredits(usage: Omit<OrganizationUsage, 'interval'>): Map<string, Project> {
  const projects = new Map<string, Project>()
  for (const { project_id: id, project_name: name, data } of usage.data_projects) {
    projects.set(id, { name, points: [...(projects.get(id)?.points ?? []), ...data] })
  }
  return projects
}

const change = (now: UsagePoint[] = [], before: UsagePoint[] = []) =>
  changeOf(sumCredits(now.map(({ value }) => value)), sumCredits(before.map(({ value }) => value)))

/** From one sum to another. */
export function changeOf(current: number, previous: number): Change {
  const difference = sumCredits([current, -previous])
  return { current, previous, difference, ratio: previous > 0 ? difference / previous : undefined }
}

/** What such a change makes of a project. */
export function kindOf({ current, previous }: Change): Mover['kind'] {
  if (current === previous) return 'changed'
  if (current === 0) return 'gone'
  return previous === 0 ? 'new' : 'changed'
}

/** The five largest of all changes. */
export const largest = (changes: ReadonlyMap<string, Mover>): Mover[] =>
  [...changes.values()]
    .filter(({ difference }) => difference !== 0)
    .toSorted(byDifference)
    .slice(0, 5)

// By code unit, not by locale: who is among the five must not differ between two people.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const byDifference = (a: Mover, b: Mover) =>
  Math.abs(b.difference) - Math.abs(a.difference) || compare(a.name, b.name) || compare(a.id, b.id)
