import * as z from 'zod/mini'
import { chartKinds, type ChartKind } from '../charts/usage-drawing.ts'
import type { UsageFilter } from '../charts/usage-filter.ts'
import type { Interval } from '../charts/usage-series.ts'
import { byRank, type UsageSort } from '../charts/usage-sort.ts'
import { daysBetween, formatDay, today, type DayRange } from '../lib/dates.ts'
import { relativeRange, type MovingRange } from '../lib/relative-range.ts'

export const intervals = ['day', 'week', 'month'] as const satisfies Interval[]

const absent = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.catch(z.optional(schema), undefined)

const Search = z.object({
  range: absent(z.string()),
  from: absent(z.iso.date()),
  to: absent(z.iso.date()),
  interval: absent(z.enum(intervals)),
  chart: absent(z.enum(chartKinds)),
  compare: absent(z.literal('before')),
  budget: absent(z.coerce.number().check(z.positive(), z.lte(1e12))),
  sort: absent(z.string()),
  empty: absent(z.literal('hide')),
  pin: absent(z.iso.date()),
})

/** What the usage page shows. */
export interface UsageSearch {
  /**
   * UTC and half-open, as in the API; none is the current subscription period, whichever that is. A link to a range with
   * words has these in the place of days.
   */
  range: MovingRange | undefined
  /** Weeks are added up from days. */
  interval: Interval
  chart: ChartKind
  filter: UsageFilter
  /** Whether the chart shows the days before, too. */
  compare: boolean
  /** Credits: a line of the person's own. */
  budget: number | undefined
  sort: UsageSort
  /** Whether the table leaves out projects without credits. */
  hideEmpty: boolean
  /** The first day of the bucket that is pinned. */
  pin: string | undefined
}

/** Up to about a quarter the days are shown, beyond that the months. */
const defaultInterval = (range: DayRange | undefined) =>
  range && daysBetween(range.from, range.to) > 92 ? 'month' : 'day'

const fixedColumns = ['name', 'total', 'change']

/**
 * Reads a link; what makes no sense in it falls back to what would stand there without it. `further` are the ids of the
 * columns that the table has besides, `day` is today's.
 */
export function parseUsageSearch(
  params: URLSearchParams,
  further: readonly string[] = [],
  day = today(),
): UsageSearch {
  const {
    range: words = '',
    from,
    to,
    interval,
    chart,
    compare,
    budget,
    sort,
    empty,
    pin,
  } = z.parse(Search, Object.fromEntries(params))
  const range = from && to ? { from, to } : relativeRange(words, day)
  return {
    range,
    interval: interval ?? defaultInterval(range),
    chart: chart ?? 'bars',
    filter: filterOf(params),
    compare: compare !== undefined,
    budget,
    sort: sortOf(sort, [...fixedColumns, ...further]),
    hideEmpty: empty !== undefined,
    pin,
  }
}

function sortOf(sort: string | undefined, columns: readonly string[]): UsageSort {
  const column = sort?.replace(/^-/, '')
  const isColumn =
    column !== undefined && (columns.includes(column) || /^\d{4}-\d{2}-\d{2}$/.test(column))
  return isColumn ? { column, descending: sort?.startsWith('-') ?? false } : byRank
}

function filterOf(params: URLSearchParams): UsageFilter {
  for (const kind of ['only', 'hide'] as const) {
    const ids = params.getAll(kind)
    if (ids.length > 0) return { kind, ids }
  }
  return undefined
}

/** The link to a search: only what differs from the defaults. */
export function usageSearchParams(search: UsageSearch): string {
  const { range, interval, chart, filter, compare, budget, sort, hideEmpty, pin } = search
  const params = new URLSearchParams({
    ...(range && (range.words ? { range: range.words } : { from: range.from, to: range.to })),
    ...(interval !== defaultInterval(range) && { interval }),
    ...(chart !== 'bars' && { chart }),
    ...(compare && { compare: 'before' }),
    ...(budget !== undefined && { budget: String(budget) }),
    ...((sort.column !== byRank.column || !sort.descending) && {
      sort: `${sort.descending ? '-' : ''}${sort.column}`,
    }),
    ...(hideEmpty && { empty: 'hide' }),
    ...(pin && { pin }),
  })
  for (const id of filter?.ids ?? []) params.append(filter?.kind ?? 'hide', id)
  return params.toString()
}

/** Of what a link shows, what means the same for another organization: the days and their steps. */
export function daysInLink(params: URLSearchParams): string {
  const { range, interval } = parseUsageSearch(params)
  return usageSearchParams({ ...parseUsageSearch(new URLSearchParams()), range, interval })
}

const isSame = (one: UsageSearch['range'], other: UsageSearch['range']) =>
  one?.from === other?.from && one?.to === other?.to

/** Another range: the same view of it, without a budget and in the steps that were chosen or else in those that suit it. */
export const overRange = (search: UsageSearch, range: UsageSearch['range']): UsageSearch => ({
  ...search,
  range,
  interval:
    search.interval === defaultInterval(search.range) ? defaultInterval(range) : search.interval,
  // A bucket of the range before, and credits for as many days as it had.
  pin: undefined,
  budget: isSame(search.range, range) ? search.budget : undefined,
  sort: /^\d/.test(search.sort.column) ? byRank : search.sort,
})

/** Why a link's days can't be shown, in words; undefined where they can. `today` is the UTC day. */
export function whyNotRange(range: DayRange | undefined, today: string): string | undefined {
  if (!range) return undefined
  const { from, to } = range
  if (to === from)
    return `This link's range has no days: it ends where it begins, on ${formatDay(from)}.`
  if (to < from)
    return `This link's range ends (${formatDay(to)}) before it begins (${formatDay(from)}).`
  if (from > today)
    return `This link's range begins on ${formatDay(from)}, which is in the future: there is no usage yet.`
  return undefined
}

/** Whether a link says something about days that nobody can read, and so shows others. */
export const isRangeUnread = (params: URLSearchParams): boolean =>
  ['range', 'from', 'to'].some((name) => params.has(name)) && !parseUsageSearch(params).range

/** "the last 30 days", "this month"; undefined where a link holds days. */
export const movingName = (range: UsageSearch['range']) =>
  range?.words?.replace(/^(?=last \d)|^(?=\w+ to date)/, 'the ')
