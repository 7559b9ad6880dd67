import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useLoaderData, useNavigate, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUsage } from '#contract/resources.ts'
import { details } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { UsageChart } from '../charts/usage-chart.tsx'
import { usageSeries, type UsageSeries } from '../charts/usage-series.ts'
import { byWeek } from '../charts/usage-weeks.ts'
import { UsageTable } from '../charts/usage-table.tsx'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatShare } from '../lib/credits.ts'
import { addDays, formatDay, formatRange, today } from '../lib/dates.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { UsageControls } from './usage-controls.tsx'
import { usage } from './usage-query.ts'
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
                weekly={search.interval === 'week' && data.interval === 'day'}
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
  usage,
  weekly,
}: {
  organization: string
  usage: OrganizationUsage
  weekly: boolean
}) {
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
      <Summary series={series} range={range} />
      <UsageChart series={series} interval={shown.interval} />
      <p className="-mb-3 text-sm text-quiet">The table below holds the same numbers.</p>
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

function Summary({ series, range }: { series: UsageSeries; range: string }) {
  const { organization, rows, reconciliation } = series
  const deleted = rows.find(({ kind }) => kind === 'deleted')
  const projects = rows.filter(({ kind }) => kind === 'project').length
  return (
    <div className="grid gap-3">
      <dl className="flex flex-wrap gap-x-10 gap-y-3">
        <Fact label={`Total, ${range}`} credits={organization.total} />
        <div>
          <dt className="text-xs text-quiet">Projects</dt>
          <dd className="text-2xl font-semibold tabular-nums">{formatCount(projects)}</dd>
        </div>
        <Fact label="In deleted projects" credits={deleted?.total} share={deleted?.share} />
      </dl>
      {reconciliation.matches < reconciliation.of && <Mismatch {...reconciliation} />}
    </div>
  )
}

function Fact({
  label,
  credits,
  share,
}: {
  label: string
  /** Undefined where the server reported nothing. */
  credits: number | undefined
  share?: number | undefined
}) {
  return (
    <div>
      <dt className="text-xs text-quiet">{label}</dt>
      {credits === undefined ? (
        <dd className="text-lg/9 text-quiet">Not reported</dd>
      ) : (
        <dd className="text-2xl font-semibold tabular-nums">
          {formatCredits(credits)}{' '}
          <span className="text-base font-normal">
            credits{share ? `, ${formatShare(share)}` : ''}
          </span>
        </dd>
      )}
    </div>
  )
}

/** The parts that a server sends need not add up to its whole; people should know before they rely on either. */
function Mismatch({ matches, of, difference }: UsageSeries['reconciliation']) {
  return (
    <Notice tone="warning">
      In {formatCount(of - matches)} of {formatCount(of)} columns of the table the projects and the
      deleted projects do not add up to the organization.{' '}
      {difference === 0
        ? 'Over the whole range they do.'
        : `Over the whole range the organization is ${formatCredits(Math.abs(difference))} credits ${difference > 0 ? 'higher' : 'lower'}.`}
    </Notice>
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
