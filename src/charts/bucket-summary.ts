import {
  formatCredits,
  formatCreditsUnit,
  formatShare,
  formatSigned,
  sumCredits,
} from '../lib/credits.ts'
import { addDays, formatLocalEdges, formatRange, formatWhen } from '../lib/dates.ts'
import type { UsageBefore } from './usage-comparison.ts'
import type { Layer, UsageDrawing } from './usage-drawing.ts'
import {
  cutWords,
  deletedId,
  nounsOf,
  unattributedId,
  type Bucket,
  type Color,
  type Nouns,
  type UsageSeries,
} from './usage-series.ts'

/** What there is to say about one bucket. Shares are of the organization's credits. */
export type BucketSummary = {
  bucket: Bucket
  nouns: Nouns
  /** A subscription period begins with it. */
  beginsPeriod: boolean
  /** The organization's credits; undefined when they aren't reported. */
  total: number | undefined
  /** What it is compared with, where it is. */
  before:
    | { start: string; end: string; total: number; change: number; ratio: number | undefined }
    | undefined
  /** The organization's credits since the range began, where running totals are drawn. */
  since: number | undefined
  /** The parts of the chart, largest first, without those of no credits: in the bucket, or since the range began. */
  parts: BucketPart[]
  /** What is shown in the bucket, where that isn't everything. */
  shown: { count: string; value: number | undefined } | undefined
  /** How many projects the answer leaves out here; 0 where it leaves out the organization as well. */
  notReported: number
}

type BucketPart = {
  id: string
  name: string
  color: Color
  value: number
  share: number | undefined
  /** Credits more (or less) than before. */
  change: number | undefined
  /** The same as a share of what it was; undefined where it was nothing. */
  ratio: number | undefined
}

/** Sums up the bucket at `index`; undefined outside the range. */
export function bucketSummary(
  series: UsageSeries,
  drawing: UsageDrawing,
  index: number,
  before?: UsageBefore,
): BucketSummary | undefined {
  const bucket = series.buckets[index]
  if (!bucket) return undefined
  const total = series.organization.values[index]
  const cumulative = drawing.kind === 'cumulative' && bucket.state !== 'future'
  const since = cumulative
    ? sumCredits(series.organization.values.slice(0, index + 1).map((value = 0) => value))
    : undefined
  const whole = cumulative ? since : total
  const parts = drawing.layers.flatMap(({ id, name, rows, color, credits, values }) => {
    const value = (cumulative ? values : credits)[index]
    if (!value) return []
    const share = whole ? value / whole : undefined
    const earlier = cumulative ? undefined : valueBefore(rows, before, index)
    return [{ id, name, color, value, share, ...changeFrom(earlier, value) }]
  })
  const silent = series.rows.filter(
    ({ kind, values }) => kind === 'project' && values[index] === undefined,
  )
  return {
    bucket,
    nouns: nounsOf(series),
    beginsPeriod: drawing.periods.includes(index),
    total,
    before: compared(bucket, total, before, index),
    since,
    parts: parts.toSorted((a, b) => b.value - a.value),
    shown: drawing.filtered
      ? { count: drawing.shown.count, value: drawing.shown.values[index] }
      : undefined,
    notReported: total === undefined ? 0 : silent.length,
  }
}

function compared(
  { start, end }: Bucket,
  total: number | undefined,
  before: UsageBefore | undefined,
  index: number,
): BucketSummary['before'] {
  const earlier = before?.organization[index]
  if (!before || earlier === undefined || total === undefined) return undefined
  return {
    start: addDays(start, -before.days),
    end: addDays(end, -before.days),
    total: earlier,
    ...changeFrom(earlier, total),
  }
}

