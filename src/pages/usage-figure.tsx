import {
  lazy,
  memo,
  startTransition,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import type { Active } from '../charts/active.ts'
import type { UsageComparison } from '../charts/usage-comparison.ts'
import type { UsageColumn } from '../charts/usage-columns.ts'
import { usageDrawing } from '../charts/usage-drawing.ts'
import { reportTitle } from '../charts/usage-export.ts'
import { UsageExportMenu } from '../charts/usage-export-menu.tsx'
import { isolated, toggled } from '../charts/usage-filter.ts'
import { UsageLegend } from '../charts/usage-legend.tsx'
import { nounsOf, type Interval, type UsageRow, type UsageSeries } from '../charts/usage-series.ts'
import { sortedRows } from '../charts/usage-sort.ts'
import type { ChangeSearch } from '../components/change-search.ts'
import { formatRange, type DayRange } from '../lib/dates.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { usePhone } from '../ui/use-phone.ts'
import type { Compared, Outlook } from './usage-comparison-query.ts'
import type { UsageSearch } from './usage-search.ts'
import { UsageShown } from './usage-shown.tsx'
import { UsageSummary } from './usage-summary.tsx'
import { UsageToolbar } from './usage-toolbar.tsx'

// Both load while the data does.
const chart = import('../charts/usage-chart.tsx')
const table = import('../charts/usage-table.tsx')
const UsageChart = lazy(() => chart.then(({ UsageChart }) => ({ default: UsageChart })))
const UsageTable = lazy(() => table.then(({ UsageTable }) => ({ default: UsageTable })))

// Long before anything is printed, so that paper need not wait for it.
const report = import('../charts/usage-report.tsx')
const UsageReport = lazy(() => report.then(({ UsageReport }) => ({ default: UsageReport })))

// Only phones load it.
const UsageList = lazy(() => import('../charts/usage-list.tsx'))

const Summary = memo(UsageSummary)
const Toolbar = memo(UsageToolbar)

/** The usage of a range in words, as a chart and as a table, tied to each other. */
export function UsageFigure({
  name,
  search,
  series,
  interval,
  days,
  compared,
  outlook,
  periods,
  made,
  reason,
  columns,
  rowLink,
  linkTo,
  rolling,
  onChange,
}: {
  /** What the numbers are of, in titles and in the names of files. */
  name: string
  search: UsageSearch
  series: UsageSeries
  interval: Interval
  /** The half-open days that are shown. */
  days: DayRange
  compared: Compared
  outlook: Outlook
  /** Days on which a subscription period begins. Keeps its identity, as `series` and `columns` do. */
  periods?: string[] | undefined
  /** When the server gave these numbers. */
  made: Date
  /** Why they must not leave the page now. */
  reason: string | undefined
  /** What is told of each row beside its credits. */
  columns?: UsageColumn[]
  /** Where a row's name leads to. */
  rowLink?: (row: UsageRow) => ReactNode
  linkTo: (search: UsageSearch) => string
  /** What a link without days always shows: "the current period". */
  rolling: string
  onChange: ChangeSearch<UsageSearch>
}) {
  const { chart: kind, filter, budget } = search
  const { before, comparison } = compared
  const { forecast } = outlook
  const drawing = useMemo(
    () =>
      usageDrawing(series, { kind, filter, before, budget, forecast, ...(periods && { periods }) }),
    [series, kind, filter, before, budget, forecast, periods],
  )
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
  const time = made.getTime()
  const figure = useRef<HTMLElement>(null)
  const Table = usePhone() ? UsageList : UsageTable
  const drawn = useStages(series.rows.length * series.buckets.length > muchToDraw)
  const { sort } = search
  const exports = useMemo(
    () => (
      <UsageExportMenu
        organization={name}
        interval={interval}
        // In the order of the table.
        series={{ ...series, rows: sortedRows(series, sort, comparison?.changes, columns) }}
        columns={withChange(columns ?? [], comparison)}
        drawing={drawing}
        chart={() => figure.current?.querySelector('.recharts-surface') ?? null}
        made={new Date(time)}
        reason={reason}
        onDone={toast.good}
        onFail={toast.danger}
      />
    ),
    [name, interval, series, sort, columns, comparison, drawing, time, reason],
  )
  return (
    <>
      <p className="hidden print:block">
        {reason ?? reportTitle({ organization: name, interval, series, made })}
      </p>
      <Summary
        series={series}
        interval={interval}
        days={days}
        compared={compared}
        outlook={outlook}
        budget={budget}
        filtered={drawing.filtered}
      />
      {search.filter && !drawing.filtered && (
        <Notice action={<Button onClick={showAll}>Forget them</Button>}>
          The {nounsOf(series).many} that this link names have no row in this range, so everything
          is shown.
        </Notice>
      )}
      <Toolbar
        linkTo={linkTo}
        rolling={rolling}
        search={search}
        series={series}
        drawing={drawing}
        days={days}
        whyNotCompare={compared.whyNot}
        onChange={change}
        onToggle={toggle}
        onIsolate={isolate}
      >
        {exports}
      </Toolbar>
      <figure ref={figure} className="m-0 grid grid-cols-[minmax(0,1fr)] gap-3">
        <Suspense fallback={<ChartLoading />}>
          {drawn.chart ? (
            <UsageChart
              series={series}
              drawing={drawing}
              interval={interval}
              before={before}
              active={active}
              onActive={read}
            />
          ) : (
            <ChartLoading />
          )}
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
      <UsageShown {...{ series, drawing, outlook, budget }} onShowAll={showAll} />
      {drawn.table ? (
        <Suspense fallback={<Skeleton className="h-96 w-full" />}>
          <Table
            series={series}
            drawing={drawing}
            interval={interval}
            caption={`Credits, ${range}`}
            comparison={comparison}
            against={compared.against}
            awaited={
              series.across !== undefined && compared.whyNot === undefined && !comparison?.total
            }
            {...(columns && { columns })}
            {...(rowLink && { link: rowLink })}
            hideEmpty={search.hideEmpty}
            sort={sort}
            onSort={(sort) => change({ sort }, { replace: true })}
            active={active}
            onActive={read}
            onToggle={toggle}
            onIsolate={isolate}
          />
        </Suspense>
      ) : (
        <Skeleton className="h-96 w-full" />
      )}
      <Suspense>
        <UsageReport
          series={series}
          interval={interval}
          comparison={comparison}
          against={compared.against}
        />
      </Suspense>
    </>
  )
}

const ChartLoading = () => (
  <div role="status" aria-label="Loading the chart">
    <Skeleton className="h-60 w-full sm:h-80" />
  </div>
)

/** Cells of the table. */
const muchToDraw = 4000

/**
 * What is drawn: words, chart and table at once, or one after the other where they would be much in one task. Each that
 * comes later waits for nothing that is pressed meanwhile.
 */
function useStages(much: boolean): { chart: boolean; table: boolean } {
  const [stage, setStage] = useState(much ? 0 : 2)
  useEffect(() => {
    if (stage < 2) startTransition(() => setStage(stage + 1))
  }, [stage])
  return { chart: stage > 0, table: stage > 1 }
}

/** The change has a column of its own on the page, and is one of several in a file. */
const withChange = (
  columns: UsageColumn[],
  comparison: UsageComparison | undefined,
): UsageColumn[] => [
  {
    id: 'change',
    label: 'Change',
    signed: true,
    values: new Map(
      comparison?.changes.entries().map(([id, { difference }]) => [id, difference] as const),
    ),
    total: comparison?.total?.difference,
  },
  ...columns,
]

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
