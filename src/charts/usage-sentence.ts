import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatCreditsUnit, formatShare } from '../lib/credits.ts'
import { formatWhen } from '../lib/dates.ts'
import type { Change, UsageComparison } from './usage-comparison.ts'
import type { UsageSeries } from './usage-series.ts'

/**
 * The chart in a sentence: "6,012 credits, 14.3% above the 30 days before; highest on 3 Mar 2026; project-1 is 41.0%."
 * What isn't known is left out. `days` is how many days are compared; where the series has credits besides, those of
 * today, the sentence says which days it compares. `before` is what they are compared with, where that isn't the days
 * directly before: "the first 11 days of the period before".
 */
export function usageSentence(
  series: UsageSeries,
  options: {
    comparison?: UsageComparison | undefined
    days?: number | undefined
    before?: string | undefined
    locale?: string | undefined
  } = {},
): string {
  const { comparison, days, before, locale } = options
  const { total } = series.organization
  if (total === undefined) return 'Credits are not reported.'
  const credits = formatCreditsUnit(total, locale)
  const change = comparison?.total && changed(comparison.total, total, { days, before }, locale)
  const [first] = series.rows
  const share = first?.kind === 'project' ? first.share : undefined
  const parts = [
    change ? `${credits}, ${change}` : credits,
    highest(series, locale),
    first && share && `${first.name} is ${formatShare(share, locale)}`,
  ]
  return `${parts.filter(Boolean).join('; ')}.`
}

function changed(
  { current, previous, difference, ratio }: Change,
  total: number,
  { days, before: named }: { days: number | undefined; before: string | undefined },
  locale: string | undefined,
): string {
  const span =
    days === undefined ? 'days' : days === 1 ? 'day' : `${formatCount(days, locale)} days`
  const these = current === total ? '' : `the first ${span} `
  const before = named ?? `the ${span} before`
  if (difference === 0) return `${these}the same as ${before}`
  if (ratio !== undefined) {
    const share = formatShare(Math.abs(ratio), locale)
    return `${these}${share} ${difference > 0 ? 'above' : 'below'} ${before}`
  }
  const credits = formatCredits(Math.abs(difference), locale)
  const none = previous === 0 ? ', which had none' : ''
  return `${these}${credits} ${difference > 0 ? 'more' : 'less'} than ${before}${none}`
}

/** "highest on 3 Mar 2026", "highest in Mar 2026"; undefined where no single one of several buckets is. */
function highest(
  { buckets, organization }: UsageSeries,
  locale: string | undefined,
): string | undefined {
  const begun = buckets.flatMap((bucket, index) => {
    const value = organization.values[index]
    return value === undefined || bucket.state === 'future' ? [] : [{ ...bucket, value }]
  })
  const most = Math.max(...begun.map(({ value }) => value))
  const [top, tie] = begun.filter(({ value }) => value === most)
  if (!top || tie || most <= 0 || begun.length === 1) return undefined
  return `highest ${formatWhen(top.start, top.end, locale)}`
}
