/**
 * Everything the usage chart and table show, decided once from the answer of `organizations_usage_get`. Values are
 * credits, days are UTC (`YYYY-MM-DD`), and what an answer leaves out is undefined ("not reported"), never 0.
 */
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { placesOf, sumCredits } from '../lib/credits.ts'
import {
  addDays,
  addMonths,
  daysBetween,
  monday,
  utcDay,
  utcEnd,
  type DayRange,
} from '../lib/dates.ts'
import { asName } from '../lib/names.ts'

export type Interval = OrganizationUsage['interval'] | 'week'

/** An answer as it is shown: the server's own, or added up by week. */
export type ShownUsage = Omit<OrganizationUsage, 'interval'> & { interval: Interval }

/**
 * A half-open span of days. `unfinished`: now is inside; `future`: it has not begun. `cut`: how many days of its week are in
 * the range, where not all are.
 */
export type Bucket = {
  start: string
  end: string
  state: 'finished' | 'unfinished' | 'future'
  cut?: number
}

/** "3 of 7 days"; undefined of a bucket that is whole. */
export const cutWords = ({ cut }: Pick<Bucket, 'cut'>) =>
  cut === undefined ? undefined : `${cut} of 7 days`

/** Credits by bucket, in the order of the buckets. */
export type Values = (number | undefined)[]

/** Names of custom properties in palette.css, `var(--chart-1)`; a striped hue is the same property. */
export type Color = Hue | `${Hue}-striped` | 'chart-others' | 'chart-deleted' | 'chart-none'
type Hue = `chart-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`

/**
 * A row of the table, where all organizations are shown one of them in place of a project. `total` is undefined when no
 * bucket is reported, `share` when there is nothing to share.
 */
export type UsageRow = {
  kind: 'project' | 'deleted' | 'unattributed'
  id: string
  /** As it is shown. */
  name: string
  /** As the API writes it: for files, and for its address. */
  exactName: string
  values: Values
  total: number | undefined
  share: number | undefined
  color: Color
}

/** How the parts add up to the organization, over the buckets it is reported in that aren't in the future. */
export type Reconciliation = {
  matches: number
  of: number
  /** Organization − projects − deleted projects, over all those buckets. */
  difference: number
  /** The buckets that don't match, and by how much. */
  mismatched: { index: number; difference: number }[]
}

export type UsageSeries = {
  buckets: Bucket[]
  /** Projects by rank, then deleted projects, then what is not attributed, if anything. */
  rows: UsageRow[]
  organization: { values: Values; total: number | undefined }
  reconciliation: Reconciliation
  /** Of the numbers of buckets, and of totals, written with at most six decimals and aligned at the point. */
  widest: { value: Widest; total: Widest }
  /** Of all organizations together (`usage-across.ts`): how many there are, the names of those that are missing, and whether more come. */
  across?: { of: number; missing: string[]; reading: boolean }
}

/** The most characters of any, and the most decimals. */
export type Widest = { characters: number; places: number }

/** What the rows are called, and the whole of them. */
export type Nouns = { one: string; many: string; whole: string }

/** The words for the parts of a series: projects of an organization, or organizations. */
export function nounsOf({ across }: Pick<UsageSeries, 'across'>): Nouns {
  if (!across) return { one: 'project', many: 'projects', whole: 'Organization' }
  const { of, missing } = across
  return {
    one: 'organization',
    many: 'organizations',
    whole:
      missing.length === 0 ? 'All organizations' : `${of - missing.length} of ${of} organizations`,
  }
}

// No id on the wire begins with a colon.
export const deletedId = ':deleted'
export const unattributedId = ':unattributed'

/** So many projects have a hue each, and as many after them the same hues with stripes. */
export const hues = 8

/**
 * The one reading of a usage answer.
 *
 * Projects rank by their total over the whole range, ties by name, and have their colour by rank, whatever is drawn of
 * them. Ids and buckets an answer repeats are added up. A bucket that begins after `now` but has credits is not treated
 * as future: it is the clock that is wrong. `range` is what was asked for: what the answer leaves out at either end of
 * it isn't reported.
 */
export function usageSeries(
  usage: ShownUsage,
  options: { now?: Date; range?: DayRange | undefined } = {},
): UsageSeries {
  const { now = new Date(), range } = options
  const reported = {
    organization: byDay(usage.data_organization),
    deleted: byDay(usage.data_deleted_projects),
    projects: [...Map.groupBy(usage.data_projects, (project) => project.project_id)].map(
      ([id, same]) => ({
        id,
        name: same.at(-1)?.project_name ?? id,
        points: byDay(same.flatMap((project) => project.data)),
      }),
    ),
  }
  const buckets = allBuckets(
    [reported.organization, reported.deleted, ...reported.projects.map(({ points }) => points)],
    usage.interval,
    range,
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
    return { kind, id, name: asName(name), exactName: name, values, total: sum, share, color }
  }

  const projects = ranked(
    reported.projects.map(({ id, name, points }) =>
      row('project', id, name, aligned(points), 'chart-others'),
    ),
  )
  const deleted = row(
    'deleted',
    deletedId,
    'Deleted projects',
    aligned(reported.deleted),
    'chart-deleted',
  )
  const { gap, ...reconciliation } = reconcile(buckets, organization.values, [...projects, deleted])
  const unattributed = row('unattributed', unattributedId, 'Not attributed', gap, 'chart-none')

  const rows = [...projects, deleted]
  if (unattributed.total) rows.push(unattributed)
  const widest = {
    value: longest([...rows, organization].flatMap(({ values }) => values)),
    total: longest([...rows, organization].map(({ total }) => total)),
  }
  return { buckets, rows, organization, reconciliation, widest }
}

