/**
 * The numbers of a usage page as files and as text to paste, all from the one series that chart and table show.
 * Instants are UTC. What is not reported, or has not begun, is empty (CSV, TSV), null (JSON) or no line at all (long
 * CSV), never 0. Credits are exact to a millionth.
 */
import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatCreditsUnit, formatShare, formatSigned } from '../lib/credits.ts'
import { csvParts, plainDecimal, tsvParts, type Cell } from '../lib/csv.ts'
import { formatDay, formatRange, formatWhen } from '../lib/dates.ts'
import { capitalized, asName } from '../lib/names.ts'
import type { UsageColumn } from './usage-columns.ts'
import type { ChartKind, UsageDrawing } from './usage-drawing.ts'
import {
  nounsOf,
  type Bucket,
  type Interval,
  type UsageRow,
  type UsageSeries,
  type Values,
} from './usage-series.ts'

export type UsageExport = {
  /** The organization's name, or what stands for all of them. */
  organization: string
  interval: Interval
  series: UsageSeries
  /** What is told of each row beside its credits. */
  columns?: UsageColumn[]
  /** When the server gave these numbers, which is not when they are exported. */
  made: Date
}

const instant = (day: string) => `${day}T00:00:00Z`

/** A project's own id; deleted projects and what is not attributed have none. */
const projectId = ({ kind, id }: UsageRow) => (kind === 'project' ? id : '')

/** The value of a bucket as everything here tells it. */
const told = (values: Values, bucket: Bucket, index: number) =>
  bucket.state === 'future' ? undefined : values[index]

/** Whether nothing is added to a bucket any more. */
const isComplete = ({ state }: Bucket) => String(state === 'finished')

/**
 * A line a bucket and row, by time and then in the order in which the rows come; bit by bit. An organization that is
 * missing has one of the whole range at the end, without credits.
 */
export const longCsv = (of: UsageExport) => csvParts(longLines(of))

function* longLines({ series }: UsageExport): Generator<Cell[], void> {
  const { buckets, rows, across } = series
  const { one } = nounsOf(series)
  yield ['start_date', 'end_date', `${one}_id`, one, 'credits', 'complete']
  for (const [index, bucket] of buckets.entries()) {
    const span = [instant(bucket.start), instant(bucket.end)]
    for (const row of rows) {
      const value = told(row.values, bucket, index)
      if (value !== undefined)
        yield [...span, projectId(row), row.exactName, value, isComplete(bucket)]
    }
  }
  const [first] = buckets
  const last = buckets.at(-1)
  const range = first && last ? [instant(first.start), instant(last.end)] : ['', '']
  for (const name of across?.missing ?? []) yield [...range, '', name, '', '']
}

/**
 * All rows in the order in which they come, a column a bucket, with the organization as the last line; bit by bit. A share
 * is a part of 1; what is not "complete" has credits so far.
 */
export const wideCsv = (of: UsageExport) => csvParts(wideLines(of))

/** `wideCsv` for pasting into a sheet. */
export const usageTsv = (of: UsageExport) => tsvParts(wideLines(of))

function* wideLines({ series, columns = [] }: UsageExport): Generator<Cell[], void> {
  const { buckets, rows, organization } = series
  const { one, whole } = nounsOf(series)
  const complete = String(buckets.every(({ state }) => state === 'finished'))
  const line = (
    id: string,
    name: string,
    { total, share, values }: Pick<UsageRow, 'total' | 'share' | 'values'>,
    more: (number | undefined)[],
  ) => [
    id,
    name,
    total ?? '',
    complete,
    share ?? '',
    ...more.map((value) => value ?? ''),
    ...buckets.map((bucket, index) => told(values, bucket, index) ?? ''),
  ]
  yield [
    `${one}_id`,
    one,
    'total',
    'complete',
    'share',
    ...columns.map(({ id }) => id),
    ...buckets.map(
      ({ start, end, state }) =>
        `${instant(start)}/${instant(end)}${state === 'unfinished' ? ' so far' : ''}`,
    ),
  ]
  for (const row of rows) yield line(projectId(row), row.exactName, row, valuesOf(columns, row))
  yield line(
    '',
    whole,
    { ...organization, share: organization.total ? 1 : undefined },
    columns.map(({ total }) => total),
  )
}

