import { useEffect, useMemo, useState } from 'react'
import { ApiError } from '#contract/errors.ts'
import type { ResourceUsage } from '#contract/resources.ts'
import { resultOf, useTicks, type Result } from '../api/many-results.ts'
import { readOf, type Many } from '../api/many.ts'
import { resources } from '../api/queries.ts'
import {
  acrossSeries,
  compareAcross,
  until,
  type OrganizationCredits,
} from '../charts/usage-across.ts'
import type { UsageColumn } from '../charts/usage-columns.ts'
import { comparedRanges, existedOn, usageBefore } from '../charts/usage-comparison.ts'
import { usagePace } from '../charts/usage-forecast.ts'
import type { UsageSeries } from '../charts/usage-series.ts'
import type { UnreadOrganization } from '../components/unread-organizations.tsx'
import { sumCredits } from '../lib/credits.ts'
import { daysBetween, formatRange, today, utcDay, type DayRange } from '../lib/dates.ts'
import { daysBefore, firstDaysOf, type Compared, type Outlook } from './usage-comparison-query.ts'
import { shownUsage } from './usage-query.ts'
import { monthBefore } from './usage-ranges.ts'
import type { UsageAnswer } from './usage-reading.ts'
import type { UsageSearch } from './usage-search.ts'

interface Listed {
  id: string
  name: string
  creation_date: string
}

/** What is told of each organization beside its credits, by its name on the wire. */
const resourceColumns = [
  ['users', 'Members'],
  ['projects', 'Projects'],
  ['deployments', 'Deployments'],
  ['pipelines', 'Pipelines'],
] as const

/** What the columns are sorted and exported by. */
export const resourceColumnIds = resourceColumns.map(([, label]) => label.toLowerCase())

/** How many organizations there are, of how many something has come, and of which not. */
export interface Coverage {
  all: number
  /** With an answer or a failure. */
  ended: number
  unread: UnreadOrganization[]
  /** Read once, but not again when that was needed. */
  outdated: UnreadOrganization[]
}

export interface AllUsage {
  /** What is read of each. */
  plan: readonly Planned[]
  /** Undefined until the first organization could be read. */
  series: UsageSeries | undefined
  compared: Compared
  outlook: Outlook
  columns: UsageColumn[]
  /** When the oldest of the numbers was given. */
  made: Date
  usage: Coverage
  /** Of which some days or months could not be read. */
  partly: string[]
  /** What the usage is compared with, members and resources. */
  rest: Coverage
}

/**
 * The usage of all organizations over the same days, put together as it comes: first the usage of all of them, then of
 * one after the other what it is compared with, and its members and resources.
 */
export function useAllUsage(
  many: Many,
  all: readonly Listed[],
  { interval, compare, budget }: Pick<UsageSearch, 'interval' | 'compare' | 'budget'>,
  { from, to }: DayRange,
): AllUsage {
  const now = today()
  const plan = useMemo(
    () => planOf(all, { range: { from, to }, interval, compare, now }),
    [all, from, to, interval, compare, now],
  )
  useEffect(() => {
    const steps = [
      plan.map(({ shown }) => () => [readOf(shown)]),
      plan.map((one) => () => afterUsage(one, [one.previous, one.current, one.resources])),
    ]
    const ends = steps.map((rows) => many.want(rows, 'anywhere'))
    return () => ends.forEach((end) => end())
  }, [many, plan])
  const ticks = useTicks(many)
  const results = useMemo(
    () => plan.map(resultsOf),
    // oxlint-disable-next-line react/exhaustive-deps -- what has come is in the query cache
    [plan, ticks],
  )
  const [usage, rest] = useMemo(() => coveragesOf(results), [results])
  const reading = usage.ended < usage.all
  const read = useKept(results.flatMap(({ shown }) => shown.data ?? []))
  const before = useKept(
    results.flatMap(({ previous, none }) => (previous ?? { data: none }).data ?? []),
  )
  const finished = useKept(results.flatMap(({ current }) => current?.data ?? []))
  const failed = useKept(
    plan.flatMap(({ id }, index) => {
      const { previous, current } = results[index] ?? {}
      return [previous, current].some((one) => one?.error && !one.data) ? [id] : []
    }),
  )
  const counted = useKept(results.map(({ resources }) => resources?.data ?? resources?.error))

  const series = useMemo(() => {
    if (read.length === 0) return undefined
    const there = new Set(read.map(({ id }) => id))
    const missing = plan.filter(({ id }) => !there.has(id)).map(({ name }) => name)
    const across = { of: plan.length, missing, reading }
    return acrossSeries(read, { ...across, interval, range: { from, to } })
  }, [plan, read, reading, interval, from, to])
  const compared = useMemo(
    () =>
      comparedOf({ read, before, finished, failed }, series, {
        range: { from, to },
        interval,
        compare,
        now,
      }),
    [read, before, finished, failed, series, from, to, interval, compare, now],
  )
  const wantsPace = budget !== undefined
  const outlook = useMemo(
    () => outlookOf(series, wantsPace, { range: { from, to }, interval, compare, now }),
    [series, wantsPace, from, to, interval, compare, now],
  )
  const columns = useMemo(() => columnsOf(plan, counted), [plan, counted])
  const times = results.flatMap(({ shown }) => (shown.data ? [shown.at] : []))
  const made = new Date(times.reduce((first, time) => Math.min(first, time), Date.now()))
  const partly = read.flatMap(({ name, unread }) => (unread ? [name] : []))
  return { plan, series, compared, outlook, columns, made, usage, partly, rest }
}

