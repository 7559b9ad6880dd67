/** The figures that the list shows of each organization, out of the answers they come in. */
import type { ApiError } from '#contract/errors.ts'
import type { Output } from '#contract/operations.ts'
import type { OrganizationUser, Rows, UsagePoint } from '#contract/resources.ts'
import { isAwaited, isRefused, readOf, type Read } from '../api/many.ts'
import { activeAdmins } from '../api/permissions.ts'
import { currentPeriod, details, members, resources } from '../api/queries.ts'
import { query, queryClient } from '../api/query.ts'
import {
  changeOf,
  comparedRanges,
  compareUsage,
  daysLacking,
  existedOn,
  type Change,
  type ComparedRanges,
} from '../charts/usage-comparison.ts'
import type { Values } from '../charts/usage-series.ts'
import { sumCredits } from '../lib/credits.ts'
import {
  addDays,
  addMonths,
  daysBetween,
  today,
  utcDay,
  utcEnd,
  type DayRange,
} from '../lib/dates.ts'
import type { LateSort, Listed, Value } from './organization-list.ts'
import { periodBefore } from './usage-ranges.ts'

type Usage = Output<'organizations_usage_get'>

export interface MemberFigures {
  members: number
  admins: number
  /** Undefined where that isn't known: who could not be read may be one, too. */
  activeAdmins: number | undefined
}

export function memberFigures(list: Rows<OrganizationUser>): MemberFigures {
  return {
    members: list.unread?.of ?? list.length,
    admins: list.filter(({ admin }) => admin).length,
    activeAdmins: activeAdmins(list),
  }
}

/** How many members there are where the list of them can't be read, as what is read for the projects counts them. */
export const membersCounted = (
  list: { data?: unknown; error: ApiError | null } | undefined,
  counts: Output<'organizations_resource_usage'> | undefined,
): number | undefined =>
  list?.error && list.data === undefined && !isAwaited(list.error) ? counts?.users : undefined

/** The current subscription period: its half-open UTC days, and its credits so far, today included. */
export interface PeriodFigures {
  days: DayRange
  credits: number
  /** How many finished days the credits lack, as in "6 days not reported"; undefined where they lack none. */
  lack: string | undefined
}

/** Undefined where nothing is reported of the organization; `older` where the server tells usage in its older form. */
export function periodFigures(usage: Usage, now = today()): PeriodFigures | 'older' | undefined {
  if (Array.isArray(usage)) return 'older'
  const points = usage.data_organization
  const [first, last] = [points.at(0), points.at(-1)]
  if (!first || !last) return undefined
  const days = wholePeriod({ from: utcDay(first.start_date), to: utcEnd(last.end_date) }, now)
  return {
    days,
    credits: sumCredits(points.map(({ value }) => value)),
    lack: daysLacking(points, { from: days.from, to: days.to < now ? days.to : now }),
  }
}

/**
 * A period is a month at least, so days are left out of a shorter one: the first where its last day is still to come, or
 * else those at its end.
 */
export function wholePeriod({ from, to }: DayRange, now: string): DayRange {
  const end = addMonths(from, 1)
  if (end <= to) return { from, to }
  return to > addDays(now, 1) ? { from: addMonths(to, -1), to } : { from, to: end }
}

/**
 * Credits of each day of the period up to today, undefined where they aren't reported; `running` is whether the last of
 * them is today, which isn't over.
 */
export function periodTrend(
  usage: Usage,
  { days }: PeriodFigures,
  now = today(),
): { values: Values; running: boolean } {
  const points = Array.isArray(usage) ? [] : usage.data_organization
  const byDay = new Map(points.map(({ start_date, value }) => [utcDay(start_date), value]))
  const tomorrow = addDays(now, 1)
  const length = Math.max(0, daysBetween(days.from, tomorrow < days.to ? tomorrow : days.to))
  return {
    values: Array.from({ length }, (_, day) => byDay.get(addDays(days.from, day))),
    running: length > 0 && now < days.to,
  }
}

/** Which days are compared, and since when the organization exists. */
export type PeriodRanges = ComparedRanges & { created: string }

/** Which days of the period are compared with which before it, or in words why none are. */
export function periodComparison(
  usage: Usage,
  created: string,
  now = today(),
): PeriodRanges | string {
  const period = periodFigures(usage, now)
  if (typeof period !== 'object') return 'Nothing is reported for this period.'
  const ranges = comparedRanges(period.days, now, periodBefore(period.days).from)
  if (!ranges) return 'No day of this period is finished yet.'
  if (period.lack) return `Nothing is compared: ${period.lack}.`
  return { ...ranges, created: utcDay(created) }
}

/** Whether it is of today: no day of it is finished, and nothing was before, so there is nothing to compare. */
export const isOfToday = ({ creation_date }: Listed) => utcDay(creation_date) >= today()