type Points = Map<string, { end: string; value: number }>

function byDay(points: UsagePoint[]): Points {
  const days: Points = new Map()
  for (const point of points) {
    const start = utcDay(point.start_date)
    const end = utcEnd(point.end_date)
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

const mostFilled = 400

/** The union of the buckets of all series: a series may leave out what another has. */
function allBuckets(
  series: Points[],
  interval: Interval,
  range: DayRange | undefined,
  today: string,
): Bucket[] {
  const ends = new Map<string, string>()
  const used = new Set<string>()
  for (const points of series) {
    for (const [start, { end, value }] of points) {
      const known = ends.get(start)
      if (known === undefined || end > known) ends.set(start, end)
      if (value !== 0) used.add(start)
    }
  }
  return bucketsOf({ ends, used }, { interval, range, today })
}

/**
 * All buckets of which anything is reported: `ends` by their first days, and those with credits. Where nothing is of a
 * time between two of them, or at an end of the range that was asked for, it is filled in the steps of the others, so
 * that the time axis has no leap.
 */
export function bucketsOf(
  { ends, used }: { ends: ReadonlyMap<string, string>; used: ReadonlySet<string> },
  options: { interval: Interval; range: DayRange | undefined; today: string },
): Bucket[] {
  const { interval, range, today } = options
  if (ends.size === 0) return []
  const state = (start: string, end: string) => {
    if (end <= today) return 'finished'
    return start > today && !used.has(start) ? 'future' : 'unfinished'
  }
  const spans: [string, string][] = []
  const sorted = [...ends].toSorted(([a], [b]) => compare(a, b))
  for (const [start, end] of sorted) {
    spans.push(...holes(spans.at(-1)?.[1] ?? range?.from ?? start, start, interval), [start, end])
  }
  const last = spans.at(-1)?.[1]
  if (last && range) spans.push(...holes(last, range.to, interval))
  return spans.map(([start, end]) => {
    const days = daysBetween(start, end)
    const cut = interval === 'week' && days < 7 ? { cut: days } : {}
    return { start, end, state: state(start, end), ...cut }
  })
}

/** The steps of an interval from one day to another; as one where there would be too many. */
function holes(from: string, to: string, interval: Interval): [string, string][] {
  const next = {
    day: (day: string) => addDays(day, 1),
    week: (day: string) => addDays(monday(day), 7),
    month: (day: string) => addMonths(day, 1, Number(from.slice(8))),
  }[interval]
  const spans: [string, string][] = []
  for (let start = from; start < to && spans.length <= mostFilled;) {
    const end = next(start) < to ? next(start) : to
    spans.push([start, end])
    start = end
  }
  return spans.length > mostFilled ? [[from, to]] : spans
}

/** Their exact sum, undefined where none is known. */
export const total = (values: Values): number | undefined => {
  const known = values.filter((value) => value !== undefined)
  return known.length ? sumCredits(known) : undefined
}

/** The largest first, each with its colour. */
export const ranked = (projects: UsageRow[]): UsageRow[] =>
  projects.toSorted(byRank).map((project, rank) => ({ ...project, color: projectColor(rank) }))

const byRank = (a: UsageRow, b: UsageRow) =>
  (b.total ?? 0) - (a.total ?? 0) || compare(a.name, b.name) || compare(a.id, b.id)

// By code unit, not by locale: ranks and with them colours must not differ between two people.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function projectColor(rank: number): Color {
  const hue = `chart-${(rank % hues) + 1}` as Hue
  if (rank < hues) return hue
  return rank < 2 * hues ? `${hue}-striped` : 'chart-others'
}

/** As many characters as the widest of them takes, before and after the point. */
export function longest(values: Values): Widest {
  let [whole, places] = [0, 0]
  for (const value of values) {
    if (value === undefined) continue
    const separators = Math.max(0, Math.floor(Math.log10(Math.abs(value)) / 3))
    whole = Math.max(whole, String(Math.trunc(value)).length + separators)
    if (!Number.isInteger(value)) places = Math.max(places, placesOf(value))
  }
  return { characters: whole + fraction(places), places }
}

/** Wide enough for all of them. */
export function widestOf(all: Iterable<Widest>): Widest {
  let [whole, places] = [0, 0]
  for (const one of all) {
    whole = Math.max(whole, one.characters - fraction(one.places))
    places = Math.max(places, one.places)
  }
  return { characters: whole + fraction(places), places }
}

/** Characters of the point and so many decimals. */
const fraction = (places: number) => (places ? places + 1 : 0)

/** Compares parts and whole in each bucket; `gap` is what no part explains. Credits of floats may differ in the noise. */
function reconcile(
  buckets: Bucket[],
  whole: Values,
  parts: UsageRow[],
): Reconciliation & { gap: Values } {
  const gap: Values = []
  const mismatched: Reconciliation['mismatched'] = []
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
    if (off) mismatched.push({ index, difference })
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
