import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useLoaderData, useNavigate, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUsage } from '#contract/resources.ts'
import { details } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { whyNotExport } from '../charts/usage-export.ts'
import { UsageExportMenu } from '../charts/usage-export-menu.tsx'
import { UsageChart } from '../charts/usage-chart.tsx'
import { usageSeries } from '../charts/usage-series.ts'
import { byWeek } from '../charts/usage-weeks.ts'
import { UsageTable } from '../charts/usage-table.tsx'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { addDays, formatDay, formatRange, today } from '../lib/dates.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { UsageControls } from './usage-controls.tsx'
import { usage } from './usage-query.ts'
import { UsageSummary } from './usage-summary.tsx'
import { parseUsageSearch, usageSearchParams, type UsageSearch } from './usage-search.ts'

export function loader({ params, request }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  const search = parseUsageSearch(new URL(request.url).searchParams)
  warm(queryClient.query(usage(organization, search)))
  return { organization, search }
}

export function Component() {
  const { organization, search } = useLoaderData<typeof loader>()
  const navigate = useNavigate()
  const answer = useQuery({ ...usage(organization, search), placeholderData: keepPreviousData })
  const show = (next: UsageSearch) =>
    void navigate(paths.usage(organization, usageSearchParams(next)), { preventScrollReset: true })

  return (
    <Page title="Usage" of={organization}>
      <UsageControls organization={organization} search={search} onChange={show} />
      <div
        aria-busy={answer.isPlaceholderData}
        className={`grid grid-cols-[minmax(0,1fr)] gap-6 transition-opacity duration-150 ${answer.isPlaceholderData ? 'opacity-50' : ''}`}
      >
        <QueryView query={answer} what="The usage" loading={<Loading />}>
          {(data) =>
            Array.isArray(data) ? (
              <Notice tone="warning">
                This server reports usage in an older form, by metric and not by project, so there
                is no chart of credits.
              </Notice>
            ) : (
              <Shown
                key={organization}
                organization={organization}
                usage={data}
                search={search}
                answer={answer}
              />
            )
          }
        </QueryView>
      </div>
    </Page>
  )
}

function Shown({
  organization,
  search,
  answer,
  usage,
}: {
  organization: string
  search: UsageSearch
  /** How the numbers came, which decides whether they may leave the page. */
  answer: UseQueryResult
  usage: OrganizationUsage
}) {
  const weekly = search.interval === 'week' && usage.interval === 'day'
  const shown = useMemo(() => (weekly ? byWeek(usage) : usage), [usage, weekly])
  const series = useMemo(() => usageSeries(shown), [shown])
  const [first] = series.buckets
  const last = series.buckets.at(-1)
  if (!first || !last) return <Empty>The server reported no usage at all for this range.</Empty>
  const range = `${formatRange(first.start, last.end)} (UTC)`
  if (series.organization.total === 0 && series.layers.length === 0)
    return (
      <Empty action={<SinceCreation organization={organization} />}>
        There are no credits in {range}.
      </Empty>
    )
  return (
    <>
      <UsageSummary
        organization={organization}
        search={search}
        series={series}
        interval={shown.interval}
        days={{ from: first.start, to: last.end }}
      />
      {/* What is pinned belongs to these days. */}
      <UsageChart
        key={`${first.start} ${last.end} ${shown.interval}`}
        series={series}
        interval={shown.interval}
      />
      <div className="-mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-quiet">The table below holds the same numbers.</p>
        <UsageExportMenu
          organization={organization}
          interval={shown.interval}
          series={series}
          made={new Date(answer.dataUpdatedAt)}
          reason={whyNotExport({
            isPlaceholder: answer.isPlaceholderData,
            isFetching: answer.isFetching,
            isError: answer.isError,
            series,
          })}
          onDone={toast.good}
          onFail={toast.danger}
        />
      </div>
      <UsageTable series={series} interval={shown.interval} caption={`Credits, ${range}`} />
    </>
  )
}

/** The widest range that makes sense: usage can be older than the page's presets reach. */
function SinceCreation({ organization }: { organization: string }) {
  const { data } = useQuery(details(organization))
  if (!data) return null
  const range = { from: data.creation_date.slice(0, 10), to: addDays(today(), 1) }
  return (
    <Link
      to={paths.usage(organization, usageSearchParams({ range, interval: 'month' }))}
      className={buttonClass('secondary')}
    >
      Show all since {formatDay(range.from)}
    </Link>
  )
}

function Loading() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-6">
      <Skeleton className="h-13 w-72" />
      <Skeleton className="h-60 w-full sm:h-80" />
      <Skeleton className="h-96 w-full" />
    </div>
  )
}
