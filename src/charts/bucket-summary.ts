import { formatCredits, formatCreditsUnit, formatShare, sumCredits } from '../lib/credits.ts'
import { formatRange } from '../lib/dates.ts'
import type { Bucket, Layer, UsageRow, UsageSeries } from './usage-series.ts'

/** What there is to say about one bucket. Shares are of the organization's credits in it. */
export type BucketSummary = {
  bucket: Bucket
  /** The organization's credits; undefined when they aren't reported. */
  total: number | undefined
  /** The largest parts, largest first, without those of no credits. */
  parts: { row: UsageRow; value: number; share: number | undefined }[]
  /** The parts after those, together. */
  more: { count: number; value: number } | undefined
  /** How many projects the answer leaves out here; 0 where it leaves out the organization as well. */
  notReported: number
}

/** Sums up the bucket at `index`, naming at most `most` parts; undefined outside the range. */
export function bucketSummary(
  series: UsageSeries,
  index: number,
  most = 8,
): BucketSummary | undefined {
  const bucket = series.buckets[index]
  if (!bucket) return undefined
  const total = series.organization.values[index]
  const parts = series.rows
    .flatMap((row) => {
      const value = row.values[index]
      return value ? [{ row, value, share: total ? value / total : undefined }] : []
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
    total,
    parts: parts.slice(0, named),
    more: rest.length
      ? { count: rest.length, value: sumCredits(rest.map(({ value }) => value)) }
      : undefined,
    notReported: total === undefined ? 0 : silent.length,
  }
}

/** The bucket in words, for those who hear it: "3 Mar 2026: 312 credits. project-1 128, 41%. 2 more 9." */
export function bucketSentence(summary: BucketSummary, locale?: string): string {
  const { bucket, total, parts, more, notReported } = summary
  const range = formatRange(bucket.start, bucket.end, locale)
  if (bucket.state === 'future') return `${range}: not yet.`
  const credits = total === undefined ? 'not reported' : formatCreditsUnit(total, locale)
  const soFar = bucket.state === 'unfinished' ? ' so far' : ''
  return [
    `${range}: ${credits}${soFar}.`,
    ...parts.map(({ row, value, share }) => {
      const percent = share === undefined ? '' : `, ${formatShare(share, locale)}`
      return `${row.name} ${formatCredits(value, locale)}${percent}.`
    }),
    more && `${more.count} more ${formatCredits(more.value, locale)}.`,
    notReported && `Not reported: ${projects(notReported)}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** One part of the bucket at `index` in words: "3 Mar 2026, project-1: 128 credits, 41.0% of 312." */
export function partSentence(
  series: UsageSeries,
  index: number,
  part: Layer,
  locale?: string,
): string {
  const bucket = series.buckets[index]
  if (!bucket) return ''
  const [value, total] = [part.values[index], series.organization.values[index]]
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
