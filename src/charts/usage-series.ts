/**
 * Everything the usage chart and table show, decided once from the answer of `organizations_usage_get`. Values are
 * credits, days are UTC (`YYYY-MM-DD`), and what an answer leaves out is undefined ("not reported"), never 0.
 */
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays } from '../lib/dates.ts'

export type Interval = OrganizationUsage['interval'] | 'week'

/** An answer as it is shown: the server's own, or added up by week. */
export type ShownUsage = Omit<OrganizationUsage, 'interval'> & { interval: Interval }

/** A half-open span of days. `unfinished`: now is inside; `future`: it has not begun. */
export type Bucket = {
  start: string
  end: string
  state: 'finished' | 'unfinished' | 'future'
}

/** Credits by bucket, in the order of the buckets. */
export type Values = (number | undefined)[]

/** Names of custom properties in palette.css: `var(--chart-1)`. */
export type Color = `chart-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}` | GreyColor
type GreyColor = 'chart-others' | 'chart-deleted' | 'chart-none'

/** A row of the table. `total` is undefined when no bucket is reported, `share` when there is nothing to share. */
export type UsageRow = {
  kind: 'project' | 'deleted' | 'unattributed'
  id: string
  name: string
  values: Values
  total: number | undefined
  share: number | undefined
  color: Color
}

/** One part of each stacked bar. */
export type Layer = { id: string; name: string; values: Values; total: number; color: Color }

/** How the parts add up to the organization, over the buckets it is reported in that aren't in the future. */
export type Reconciliation = {
  matches: number
  of: number
  /** Organization − projects − deleted projects, over all those buckets. */
  difference: number
  /** Indices of the buckets that don't match. */
  mismatched: number[]
}

export type UsageSeries = {
  buckets: Bucket[]
  /** Projects by rank, then deleted projects, then what is not attributed, if anything. */
  rows: UsageRow[]
  organization: { values: Values; total: number | undefined }
  /** From the axis outwards, the same in each bucket. A part without credits is left out. */
  layers: Layer[]
  reconciliation: Reconciliation
}

const hues = 8

/**
 * The one reading of a usage answer.
 *
 * Projects rank by their total over the whole range, ties by name. The first eight have a hue each, by rank; the rest
 * is one grey part, "others (n)", which keeps the project's own name when it is a single one. The table lists each.
 *
 * Ids and buckets an answer repeats are added up. A bucket that begins after `now` but has credits is not treated as
 * future: it is the clock that is wrong.
 */
export function usageSeries(usage: ShownUsage, options: { now?: Date } = {}): UsageSeries {
  const { now = new Date() } = options
  const reported = {
    organization: byDay(usage.data_organization),
    deleted: byDay(usage.data_deleted_projects),
    projects: [...Map.groupBy(usage.data_projects, (project) => project.project_id)].map(
      ([id, same]) => ({
        id,
        name: same[0]?.project_name ?? id,
        points: byDay(same.flatMap((project) => project.data)),
      }),
    ),
  }
  const buckets = allBuckets(
    [reported.organization, reported.deleted, ...reported.projects.map(({ points }) => points)],
    usage.interval,
    now.toISOString().slice(0, 10),
  )
  const aligned = (points: Points) => buckets.map(({ start }) => points.get(start)?.value)

  const organizationValues = aligned(reported.organization)
  const organization = { values: organizationValues, total: total(organizationValues) }
  const row = (
    kind: UsageRow['kind'],
    id: string,
    name: string,
    values: Values,
    color: Color,
  ): UsageRow => {
    const sum = total(values)
    const share = sum === undefined || !organization.total ? undefined : sum / organization.total
    return { kind, id, name, values, total: sum, share, color }
  }

  const projects = reported.projects
    .map(({ id, name, points }) => row('project', id, name, aligned(points), 'chart-others'))
    .toSorted(byRank)
    .map((project, rank) => ({ ...project, color: projectColor(rank) }))
  const deleted = row(
    'deleted',
    'deleted',
    'Deleted projects',
    aligned(reported.deleted),
    'chart-deleted',
  )
  const { gap, ...reconciliation } = reconcile(buckets, organization.values, [...projects, deleted])
  const unattributed = row('unattributed', 'unattributed', 'Not attributed', gap, 'chart-none')

  const rows = [...projects, deleted]
  if (unattributed.total) rows.push(unattributed)
  const layers = [
    ...projects.slice(0, hues),
    folded(projects.slice(hues)),
    ...rows.slice(projects.length),
  ]
    .filter((part) => part !== undefined)
    .map(({ id, name, values, total = 0, color }) => ({ id, name, values, total, color }))
    .filter(({ values }) => values.some(Boolean))
  return { buckets, rows, organization, layers, reconciliation }
}

