/**
 * A budget of one's own over the range that is shown: a line to be warned by, no limit of the platform. It is crossed
 * when the credits of the range are more than it. Days are UTC.
 */
import { formatCredits, formatCreditsUnit, sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween, formatDay, formatWhen } from '../lib/dates.ts'
import { creditsAfter, estimate, fewestDays, type Pace } from './usage-forecast.ts'
import type { Bucket, UsageSeries } from './usage-series.ts'

export type BudgetCrossing =
  /** The bucket in which it was crossed; earlier where `unreported`, since a bucket before this one isn't reported. */
  | { kind: 'crossed'; bucket: Bucket; unreported: boolean }
  /** The day on which it is crossed if the last `paceDays` finished days continue. */
  | { kind: 'expected'; day: string; paceDays: number }
  /** The credits that are left of it at the end; if the last `paceDays` finished days continue, or for good. */
  | { kind: 'left'; credits: number; paceDays: number | undefined }
  /** Fewer than three days are finished, or a finished one isn't reported. */
  | { kind: 'unknown'; reason: 'early' | 'unreported' }

/**
 * Whether and when the organization's credits cross `budget`. `end` is the first day after the range, `pace` that of the
 * range's days (`usagePace`), which counts only as long as the range isn't over.
 */
export function budgetCrossing(
  { buckets, organization }: Pick<UsageSeries, 'buckets' | 'organization'>,
  budget: number,
  { today, end, pace }: { today: string; end: string; pace: Pace | undefined },
): BudgetCrossing {
  let total = 0
  let unreported = buckets.length === 0
  for (const [index, bucket] of buckets.entries()) {
    const value = organization.values[index]
    if (value === undefined) unreported ||= bucket.state === 'finished'
    else total = sumCredits([total, value])
    if (total > budget) return { kind: 'crossed', bucket, unreported }
  }
  if (unreported) return { kind: 'unknown', reason: 'unreported' }
  if (end <= today)
    return { kind: 'left', credits: sumCredits([budget, -total]), paceDays: undefined }
  if (!pace) {
    const finishedDays = daysBetween(buckets[0]?.start ?? today, today)
    return { kind: 'unknown', reason: finishedDays < fewestDays ? 'early' : 'unreported' }
  }
  const remainingDays = daysBetween(today, end)
  for (let days = 1; days <= remainingDays; days++) {
    if (creditsAfter(pace, days) > budget)
      return { kind: 'expected', day: addDays(today, days - 1), paceDays: pace.days }
  }
  const credits = sumCredits([budget, -creditsAfter(pace, remainingDays)])
  return { kind: 'left', credits, paceDays: pace.days }
}

/**
 * What becomes of the budget, in words: "Your budget of 5,000 credits was crossed on 18 Mar 2026." `of` is what it is a
 * budget of, where that needs to be said: "all projects".
 */
export function budgetSentence(
  crossing: BudgetCrossing,
  budget: number,
  { of, locale }: { of?: string | undefined; locale?: string | undefined } = {},
): string {
  const scope = of === undefined ? '' : ` for ${of}`
  const credits = `${formatCreditsUnit(budget, locale)}${scope}`
  switch (crossing.kind) {
    case 'crossed': {
      const when = formatWhen(crossing.bucket.start, crossing.bucket.end, locale)
      const unsure = crossing.unreported ? ' at the latest: not all days before are reported' : ''
      return `Your budget of ${credits} was crossed ${when}${unsure}.`
    }
    case 'expected': {
      const day = formatDay(crossing.day, locale)
      return `Your budget of ${credits} is crossed on ${day} ${ifContinued(crossing.paceDays)}.`
    }
    case 'left': {
      const { paceDays } = crossing
      const left = paceDays === undefined ? crossing.credits : estimate(crossing.credits)
      const sentence = `${formatCreditsUnit(left, locale)} of your budget of ${formatCredits(budget, locale)}${scope} ${left === 1 ? 'is' : 'are'} left at the end of the range`
      return paceDays === undefined ? `${sentence}.` : `About ${sentence} ${ifContinued(paceDays)}.`
    }
    case 'unknown':
      return crossing.reason === 'early'
        ? `Whether your budget of ${credits} lasts can be said once ${fewestDays} days of the range are finished.`
        : `Whether your budget of ${credits} lasts cannot be said: not all finished days are reported.`
  }
}

const ifContinued = (days: number) => `if the last ${days} finished days continue`