const valuesOf = (columns: UsageColumn[], { id }: UsageRow) =>
  columns.map(({ values }) => values.get(id) ?? undefined)

/**
 * Everything, for programs, bit by bit: `values` are in the order of `buckets`. Of all organizations, `missing` names those of which
 * nothing is known. Of one, `not_attributed` is null when the parts explain the
 * organization's credits; `reconciliation` compares the two in the buckets that have begun.
 */
export function usageJson({
  organization,
  interval,
  series,
  columns = [],
  made,
}: UsageExport): Generator<string, void> {
  const { buckets, rows, reconciliation, across } = series
  const usage = ({ total, values }: { total: number | undefined; values: Values }) => ({
    total: exact(total),
    values: buckets.map((bucket, index) => exact(told(values, bucket, index))),
  })
  const only = (kind: UsageRow['kind']) => {
    const row = rows.find((row) => row.kind === kind)
    return row ? usage(row) : null
  }
  const further = ({ id, share }: UsageRow) => ({
    share: exact(share),
    ...Object.fromEntries(
      columns.map((column) => [column.id, exact(column.values.get(id) ?? undefined)]),
    ),
  })
  const [first] = buckets
  const last = buckets.at(-1)
  const head = {
    unit: 'credits',
    interval,
    start_date: first ? instant(first.start) : null,
    end_date: last ? instant(last.end) : null,
    made: `${made.toISOString().slice(0, 19)}Z`,
    buckets: buckets.map(({ start, end, state }) => ({
      start_date: instant(start),
      end_date: instant(end),
      state,
    })),
  }
  if (across)
    return json({
      organizations: across.of,
      missing: across.missing,
      ...head,
      total_usage: usage(series.organization),
      organization_usage: each(rows, (row) => ({
        organization_id: row.id,
        organization_name: row.exactName,
        ...further(row),
        ...usage(row),
      })),
    })
  return json({
    organization,
    ...head,
    organization_usage: usage(series.organization),
    projects: each(
      rows.filter(({ kind }) => kind === 'project'),
      (row) => ({
        project_id: row.id,
        project_name: row.exactName,
        ...further(row),
        ...usage(row),
      }),
    ),
    deleted_projects: only('deleted'),
    not_attributed: only('unattributed'),
    reconciliation: {
      compared_buckets: reconciliation.of,
      matching_buckets: reconciliation.matches,
      difference: exact(reconciliation.difference),
    },
  })
}

type Item = () => object

const each = <T>(all: T[], item: (one: T) => object): Item[] => all.map((one) => () => item(one))

/** The object as `JSON.stringify` indents it; of a list of items each is made when its turn comes. */
function* json(answer: Record<string, unknown>): Generator<string, void> {
  let begin = '{\n'
  for (const [key, value] of Object.entries(answer)) {
    yield `${begin}  ${JSON.stringify(key)}: `
    begin = ',\n'
    if (isItems(value)) yield* list(value)
    else yield indented(value, '  ')
  }
  yield '\n}\n'
}

function* list(items: Item[]): Generator<string, void> {
  let begin = '[\n    '
  for (const item of items) {
    yield begin + indented(item(), '    ')
    begin = ',\n    '
  }
  yield '\n  ]'
}

const isItems = (value: unknown): value is Item[] =>
  Array.isArray(value) && typeof value[0] === 'function'

const indented = (value: unknown, by: string) =>
  JSON.stringify(value, null, 2).replaceAll('\n', `\n${by}`)

const exact = (value: number | undefined) =>
  value === undefined ? null : Number(plainDecimal(value))

