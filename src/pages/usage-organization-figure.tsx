import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { whyNotExport } from '../charts/usage-export.ts'
import type { Interval, UsageSeries } from '../charts/usage-series.ts'
import type { ChangeSearch } from '../components/change-search.ts'
import type { DayRange } from '../lib/dates.ts'
import { useComparison, useOutlook } from './usage-comparison-query.ts'
import { UsageFigure } from './usage-figure.tsx'
import { useKnownRanges } from './usage-range-bar.tsx'
import { monthBefore, periodBefore, periodStarts } from './usage-ranges.ts'
import type { LinkTo } from './usage-parts.tsx'
import type { UsageSearch } from './usage-search.ts'

/** The usage of one organization, with what it is compared with and where it leads. */
export function OrganizationUsageFigure({
  organization,
  search,
  series,
  interval,
  days,
  answer,
  linkTo,
  onChange,
}: {
  organization: string
  search: UsageSearch
  series: UsageSeries
  interval: Interval
  /** The half-open days that are shown. */
  days: DayRange
  answer: UseQueryResult
  linkTo: LinkTo
  onChange: ChangeSearch<UsageSearch>
}) {
  const { period } = useKnownRanges(organization)
  const isPeriod = period?.from === days.from && period.to === days.to
  const compared = useComparison(organization, days, series.buckets, {
    byBucket: search.compare,
    before: isPeriod ? { start: periodBefore(period).from, name: 'period' } : monthBefore(days),
  })
  const outlook = useOutlook(organization, search.range, days, {
    isPeriod,
    wanted: search.budget !== undefined,
  })
  const periods = useMemo(
    () => (period && interval === 'day' ? periodStarts(period, days) : undefined),
    [period, interval, days],
  )
  const { isPlaceholderData, isFetching, isError, dataUpdatedAt } = answer
  return (
    <UsageFigure
      name={organization}
      {...{ search, series, interval, days, compared, outlook, periods, linkTo, onChange }}
      made={new Date(dataUpdatedAt)}
      reason={whyNotExport({ isPlaceholder: isPlaceholderData, isFetching, isError, series })}
      rolling="the current period"
    />
  )
}