/** Whether it is younger than the days before, of which nothing need be asked then. */
export const isNewSince = ({ created, previous }: PeriodRanges) =>
  existedOn(created, previous) === 'none'

/**
 * The finished days of the period against as many before; undefined where one of the answers doesn't report all of them.
 * On days before it was it used nothing, and has no ratio, as in the usage of all organizations.
 */
export function periodChange(
  usage: Usage,
  previous: Usage | undefined,
  ranges: PeriodRanges,
): Change | undefined {
  const { current, previous: before, created } = ranges
  if (Array.isArray(usage) || daysLacking(usage.data_organization, current)) return undefined
  const finished = usage.data_organization.filter(({ end_date }) => utcEnd(end_date) <= current.to)
  if (isNewSince(ranges)) return changeOf(sumCredits(finished.map(({ value }) => value)), 0)
  if (!previous || Array.isArray(previous)) return undefined
  const existed = created > before.from ? { ...before, from: created } : before
  if (daysLacking(previous.data_organization, existed)) return undefined
  const { total } = compareUsage(ofOrganization(usage, finished), ofOrganization(previous))
  return total && existed !== before ? { ...total, ratio: undefined } : total
}

/** Without the projects, which may be many and aren't asked for. */
const ofOrganization = (
  usage: Exclude<Usage, unknown[]>,
  data_organization: UsagePoint[] = usage.data_organization,
) => ({ ...usage, data_organization, data_projects: [], data_deleted_projects: [] })

/** What the period is compared with, in one bucket or two. */
export const daysBefore = (organization_name: string, { previous }: ComparedRanges) =>
  query('organizations_usage_get', {
    params: { organization_name },
    query: { start_date: previous.from, end_date: previous.to, interval: 'month' },
  })

function previousOf({ name, creation_date }: Listed) {
  const usage = queryClient.getQueryData(currentPeriod(name).queryKey)
  const ranges = usage && periodComparison(usage, creation_date)
  if (!usage || typeof ranges !== 'object') return undefined
  return { usage, ranges, read: isNewSince(ranges) ? undefined : daysBefore(name, ranges) }
}

function change(organization: Listed) {
  const before = previousOf(organization)
  if (!before) return undefined
  const { usage, ranges, read } = before
  return periodChange(usage, read && queryClient.getQueryData(read.queryKey), ranges)
}

const memberFiguresOf = ({ name }: Listed) => {
  const list = queryClient.getQueryData(members(name).queryKey)
  return list && memberFigures(list)
}

const listOf = (name: string) =>
  queryClient.getQueryState<Rows<OrganizationUser>, ApiError>(members(name).queryKey)

const countsOf = ({ name }: Listed) => queryClient.getQueryData(resources(name).queryKey)

function creditsOf({ name }: Listed) {
  const usage = queryClient.getQueryData(currentPeriod(name).queryKey)
  const period = usage && periodFigures(usage)
  return typeof period === 'object' ? period.credits : undefined
}

const late: Record<
  LateSort,
  { reads: (organization: Listed) => Read[]; value: (organization: Listed) => Value }
> = {
  subscription: {
    reads: ({ name }) => [readOf(details(name))],
    value: ({ name }) => queryClient.getQueryData(details(name).queryKey)?.subscription,
  },
  members: {
    reads: ({ name }) => {
      const { data, error } = listOf(name) ?? {}
      const isCounted = data === undefined && error && isRefused(error)
      return [readOf(members(name)), ...(isCounted ? [readOf(resources(name))] : [])]
    },
    value: (organization) =>
      memberFiguresOf(organization)?.members ??
      membersCounted(listOf(organization.name), countsOf(organization)),
  },
  admins: {
    reads: ({ name }) => [readOf(members(name))],
    value: (organization) => memberFiguresOf(organization)?.admins,
  },
  projects: {
    reads: ({ name }) => [readOf(resources(name))],
    value: (organization) => countsOf(organization)?.projects,
  },
  credits: { reads: ({ name }) => [readOf(currentPeriod(name))], value: creditsOf },
  change: {
    reads: (organization) => {
      const before = previousOf(organization)
      return [
        readOf(currentPeriod(organization.name)),
        ...(before?.read ? [readOf(before.read)] : []),
      ]
    },
    value: (organization) => change(organization)?.difference,
  },
}

/** What has to be read of an organization for these columns, as far as it is known yet. */
export const readsFor = (organization: Listed, columns: readonly LateSort[]): Read[] => [
  ...new Map(
    columns
      // An organization's address is its name.
      .flatMap((column) => (organization.name === '' ? [] : late[column].reads(organization)))
      .map((read) => [read.hash, read]),
  ).values(),
]

/** What an organization is sorted by, out of what has been read. */
export const lateValue = (organization: Listed, column: LateSort): Value =>
  late[column].value(organization)
