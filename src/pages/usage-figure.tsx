import type { UseQueryResult } from '@tanstack/react-query'
import { lazy, memo, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import type { Active } from '../charts/active.ts'
import { usageDrawing } from '../charts/usage-drawing.ts'
import { reportTitle, whyNotExport } from '../charts/usage-export.ts'
import { UsageExportMenu } from '../charts/usage-export-menu.tsx'
import { isolated, toggled } from '../charts/usage-filter.ts'
import { UsageLegend } from '../charts/usage-legend.tsx'
import type { Interval, UsageSeries } from '../charts/usage-series.ts'
import { UsageReport } from '../charts/usage-report.tsx'
import { UsageTable } from '../charts/usage-table.tsx'
import { formatRange, type DayRange } from '../lib/dates.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { useComparison, useOutlook } from './usage-comparison-query.ts'
import { useKnownRanges } from './usage-range-bar.tsx'
import { periodStarts } from './usage-ranges.ts'
import type { UsageSearch } from './usage-search.ts'
import { UsageSummary } from './usage-summary.tsx'
import { UsageToolbar } from './usage-toolbar.tsx'

// It loads while the data does.
const chart = import('../charts/usage-chart.tsx')
const UsageChart = lazy(() => chart.then(({ UsageChart }) => ({ default: UsageChart })))

const Summary = memo(UsageSummary)
const Toolbar = memo(UsageToolbar)

/** The usage of a range in words, as a chart and as a table, tied to each other. */
export function UsageFigure({
  organization,
  search,
  series,
  interval,
  days,
  answer,
  onChange,
}: {
  organization: string
  search: UsageSearch
  series: UsageSeries
  interval: Interval
  /** The half-open days that are shown. */
  days: DayRange
  answer: UseQueryResult
  onChange: (search: UsageSearch, options?: { replace: boolean }) => void
}) {
  const { chart: kind, filter, compare, budget } = search
  const compared = useComparison(organization, days, series.buckets, compare)
  const { before } = compared
  const { period } = useKnownRanges(organization)
  const outlook = useOutlook(organization, search.range, days, {
    isPeriod: period?.from === days.from && period.to === days.to,
    wanted: budget !== undefined,
  })
  const forecast = outlook?.forecast
  const drawing = useMemo(() => {
    const periods = period && interval === 'day' ? periodStarts(period, days) : []
    return usageDrawing(series, { kind, filter, before, budget, forecast, periods })
  }, [series, interval, days, kind, filter, before, budget, forecast, period])
  const change = useCallback(
    (part: Partial<UsageSearch>, options?: { replace: boolean }) =>
      onChange({ ...search, ...part }, options),
    [onChange, search],
  )
  const toggle = useCallback(
    (id: string) => change({ filter: toggled(series.rows, filter, id) }),
    [change, series, filter],
  )
  const isolate = useCallback(
    (id: string) => change({ filter: isolated(series.rows, filter, id) }),
    [change, series, filter],
  )
  const showAll = useCallback(() => change({ filter: undefined }), [change])
  const { active, read } = useActive(series, search.pin, (pin) =>
    change({ pin }, { replace: true }),
  )
  const range = `${formatRange(days.from, days.to)} (UTC)`
  const { isPlaceholderData, isFetching, isError, dataUpdatedAt } = answer
  const figure = useRef<HTMLElement>(null)
  const exports = useMemo(
    () => (
      <UsageExportMenu
        organization={organization}
        interval={interval}
        series={series}
        drawing={drawing}
        chart={() => figure.current?.querySelector('svg') ?? null}
        made={new Date(dataUpdatedAt)}
        reason={whyNotExport({ isPlaceholder: isPlaceholderData, isFetching, isError, series })}
        onDone={toast.good}
        onFail={toast.danger}
      />
    ),
    [
      organization,
      interval,
      series,
      drawing,
      dataUpdatedAt,
      isPlaceholderData,
      isFetching,
      isError,
    ],
  )
  return (
    <>
      <p className="hidden print:block">
        {reportTitle({ organization, interval, series, made: new Date(dataUpdatedAt) })}
      </p>
      <Summary
        series={series}
        interval={interval}
        days={days}
        compared={compared}
        outlook={outlook}
        budget={budget}
        drawing={drawing}
        onShowAll={showAll}
      />
      <Toolbar
        organization={organization}
        search={search}
        series={series}
        drawing={drawing}
        days={days}
        whyNotCompare={compared.whyNot}
        onChange={change}
      >
        {exports}
      </Toolbar>
      <figure ref={figure} className="m-0 grid grid-cols-[minmax(0,1fr)] gap-3">
        <Suspense
          fallback={
            <div role="status" aria-label="Loading the chart">
              <Skeleton className="h-60 w-full sm:h-80" />
            </div>
          }
        >
          <UsageChart
            series={series}
            drawing={drawing}
            interval={interval}
            before={before}
            active={active}
            onActive={read}
          />
        </Suspense>
        <UsageLegend
          series={series}
          drawing={drawing}
          before={compared.against}
          onToggle={toggle}
          onIsolate={isolate}
          onPoint={(part) =>
            read(
              part === undefined && !active?.pinned
                ? undefined
                : {
                    bucket: active?.bucket,
                    pinned: active?.pinned ?? false,
                    part,
                    by: 'elsewhere',
                  },
            )
          }
        />
      </figure>
      <p className="-mb-3 text-sm text-quiet print:hidden">
        The table below holds the same numbers.
      </p>
      <UsageTable
        series={series}
        drawing={drawing}
        interval={interval}
        caption={`Credits, ${range}`}
        comparison={compared.comparison}
        against={compared.against}
        hideEmpty={search.hideEmpty}
        sort={search.sort}
        onSort={(sort) => change({ sort }, { replace: true })}
        active={active}
        onActive={read}
        onToggle={toggle}
        onIsolate={isolate}
      />
      <UsageReport series={series} comparison={compared.comparison} against={compared.against} />
    </>
  )
}

/** What is read of chart and table. A pinned bucket is in the address, and belongs to the buckets that are shown. */
function useActive(
  { buckets }: UsageSeries,
  pin: string | undefined,
  onPin: (day: string | undefined) => void,
) {
  const pinned = buckets.findIndex(({ start }) => start === pin)
  const [last, setLast] = useState<Active>()
  const fromLink: Active | undefined =
    pinned < 0 ? undefined : { bucket: pinned, part: undefined, by: 'elsewhere', pinned: true }
  const isCurrent = last?.pinned ? last.bucket === pinned : pinned < 0
  const active = isCurrent ? last : fromLink
  const read = (next: Active | undefined) => {
    setLast(next)
    const day = next?.pinned && next.bucket !== undefined ? buckets[next.bucket]?.start : undefined
    if (day !== pin) onPin(day)
  }
  return { active, read }
}