/** A report for people, in `locale`: what it is, whether it adds up or is complete, and the totals of all rows. */
export function usageMarkdown(of: UsageExport, locale?: string): string {
  const { series, columns = [] } = of
  const { organization, rows } = series
  const { one, whole } = nounsOf(series)
  const credits = (total: number | undefined) =>
    total === undefined ? 'not reported' : formatCredits(total, locale)
  const percent = (share: number | undefined) =>
    share === undefined ? '' : formatShare(share, locale)
  const more = (values: (number | undefined)[]) =>
    values
      .map((value, index) => {
        if (value === undefined) return '  |'
        const text = (one: number) => formatCredits(one, locale)
        return ` ${columns[index]?.signed ? formatSigned(value, text) : text(value)} |`
      })
      .join('')
  const all = percent(organization.total ? 1 : undefined)
  return [
    `## ${reportTitle({ ...of, organization: escapeMarkdown(of.organization) }, { locale })}`,
    '',
    escapeMarkdown(wholeLine(of, locale)),
    '',
    `| ${capitalized(one)} | Total | Share |${columns.map(({ label }) => ` ${label} |`).join('')}`,
    `| :-- | --: | --: |${' --: |'.repeat(columns.length)}`,
    ...rows.map(
      (row) =>
        `| ${escapeMarkdown(row.name)} | ${credits(row.total)} | ${percent(row.share)} |${more(valuesOf(columns, row))}`,
    ),
    `| **${whole}** | **${credits(organization.total)}** | ${all && `**${all}**`} |${more(columns.map(({ total }) => total))}`,
    '',
    queryLine(of),
    '',
  ].join('\n')
}

/** The call that gives these numbers; weeks are added up from days. */
function queryLine({ series, interval }: UsageExport): string {
  const [first] = series.buckets
  const last = series.buckets.at(-1)
  const days = first && last ? `start_date=${first.start}&end_date=${last.end}&` : ''
  return `Source: \`organizations_usage_get\` with \`${days}interval=${interval === 'month' ? 'month' : 'day'}\`.`
}

/**
 * What is reported: "Usage of acme, 1–31 May 2026 (UTC): 312 credits, as of 1 Jun 2026, 09:00 UTC"; with a filter what is
 * `shown` of it: "Usage of project-1 in acme, 1–31 May 2026 (UTC): 41 of 312 credits, as of 1 Jun 2026, 09:00 UTC".
 */
export function reportTitle(
  { organization, series, made }: UsageExport,
  {
    shown,
    locale,
  }: { shown?: UsageDrawing['shown'] | undefined; locale?: string | undefined } = {},
): string {
  const [first] = series.buckets
  const last = series.buckets.at(-1)
  const range = first && last ? `${formatRange(first.start, last.end, locale)} (UTC)` : 'no days'
  const { total } = series.organization
  const all = total === undefined ? 'not reported' : formatCreditsUnit(total, locale)
  const credits =
    shown?.total === undefined ? all : `${formatCredits(shown.total, locale)} of ${all}`
  const whole = series.across ? 'all organizations' : asName(organization)
  const what = shown ? `${shown.name} in ${whole}` : whole
  const soFar =
    total !== undefined && series.buckets.some(({ state }) => state !== 'finished') ? ' so far' : ''
  const instant = made.toISOString()
  const when = `${formatDay(instant.slice(0, 10), locale)}, ${instant.slice(11, 16)} UTC`
  return `Usage of ${what}, ${range}: ${credits}${soFar}, as of ${when}`
}

/** What can be relied on: whether the parts add up to the organization, or which organizations are missing. */
export const wholeLine = (of: Pick<UsageExport, 'series' | 'interval'>, locale?: string): string =>
  of.series.across ? missingLine(of.series.across, locale) : reconciliationLine(of, locale)

const mostNamed = 10

/** "38 of 40 organizations could be read; the total is of those. Missing: acme, beta." */
export function missingLine(
  { of, missing, reading }: NonNullable<UsageSeries['across']>,
  locale?: string,
): string {
  const all = formatCount(of, locale)
  if (missing.length === 0)
    return of === 1
      ? 'The one organization that you can see is in the total.'
      : `All ${all} organizations that you can see are in the total.`
  const there = formatCount(of - missing.length, locale)
  if (reading) return `${there} of ${all} organizations are read so far; the total is of those.`
  return `${there} of ${all} organizations could be read; the total is of those. Missing: ${namesOf(missing, locale)}.`
}

