import { parseJson, read, type Bytes } from '#contract/client.ts'
import { ApiError } from '#contract/errors.ts'
import { operations, type Output } from '#contract/operations.ts'
import type { Rows, Unread } from '#contract/resources.ts'
import {
  usageSeries,
  type Interval,
  type UsageRow,
  type UsageSeries,
} from '../charts/usage-series.ts'
import { byWeek } from '../charts/usage-weeks.ts'
import type { UsageSearch } from './usage-search.ts'

/** Which days, in which steps. */
export type UsageDays = Pick<UsageSearch, 'range' | 'interval'>

/** The older answer: usage by kind of object and metric, and not by project. */
export type UsageMetrics = Extract<Output<'organizations_usage_get'>, unknown[]>

/** An answer, ready to be shown. */
export type UsageAnswer =
  | {
      kind: 'series'
      interval: Interval
      series: UsageSeries
      unread?: Unread
      /** How many of the organization's own days or months could not be read, whatever of its projects. */
      unreadBuckets?: number
    }
  | { kind: 'metrics'; metrics: UsageMetrics; unread?: Unread }

/** Parses, checks and shapes an answer. Throws an `unexpected` ApiError where its shape is unknown. */
export const readUsage = (bytes: Bytes, days: UsageDays, now = new Date()): UsageAnswer =>
  shaped(checked(bytes), days, now)

const checked = (bytes: Bytes) => read(operations.organizations_usage_get.reads, parseJson(bytes))

function shaped(
  usage: ReturnType<typeof checked>,
  { range, interval }: UsageDays,
  now: Date,
): UsageAnswer {
  if (Array.isArray(usage))
    return {
      kind: 'metrics',
      metrics: usage,
      ...unreadIn([usage, ...usage.map((one) => one.usage)]),
    }
  const { data_organization, data_projects, data_deleted_projects } = usage
  const unread = unreadIn([
    data_organization,
    data_projects,
    ...data_projects.map(({ data }) => data),
    data_deleted_projects,
  ])
  const shown = interval === 'week' && usage.interval === 'day' ? byWeek(usage, range) : usage
  return {
    kind: 'series',
    interval: shown.interval,
    series: usageSeries(shown, { range, now }),
    ...unread,
    ...(data_organization.unread && { unreadBuckets: data_organization.unread.count }),
  }
}

/** The rows that are missing from any of these lists, as of one. */
function unreadIn(lists: Rows<unknown>[]): { unread?: Unread } {
  const parts = lists.flatMap(({ unread }) => unread ?? [])
  if (parts.length === 0) return {}
  return {
    unread: {
      count: parts.reduce((sum, { count }) => sum + count, 0),
      of: lists.reduce((sum, list) => sum + (list.unread?.of ?? list.length), 0),
      answer: parts.map(({ answer }) => answer).join('\n'),
    },
  }
}

/** What the worker is to read. */
export interface UsageJob {
  bytes: Bytes
  days: UsageDays
}

/** What the worker says: a series' rows bit by bit, then the answer without them; or why there is none. */
export type UsageMessage =
  | { kind: 'rows'; rows: UsageRow[]; projects: number }
  | { kind: 'answer'; answer: UsageAnswer }
  | { kind: 'failure'; failure: Pick<ApiError, 'kind' | 'message' | 'answer'> }

/** Values in one message, which a page receives in about a millisecond; a row has some beside its buckets'. */
const MOST_VALUES = 20_000
const FIELDS = 6

/** The same as `readUsage`, in messages of which none takes long to receive. */
export function* usageMessages({ bytes, days }: UsageJob): Generator<UsageMessage, void> {
  try {
    const usage = checked(bytes)
    const projects = Array.isArray(usage) ? 0 : usage.data_projects.length
    if (projects > 0) yield { kind: 'rows', rows: [], projects }
    const answer = shaped(usage, days, new Date())
    if (answer.kind === 'series') {
      const { rows, buckets } = answer.series
      const step = Math.ceil(MOST_VALUES / (buckets.length + FIELDS))
      for (let start = 0; start < rows.length; start += step)
        yield { kind: 'rows', rows: rows.slice(start, start + step), projects }
      answer.series.rows = []
    }
    yield { kind: 'answer', answer }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { kind, message, answer } = error
    yield { kind: 'failure', failure: { kind, message, answer } }
  }
}