type Points = Map<string, { end: string; value: number }>

function byDay(points: UsagePoint[]): Points {
  const days: Points = new Map()
  for (const point of points) {
    const start = utcDay(point.start_date)
    const end = utcDay(point.end_date)
    const same = days.get(start)
    if (same) {
      days.set(start, {
        end: end > same.end ? end : same.end,
        value: sumCredits([same.value, point.value]),
      })
    } else days.set(start, { end, value: point.value })
  }
  return days
}

/** The UTC day of an instant on the wire; one without an offset is UTC. */
function utcDay(instant: string): string {
  const day = instant.slice(0, 10)
  if (instant.endsWith('Z')) return day
  const offset = /[T ].*([+-]\d{2}:?\d{2})$/.exec(instant)?.[1]
  if (offset === undefined || Number(offset.replace(':', '')) === 0) return day
  const date = new Date(instant)
  return Number.isNaN(date.getTime()) ? day : date.toISOString().slice(0, 10)
}

const longestHole = 366

/**
 * The union of the buckets of all series: a series may leave out what another has. Where all of them leave out a time
 * between two buckets, it is filled, by the day among days, so that the time axis has no leap.
 */
function allBuckets(series: Points[], interval: Interval, today: string): Bucket[] {
  const ends = new Map<string, string>()
  const used = new Set<string>()
  for (const points of series) {
    for (const [start, { end, value }] of points) {
      const known = ends.get(start)
      if (known === undefined || end > known) ends.set(start, end)
      if (value !== 0) used.add(start)
    }
  }
  const state = (start: string, end: string) => {
    if (end <= today) return 'finished'
    return start > today && !used.has(start) ? 'future' : 'unfinished'
  }
  const spans: [string, string][] = []
  for (const [start, end] of [...ends].toSorted(([a], [b]) => compare(a, b))) {
    let from = spans.at(-1)?.[1] ?? start
    if (interval === 'day' && from < start && addDays(from, longestHole) > start) {
      for (; from < start; from = addDays(from, 1)) spans.push([from, addDays(from, 1)])
    }
    if (from < start) spans.push([from, start])
    spans.push([start, end])
  }
  return spans.map(([start, end]) => ({ start, end, state: state(start, end) }))
}

const total = (values: Values): number | undefined => {
  const known = values.filter((value) => value !== undefined)
  return known.length ? sumCredits(known) : undefined
}

const byRank = (a: UsageRow, b: UsageRow) =>
  (b.total ?? 0) - (a.total ?? 0) || compare(a.name, b.name) || compare(a.id, b.id)

// By code unit, not by locale: ranks and with them colours must not differ between two people.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const projectColor = (rank: number) =>
  rank < hues ? (`chart-${rank + 1}` as Color) : 'chart-others'

function folded(rest: UsageRow[]): (Omit<Layer, 'total'> & Pick<UsageRow, 'total'>) | undefined {
  const [only] = rest
  if (!only || rest.length === 1) return only
  const values = only.values.map((_, bucket) => total(rest.map((row) => row.values[bucket])))
  return {
    id: 'others',
    name: `others (${rest.length})`,
    values,
    total: total(values),
    color: 'chart-others',
  }
}

/** Compares parts and whole in each bucket; `gap` is what no part explains. Credits of floats may differ in the noise. */
function reconcile(
  buckets: Bucket[],
  whole: Values,
  parts: UsageRow[],
): Reconciliation & { gap: Values } {
  const gap: Values = []
  const mismatched: number[] = []
  const differences: number[] = []
  for (const [index, { state }] of buckets.entries()) {
    const sum = whole[index]
    if (sum === undefined) {
      gap.push(undefined)
      continue
    }
    const known = parts.map((part) => part.values[index]).filter((value) => value !== undefined)
    const difference = sumCredits([sum, ...known.map((value) => -value)])
    const off = Math.abs(difference) > Math.max(0.005, 1e-6 * Math.abs(sum))
    gap.push(off && difference > 0 ? difference : 0)
    if (state === 'future') continue
    differences.push(difference)
    if (off) mismatched.push(index)
  }
  const of = differences.length
  return {
    matches: of - mismatched.length,
    of,
    difference: sumCredits(differences),
    mismatched,
    gap,
  }
}
