import { formatCredits, formatCreditsUnit, formatShare, sumCredits } from '../lib/credits.ts'
import { formatRange } from '../lib/dates.ts'
import type { UsageBefore } from './usage-comparison.ts'
import type { Layer, UsageDrawing } from './usage-drawing.ts'
import type { Bucket, Color, UsageRow, UsageSeries } from './usage-series.ts'

/** What there is to say about one bucket. Shares are of the organization's credits in it. */
export type BucketSummary = {
  bucket: Bucket
  /** A subscription period begins with it. */
  beginsPeriod: boolean
  /** The organization's credits; undefined when they aren't reported. */
  total: number | undefined
  /** Credits more (or less) than in the days it is compared with; undefined where nothing is compared. */
  change: number | undefined
  /** Of the rows that are shown the largest, largest first, without those of no credits. */
  parts: BucketPart[]
  /** The parts after those, together. */
  more: { count: number; value: number } | undefined
  /** What is shown, where that isn't everything. */
  shown: { rows: number; of: number; value: number | undefined } | undefined
  /** How many projects the answer leaves out here; 0 where it leaves out the organization as well. */
  notReported: number
}

type BucketPart = {
  row: UsageRow
  color: Color | undefined
  value: number
  share: number | undefined
  change: number | undefined
}

/** Sums up the bucket at `index`, naming at most `most` parts; undefined outside the range. */
export function bucketSummary(
  series: UsageSeries,
  drawing: UsageDrawing,
  index: number,
  before?: UsageBefore,
  most = 8,
): BucketSummary | undefined {
  const bucket = series.buckets[index]
  if (!bucket) return undefined
  const total = series.organization.values[index]
  const parts = series.rows
    .flatMap((row) => {
      const value = row.values[index]
      if (!value || !drawing.colors.has(row.id)) return []
      const share = total ? value / total : undefined
      return [{ row, value, share, color: drawing.colors.get(row.id), change: undefined }]
    })
    .toSorted((a, b) => b.value - a.value)
  // "and 1 more" takes as much room as the one itself.
  const named = parts.length === most + 1 ? parts.length : most
  const rest = parts.slice(named)
  const silent = series.rows.filter(
    ({ kind, values }) => kind === 'project' && values[index] === undefined,
  )
  return {
    bucket,
    beginsPeriod: drawing.periods.includes(index),
    total,
    change: difference(total, before?.organization[index]),
    parts: parts.slice(0, named).map((part) => ({
      ...part,
      change: difference(part.value, valueBefore(part.row, before, index)),
    })),
    more: rest.length
      ? { count: rest.length, value: sumCredits(rest.map(({ value }) => value)) }
      : undefined,
    shown: drawing.filtered
      ? { rows: drawing.shown.rows, of: series.rows.length, value: drawing.shown.values[index] }
      : undefined,
    notReported: total === undefined ? 0 : silent.length,
  }
}

/** A project that the days before don't know had none, where anything was reported for them. */
function valueBefore(
  { kind, id }: UsageRow,
  before: UsageBefore | undefined,
  index: number,
): number | undefined {
  if (before?.organization[index] === undefined || kind === 'unattributed') return undefined
  return (kind === 'deleted' ? before.deleted[index] : before.projects.get(id)?.[index]) ?? 0
}

const difference = (value: number | undefined, before: number | undefined) =>
  value === undefined || before === undefined ? undefined : sumCredits([value, -before])

/** The bucket in words, for those who hear it: "3 Mar 2026: 312 credits. project-1 128, 41%. 2 more 9." */
export function bucketSentence(summary: BucketSummary, locale?: string): string {
  const { bucket, beginsPeriod, total, change, parts, more, shown, notReported } = summary
  const range = formatRange(bucket.start, bucket.end, locale)
  if (bucket.state === 'future') return `${range}: not yet.`
  const credits = total === undefined ? 'not reported' : formatCreditsUnit(total, locale)
  const soFar = bucket.state === 'unfinished' ? ' so far' : ''
  const moved =
    change !== undefined &&
    (change === 0
      ? 'The same as before.'
      : `${formatCredits(Math.abs(change), locale)} ${change > 0 ? 'more' : 'less'} than before.`)
  return [
    `${range}: ${credits}${soFar}.`,
    moved,
    shown && shown.value !== undefined && `Shown: ${formatCreditsUnit(shown.value, locale)}.`,
    ...parts.map(({ row, value, share }) => {
      const percent = share === undefined ? '' : `, ${formatShare(share, locale)}`
      return `${row.name} ${formatCredits(value, locale)}${percent}.`
    }),
    more && `${more.count} more ${formatCredits(more.value, locale)}.`,
    notReported && `Not reported: ${projects(notReported)}.`,
    beginsPeriod && 'A subscription period begins here.',
  ]
    .filter(Boolean)
    .join(' ')
}

/** One part of the bucket at `index` in words: "3 Mar 2026, project-1: 128 credits, 41.0% of 312." */
export function partSentence(
  series: UsageSeries,
  index: number,
  part: Pick<Layer, 'name' | 'credits'>,
  locale?: string,
): string {
  const bucket = series.buckets[index]
  if (!bucket) return ''
  const [value, total] = [part.credits[index], series.organization.values[index]]
  const credits =
    bucket.state === 'future'
      ? 'not yet'
      : value === undefined
        ? 'not reported'
        : formatCreditsUnit(value, locale)
  const share =
    value !== undefined && total
      ? `, ${formatShare(value / total, locale)} of ${formatCredits(total, locale)}`
      : ''
  return `${formatRange(bucket.start, bucket.end, locale)}, ${part.name}: ${credits}${share}.`
}

/** "1 project", "2 projects". */
export const projects = (count: number) => `${count} ${count === 1 ? 'project' : 'projects'}`