/** The list that it was before, as long as nothing in it is another. */
function useKept<Item>(list: readonly Item[]): readonly Item[] {
  const [kept, setKept] = useState(list)
  if (kept.length === list.length && list.every((item, index) => item === kept[index])) return kept
  setKept(list)
  return list
}

interface PlanOptions {
  range: DayRange
  interval: UsageSearch['interval']
  compare: boolean
  /** Today. */
  now: string
}

type Planned = ReturnType<typeof planOf>[number]

const rangesOf = (range: DayRange, now: string) =>
  comparedRanges(range, now, monthBefore(range)?.start)

/** What is read of each organization. */
function planOf(all: readonly Listed[], { range, interval, compare, now }: PlanOptions) {
  const ranges = rangesOf(range, now)
  return all.map(({ id, name, creation_date }) => {
    // What did not exist had no credits, which need not be asked.
    const created = utcDay(creation_date)
    const existed = ranges && existedOn(created, ranges.previous) !== 'none'
    return {
      id,
      name,
      created,
      shown: shownUsage(name, { range, interval }),
      previous: existed
        ? shownUsage(name, { range: ranges.previous, interval: compare ? 'day' : 'month' })
        : undefined,
      current:
        ranges && needsCurrent(ranges, range, interval)
          ? shownUsage(name, { range: ranges.current, interval: 'month' })
          : undefined,
      resources: resources(name),
      /** What it used before, where it did not exist. */
      none: ranges && !existed ? { id, name, created, buckets: [], values: [] } : undefined,
    }
  })
}

/** What stands beside its usage is asked once that is there. */
function afterUsage(one: Planned, reads: readonly (Parameters<typeof readOf>[0] | undefined)[]) {
  const isThere = creditsOf(one, one.shown).data !== undefined
  return [one.shown, ...(isThere ? reads : [])].flatMap((read) => (read ? [readOf(read)] : []))
}

/** What has come of it. */
function resultsOf(one: Planned) {
  const shown = creditsOf(one, one.shown)
  // Where that could not be read nothing more will come.
  const isMissing = shown.error !== undefined && shown.data === undefined
  return {
    name: one.name,
    none: one.none,
    shown,
    previous: isMissing || !one.previous ? undefined : creditsOf(one, one.previous),
    current: isMissing || !one.current ? undefined : creditsOf(one, one.current),
    resources: isMissing ? undefined : resultOf(one.resources),
  }
}

const coveragesOf = (results: readonly ReturnType<typeof resultsOf>[]) =>
  [
    coverageOf(results, ({ shown }) => [shown]),
    coverageOf(results, ({ previous, current, resources }) =>
      [previous, current, resources].filter((read) => read !== undefined),
    ),
  ] as const

/** Of several reads of one organization the first failure is told, before one that only leaves it older. */
function coverageOf(
  results: readonly ReturnType<typeof resultsOf>[],
  readsOf: (one: ReturnType<typeof resultsOf>) => Result<unknown>[],
): Coverage {
  const unread: UnreadOrganization[] = []
  const outdated: UnreadOrganization[] = []
  let ended = 0
  for (const one of results) {
    const reads = readsOf(one)
    const lacking = reads.find(({ data, error }) => error && data === undefined)?.error
    const older = reads.find(({ error }) => error)?.error
    if (lacking) unread.push({ name: one.name, error: lacking })
    else if (older) outdated.push({ name: one.name, error: older })
    if (reads.every(({ data, error }) => data !== undefined || error)) ended += 1
  }
  return { all: results.length, ended, unread, outdated }
}

/** Why there is nothing of one that is told by kind of object and metric. */
export const olderForm = new ApiError(
  'invalid',
  'Its server reports usage in an older form, without credits by day or month.',
)

/** An organization's own credits, without those of its projects. */
function creditsOf(
  { id, name, created }: Planned,
  read: ReturnType<typeof shownUsage>,
): Result<OrganizationCredits> {
  const { data, ...result } = resultOf<UsageAnswer>(read)
  if (!data) return { ...result, data: undefined }
  if (data.kind === 'metrics') return { ...result, data: undefined, error: olderForm }
  const { series, unreadBuckets = 0 } = data
  const { values } = series.organization
  const known = credits.get(data)
  if (known) return { ...result, data: known }
  const buckets = sharedBuckets(series.buckets)
  const own = { id, name, created, buckets, values, unread: unreadBuckets > 0 }
  credits.set(data, own)
  return { ...result, data: own }
}

