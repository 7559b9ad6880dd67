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
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { useComparison, useOutlook } from './usage-comparison-query.ts'
import { useKnownRanges } from './usage-range-bar.tsx'
import { monthBefore, periodBefore, periodStarts } from './usage-ranges.ts'
import type { UsageSearch } from './usage-search.ts'
import { UsageSummary } from './usage-summary.tsx'
import { UsageToolbar } from './usage-toolbar.tsx'

// It loads while the data does.
const chart = import('../charts/usage-chart.tsx')
const UsageChart = lazy(() => chart.then(({ UsageChart }) => ({ default: UsageChart })))

/** Changes what is shown, from what was chosen last. */
export type ChangeSearch = (
  next: (latest: UsageSearch) => UsageSearch,
  options?: { replace: boolean },
) => void

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
  onChange: ChangeSearch
}) {
  const { chart: kind, filter, compare, budget } = search
  const { period } = useKnownRanges(organization)
  const isPeriod = period?.from === days.from && period.to === days.to
  const compared = useComparison(organization, days, series.buckets, {
    byBucket: compare,
    before: isPeriod ? { start: periodBefore(period).from, name: 'period' } : monthBefore(days),
  })
  const { before } = compared
  const outlook = useOutlook(organization, search.range, days, {
    isPeriod,
    wanted: budget !== undefined,
  })
  const { forecast } = outlook
  const drawing = useMemo(() => {
    const periods = period && interval === 'day' ? periodStarts(period, days) : []
    return usageDrawing(series, { kind, filter, before, budget, forecast, periods })
  }, [series, interval, days, kind, filter, before, budget, forecast, period])
  const change = useCallback(
    (part: Partial<UsageSearch>, options?: { replace: boolean }) =>
      onChange((latest) => ({ ...latest, ...part }), options),
    [onChange],
  )
  const toggle = useCallback(
    (id: string) =>
      onChange((latest) => ({ ...latest, filter: toggled(series.rows, latest.filter, id) })),
    [onChange, series],
  )
  const isolate = useCallback(
    (id: string) =>
      onChange((latest) => ({ ...latest, filter: isolated(series.rows, latest.filter, id) })),
    [onChange, series],
  )
  const showAll = useCallback(() => change({ filter: undefined }), [change])
  const { active, read } = useActive(series, search.pin, (pin) =>
    change({ pin }, { replace: true }),
  )
  const range = `${formatRange(days.from, days.to)} (UTC)`
  const { isPlaceholderData, isFetching, isError, dataUpdatedAt } = answer
  const figure = useRef<HTMLElement>(null)
  const reason = whyNotExport({ isPlaceholder: isPlaceholderData, isFetching, isError, series })
  const exports = useMemo(
    () => (
      <UsageExportMenu
        organization={organization}
        interval={interval}
        series={series}
        drawing={drawing}
        chart={() => figure.current?.querySelector('.recharts-surface') ?? null}
        made={new Date(dataUpdatedAt)}
        reason={reason}
        onDone={toast.good}
        onFail={toast.danger}
      />
    ),
    [organization, interval, series, drawing, dataUpdatedAt, reason],
  )
  return (
    <>
      <p className="hidden print:block">
        {reason ?? reportTitle({ organization, interval, series, made: new Date(dataUpdatedAt) })}
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
      {search.filter && !drawing.filtered && (
        <Notice action={<Button onClick={showAll}>Forget them</Button>}>
          The projects that this link names have no row in this range, so everything is shown.
        </Notice>
      )}
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

/**
 * What is read of chart and table. A pinned bucket goes into the address, which follows a little later; what comes from
 * there otherwise (a link, the back button) is taken over.
 */
function useActive(
  { buckets }: UsageSeries,
  pin: string | undefined,
  onPin: (day: string | undefined) => void,
) {
  const pinned = (day: string | undefined): Active | undefined => {
    const bucket = buckets.findIndex(({ start }) => start === day)
    return bucket < 0 ? undefined : { bucket, part: undefined, by: 'elsewhere', pinned: true }
  }
  const [{ active, asked, seen }, set] = useState(() => ({
    active: pinned(pin),
    /** Days that were asked for and haven't been seen in the address. */
    asked: [] as (string | undefined)[],
    seen: pin,
  }))
  if (seen !== pin) {
    const index = asked.indexOf(pin)
    set({
      active: index < 0 ? pinned(pin) : active,
      asked: index < 0 ? [] : asked.slice(index + 1),
      seen: pin,
    })
  }
  const read = (next: Active | undefined) => {
    const day = next?.pinned && next.bucket !== undefined ? buckets[next.bucket]?.start : undefined
    const known = asked.length > 0 ? asked.at(-1) : pin
    set({ active: next, asked: day === known ? asked : [...asked, day], seen })
    if (day !== known) onPin(day)
  }
  return { active, read }
}