/** "acme, beta and 12 more". */
export function namesOf(names: readonly string[], locale?: string): string {
  const more = names.length - mostNamed
  const named = names.slice(0, mostNamed).map(asName).join(', ')
  return more > 0 ? `${named} and ${formatCount(more, locale)} more` : named
}

/** Whether the parts add up to the organization, or where they don't and by how much. */
function reconciliationLine(
  { series: { reconciliation, buckets }, interval }: Pick<UsageExport, 'series' | 'interval'>,
  locale?: string,
): string {
  const { matches, of, difference, mismatched } = reconciliation
  if (of === 0)
    return 'The organization’s own credits are not reported, so the projects can’t be compared with them.'
  const all = of === 1 ? `the one ${interval}` : `all ${formatCount(of, locale)} ${interval}s`
  const parts = 'Projects and deleted projects add up to the organization in'
  if (matches === of) return `${parts} ${all}.`
  const named = mismatched.slice(0, mostDiffering).flatMap(({ index, difference }) => {
    const bucket = buckets[index]
    const by = formatSigned(difference, (value) => formatCredits(value, locale))
    return bucket ? [`${by} ${formatWhen(bucket.start, bucket.end, locale)}`] : []
  })
  const more = mismatched.length - named.length
  const overall =
    difference === 0
      ? 'Over the whole range they do.'
      : `Over the whole range the organization is ${formatCreditsUnit(Math.abs(difference), locale)} ${difference > 0 ? 'higher' : 'lower'}.`
  const rest =
    more > 0 ? ` and in ${formatCount(more, locale)} more ${interval}${more === 1 ? '' : 's'}` : ''
  return `${parts} ${formatCount(matches, locale)} of ${formatCount(of, locale)} ${of === 1 ? interval : `${interval}s`}. The organization differs by ${named.join(', ')}${rest}. ${overall}`
}

const mostDiffering = 3

/** A name says nothing but itself: no cell, link, emphasis or HTML. Underscores inside a word are harmless. */
const escapeMarkdown = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\|`*[\]<>~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\$&`)

/**
 * "acme_usage_2026-01-01_2026-02-01_day.csv": the days are half-open. What isn't complete says from when it is:
 * "acme_usage_2026-01-01_2026-02-01_day_as-of-2026-01-20T0905Z.csv".
 */
export function exportFileName(
  {
    organization,
    interval,
    series: { buckets },
    made,
  }: Pick<UsageExport, 'organization' | 'interval' | 'made'> & {
    series: Pick<UsageSeries, 'buckets'>
  },
  ending: '.csv' | '_long.csv' | '.json' | `_${ChartKind}${'' | '_filtered'}.${'svg' | 'png'}`,
): string {
  const [from, to] = [buckets.at(0)?.start, buckets.at(-1)?.end]
  // Other servers may allow more in a name than a file system does.
  const name = organization.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-').replace(/^\.+/, '-')
  const asOf = buckets.every(({ state }) => state === 'finished')
    ? ''
    : `_as-of-${made.toISOString().slice(0, 16).replace(':', '')}Z`
  return `${name}_usage_${from}_${to}_${interval}${asOf}${ending}`
}

/**
 * Why the numbers on the page must not leave it now, if so: they are not those that were asked for, or may have changed.
 * Numbers that are merely being read again are whole, and say when they were made.
 */
export function whyNotExport({
  isPlaceholder,
  isFetching,
  isError,
  series,
}: {
  /** The numbers are those of the range before. */
  isPlaceholder: boolean
  isFetching: boolean
  /** The last reading failed. */
  isError: boolean
  /** Undefined as long as there are no numbers. */
  series: UsageSeries | undefined
}): string | undefined {
  if (!series) return 'There are no numbers yet. Export them once they are there.'
  if (isPlaceholder) return 'The range you chose is still loading. Export it once it is there.'
  if (isError)
    return isFetching
      ? 'These numbers are being read again after a failure. Export them once that has worked.'
      : 'These numbers could not be refreshed, so they may have changed. Load them again, then export.'
  if (series.buckets.length === 0)
    return 'The server reported no usage for this range, so there is nothing to export. Choose another range.'
  return undefined
}