/** The same list for all answers of the same days, of which there are a few: the shown ones, those before, the finished. */
function sharedBuckets(buckets: OrganizationCredits['buckets']) {
  const known = shared.find(
    (list) =>
      list.length === buckets.length &&
      list.every(({ start, end }, at) => start === buckets[at]?.start && end === buckets[at].end),
  )
  if (!known) shared = [buckets, ...shared].slice(0, MOST_SHARED)
  return known ?? buckets
}
const MOST_SHARED = 6
let shared: OrganizationCredits['buckets'][] = []

/** The same for the same answer, so that what didn't change isn't added up again. */
const credits = new WeakMap<UsageAnswer, OrganizationCredits>()

function comparedOf(
  {
    read,
    before,
    finished,
    failed,
  }: Record<'read' | 'before' | 'finished', readonly OrganizationCredits[]> & {
    /** Ids of those of which what is compared could not be read. */
    failed: readonly string[]
  },
  series: UsageSeries | undefined,
  { range, interval, compare, now }: PlanOptions,
): Compared {
  const ranges = rangesOf(range, now)
  const nothing = { comparison: undefined, before: undefined, failed: undefined }
  if (!ranges)
    return {
      ...nothing,
      days: 0,
      firstDay: undefined,
      finished: undefined,
      named: undefined,
      against: '',
      whyNot: 'No day of this range is finished yet, so there is nothing to compare.',
    }
  const { current, previous, days, aligned } = ranges
  const named = aligned ? firstDaysOf('month', days) : undefined
  const own = new Set(read.map(({ id }) => id))
  const these = needsCurrent(ranges, range, interval)
    ? finished.filter(({ id }) => own.has(id))
    : read.map((one) => until(current.to, one))
  const told = {
    ...nothing,
    days,
    firstDay: read.map(({ created }) => created).toSorted()[0],
    finished: these.length === read.length ? totalOf(these) : undefined,
    named,
    against: `${named ?? daysBefore(days)}, ${formatRange(previous.from, previous.to)}`,
    whyNot: undefined,
  }
  // Without those whose own usage could not be read.
  const then = before.filter(({ id }) => own.has(id))
  if (!series || (then.length === 0 && failed.length === 0)) return told
  if (read.every(({ created }) => existedOn(created, previous) === 'none'))
    return { ...told, whyNot: 'None of the organizations existed on the days before.' }
  const { lacking, ...compared } = compareAcross(these, then, { of: read.length, ranges })
  const unread = failed.map((id) => [id, 'not compared: not all of it could be read'] as const)
  const comparison = { ...compared, lacking: new Map([...(lacking ?? []), ...unread]) }
  return {
    ...told,
    comparison,
    before:
      compare && comparison.total
        ? usageBefore(
            acrossSeries(then, { of: then.length, missing: [], interval: 'day' }),
            series.buckets,
            daysBetween(previous.from, range.from),
          )
        : undefined,
  }
}

const totalOf = (all: readonly OrganizationCredits[]) =>
  sumCredits(all.flatMap(({ values }) => values.filter((value) => value !== undefined)))

/** By day the finished days can be told apart; a running week or month has today in it. */
const needsCurrent = (
  { current }: NonNullable<ReturnType<typeof rangesOf>>,
  { to }: DayRange,
  interval: UsageSearch['interval'],
) => current.to < to && interval !== 'day'

/** Each organization has a period of its own, so all together have no end to forecast; a budget wants the pace. */
function outlookOf(
  series: UsageSeries | undefined,
  wantsPace: boolean,
  { range, interval, now }: PlanOptions,
): Outlook {
  const running = range.from < now && now < range.to
  const pace =
    series && wantsPace && running && interval === 'day'
      ? usagePace(
          series.buckets.map(({ start }, index) => ({
            start,
            value: series.organization.values[index],
          })),
          range,
          now,
        )
      : undefined
  // A running week or month doesn't tell its finished days, so what becomes of a budget isn't said.
  return { pending: running && interval !== 'day', failed: null, pace, forecast: undefined }
}

function columnsOf(
  plan: readonly Planned[],
  counted: readonly (ResourceUsage | ApiError | undefined)[],
): UsageColumn[] {
  return resourceColumns.map(([field, label]) => {
    const values = new Map(
      plan.flatMap(({ id }, index) => {
        const counts = counted[index]
        if (!counts) return []
        return [[id, counts instanceof ApiError ? undefined : counts[field]] as const]
      }),
    )
    const known = [...values.values()].filter((value) => value !== undefined)
    return {
      id: label.toLowerCase(),
      label,
      values,
      total: field !== 'users' && known.length === plan.length ? sumCredits(known) : undefined,
      noTotal:
        field === 'users'
          ? {
              words: 'people overlap',
              why: 'Not added up: who is in two organizations would count twice.',
            }
          : undefined,
    }
  })
}
