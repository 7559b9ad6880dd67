/**
 * The usage of many organizations as one series of which each is a part. Values are credits, days are UTC and half-open;
 * what an organization leaves out is not reported, never 0.
 */
import { sumCredits } from '../lib/credits.ts'
import type { DayRange } from '../lib/dates.ts'
import { asName } from '../lib/names.ts'
import {
  changeOf,
  existedOn,
  kindOf,
  largest,
  type ComparedRanges,
  type Mover,
  type UsageComparison,
} from './usage-comparison.ts'
import {
  bucketsOf,
  longest,
  widestOf,
  ranked,
  total,
  type Interval,
  type UsageRow,
  type UsageSeries,
  type Values,
  type Widest,
} from './usage-series.ts'

/** What one organization used. Those whose buckets are the same list are added up faster. */
export type OrganizationCredits = {
  id: string
  name: string
  /** The UTC day on which it was. */
  created: string
  buckets: { start: string; end: string }[]
  values: Values
  /** Some of what its server sent could not be read. */
  unread?: boolean
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
  const sums = sumsOf(read)
  const today = now.toISOString().slice(0, 10)
  const buckets = bucketsOf(sums, { interval, range, today })
  const values = buckets.map(({ start }) => total(sums.values.get(start) ?? []))
  const organization = { values, total: total(values) }
  const aligned = aligning(buckets)
  const rows = ranked(
    read.map((one): UsageRow => {
      const { id, name } = one
      const own = figuresOf(one.values).total
      const share = own === undefined || !organization.total ? undefined : own / organization.total
      const values = aligned(one)
      return {
        kind: 'project',
        id,
        name: asName(name),
        exactName: name,
        values,
        total: own,
        share,
        color: 'chart-others',
      }
    }),
  )
  const lengths = rows.map((row) => figuresOf(row.values).longest)
  const reported = buckets.filter(
    ({ state }, bucket) => state !== 'future' && values[bucket] !== undefined,
  ).length
  return {
    buckets,
    // No organization reports deleted ones.
    rows,
    organization,
    // The whole is made of its parts.
    reconciliation: { matches: reported, of: reported, difference: 0, mismatched: [] },
    widest: {
      value: widestOf([...lengths, longest(values)]),
      total: longest([organization.total, ...rows.map(({ total }) => total)]),
    },
    across: { of, missing, reading },
  }
}

/** What all of them report of each bucket, by its first day. */
function sumsOf(read: readonly OrganizationCredits[]) {
  const ends = new Map<string, string>()
  const used = new Set<string>()
  const values = new Map<string, number[]>()
  for (const [buckets, alike] of Map.groupBy(read, ({ buckets }) => buckets))
    for (const [bucket, { start, end }] of buckets.entries()) {
      const known = values.get(start) ?? []
      const before = known.length
      for (const one of alike) {
        const value = one.values[bucket]
        if (value === undefined) continue
        known.push(value)
        if (value !== 0) used.add(start)
      }
      if (known.length === before) continue
      values.set(start, known)
      const last = ends.get(start)
      // One that an organization cuts short is as long as that of the others.
      if (last === undefined || end > last) ends.set(start, end)
    }
  return { ends, used, values }
}

/** Lays values of organizations under these buckets: most have just those. */
function aligning(buckets: readonly { start: string }[]) {
  const places = new Map<OrganizationCredits['buckets'], Map<string, number> | 'same'>()
  const placesOf = (own: OrganizationCredits['buckets']) => {
    const isSame =
      own.length === buckets.length && own.every(({ start }, at) => start === buckets[at]?.start)
    return isSame ? 'same' : new Map(own.map(({ start }, index) => [start, index]))
  }
  return ({ buckets: own, values }: OrganizationCredits): Values => {
    const known = places.get(own) ?? placesOf(own)
    places.set(own, known)
    return known === 'same'
      ? values
      : buckets.map(({ start }) => values[known.get(start) ?? values.length])
  }
}

/** What is told of the same values again and again while others come. */
function figuresOf(values: Values) {
  const known = figures.get(values)
  const own = known ?? { total: total(values), longest: longest(values) }
  if (!known) figures.set(values, own)
  return own
}
const figures = new WeakMap<Values, { total: number | undefined; longest: Widest }>()

/**
 * Compares what each organization used on the current days with what it used on the previous ones. One of which either
 * list lacks a day on which it existed isn't compared, and `lacking` says why; one that did not exist on any of those
 * days used nothing then, and has no change where those are all; one that existed on some of the previous is `new`, without a
 * ratio. The total and what moved most are told where all of them, `of`, count.
 */
export function compareAcross(
  current: readonly OrganizationCredits[],
  previous: readonly OrganizationCredits[],
  { of, ranges }: { of: number; ranges: Pick<ComparedRanges, 'current' | 'previous'> },
): UsageComparison {
  const days = ranges.previous
  const before = new Map(previous.map((one) => [one.id, nothingBeforeItWas(one, days)]))
  const changes = new Map<string, Mover>()
  const lacking = new Map<string, string>()
  const totals: Record<'current' | 'previous', number[]> = { current: [], previous: [] }
  for (const organization of current) {
    const one = nothingBeforeItWas(organization, ranges.current)
    const { id, name } = one
    const then = before.get(id)
    if (!then) continue
    const lack = lackOf(one, 'its days') ?? lackOf(then, 'the days before')
    if (lack) {
      lacking.set(id, lack)
      continue
    }
    const now = figuresOf(one.values).total ?? 0
    const earlier = figuresOf(then.values).total ?? 0
    totals.current.push(now)
    totals.previous.push(earlier)
    if (existedOn(one.created, ranges.current) === 'none') {
      lacking.set(id, 'nothing to compare: it was created after the finished days')
      continue
    }
    const change = changeOf(now, earlier)
    const kind = kindOf(change)
    const told =
      existedOn(then.created, days) === 'some'
        ? { ...change, kind: kind === 'gone' ? kind : ('new' as const), ratio: undefined }
        : { ...change, kind }
    changes.set(id, { ...told, id, name: asName(name) })
  }
  const whole = totals.current.length === of
  return {
    total: whole ? changeOf(sumCredits(totals.current), sumCredits(totals.previous)) : undefined,
    changes,
    movers: whole ? largest(changes) : [],
    lacking,
  }
}

/** Why its sum isn't all of it, in words; before it was there is nothing to report. */
function lackOf({ created, buckets, values, unread }: OrganizationCredits, which: string) {
  if (unread) return `not compared: not all of ${which} could be read`
  const isWhole =
    buckets.length > 0 && buckets.every(({ end }, at) => end <= created || values[at] !== undefined)
  return isWhole ? undefined : `not compared: not all of ${which} are reported`
}

const nothingBeforeItWas = (one: OrganizationCredits, days: DayRange): OrganizationCredits =>
  existedOn(one.created, days) === 'none'
    ? { ...one, buckets: [{ start: days.from, end: days.to }], values: [0] }
    : one

/** The days before a day alone, as those that are finished before today. */
export function until(day: string, organization: OrganizationCredits): OrganizationCredits {
  const count = organization.buckets.filter(({ end }) => end <= day).length
  if (count === organization.buckets.length) return organization
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