function changeFrom(earlier: number, value: number): { change: number; ratio: number | undefined }
function changeFrom(
  earlier: number | undefined,
  value: number,
): { change: number | undefined; ratio: number | undefined }
/** No percentage without a base. */
function changeFrom(earlier: number | undefined, value: number) {
  if (earlier === undefined) return { change: undefined, ratio: undefined }
  const change = sumCredits([value, -earlier])
  return { change, ratio: earlier > 0 ? change / earlier : undefined }
}

/** A project that the days before don't know had none, where anything was reported for them. */
function valueBefore(
  rows: string[],
  before: UsageBefore | undefined,
  index: number,
): number | undefined {
  if (before?.organization[index] === undefined || rows.includes(unattributedId)) return undefined
  return sumCredits(
    rows.map((id) => (id === deletedId ? before.deleted : before.projects.get(id))?.[index] ?? 0),
  )
}

/** The bucket in words, for those who hear it: "3 Mar 2026: 312 credits. project-1 128, 41%." */
export function bucketSentence(summary: BucketSummary, locale?: string): string {
  const { bucket, nouns, beginsPeriod, total, before, since, parts, shown, notReported } = summary
  const range = spanWords(bucket, locale)
  if (bucket.state === 'future') return `${range}: not yet.`
  const credits = total === undefined ? 'not reported' : formatCreditsUnit(total, locale)
  const soFar = bucket.state === 'unfinished' ? ' so far' : ''
  const local = formatLocalEdges(bucket.start, bucket.end, undefined, locale)
  return [
    `${range}: ${credits}${soFar}.`,
    before && comparedSentence(before, locale),
    shown && shown.value !== undefined && `Shown: ${formatCreditsUnit(shown.value, locale)}.`,
    since !== undefined && `Since the range began ${formatCredits(since, locale)}.`,
    ...parts.map(({ name, value, share }) => {
      const percent = share === undefined ? '' : `, ${formatShare(share, locale)}`
      return `${name} ${formatCredits(value, locale)}${percent}.`
    }),
    notReported && `Not reported: ${countedParts(notReported, nouns)}.`,
    beginsPeriod && 'A subscription period begins here.',
    local && `On your clock ${local}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** "3 Mar 2026"; "1–5 Apr 2026, 5 of 7 days". */
const spanWords = (bucket: Bucket, locale: string | undefined) =>
  [formatRange(bucket.start, bucket.end, locale), cutWords(bucket)].filter(Boolean).join(', ')

function comparedSentence(
  { start, end, change }: NonNullable<BucketSummary['before']>,
  locale: string | undefined,
): string {
  const when = formatWhen(start, end, locale)
  if (change === 0) return `The same as ${when}.`
  return `${formatCredits(Math.abs(change), locale)} ${change > 0 ? 'more' : 'less'} than ${when}.`
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
  return `${spanWords(bucket, locale)}, ${part.name}: ${credits}${share}.`
}

/** What another bucket has against a pinned one: "17 Nov 2026: 9,282.7 credits, +5,081.4 (+120.9%) against the pinned". */
export function againstPinned(
  { buckets, organization }: UsageSeries,
  pinned: number,
  index: number,
  locale?: string,
): string | undefined {
  const bucket = buckets[index]
  if (!bucket) return undefined
  const [base, value] = [organization.values[pinned], organization.values[index]]
  const range = spanWords(bucket, locale)
  if (bucket.state === 'future') return `${range}: not yet`
  if (value === undefined) return `${range}: not reported`
  const { change, ratio } = changeFrom(base, value)
  const signed = (part: number) => formatSigned(part, (one) => formatCredits(one, locale))
  const percent =
    ratio === undefined ? '' : ` (${formatSigned(ratio, (one) => formatShare(one, locale))})`
  const against = change === undefined ? '' : `, ${signed(change)}${percent} against the pinned`
  return `${range}: ${formatCreditsUnit(value, locale)}${against}`
}

/** "1 project", "2 projects". */
export const countedParts = (count: number, { one, many }: Nouns) =>
  `${count} ${count === 1 ? one : many}`
