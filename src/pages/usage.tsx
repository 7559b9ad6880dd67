import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useLoaderData, useNavigate, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUsage } from '#contract/resources.ts'
import { query, queryClient } from '../api/query.ts'
import { UsageChart } from '../charts/usage-chart.tsx'
import { usageSeries, type UsageSeries } from '../charts/usage-series.ts'
import { UsageTable } from '../charts/usage-table.tsx'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { formatCredits, formatShare } from '../lib/credits.ts'
import { formatRange } from '../lib/dates.ts'
import { param } from '../lib/params.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { UsageControls } from './usage-controls.tsx'
import { presets } from './usage-ranges.ts'
import { parseUsageSearch, usageSearchParams, type UsageSearch } from './usage-search.ts'

const usage = (organization_name: string, { range, interval }: UsageSearch) =>
  query('organizations_usage_get', {
    params: { organization_name },
    query: { ...(range && { start_date: range.from, end_date: range.to }), interval },
  })

export function loader({ params, request }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  const search = parseUsageSearch(new URL(request.url).searchParams)
  void queryClient.query(usage(organization, search)).catch(() => undefined)
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
              <Shown key={organization} organization={organization} usage={data} />
            )
          }
        </QueryView>
      </div>
    </Page>
  )
}

function Shown({ organization, usage }: { organization: string; usage: OrganizationUsage }) {
  const series = useMemo(() => usageSeries(usage), [usage])
  const [first] = series.buckets
  const last = series.buckets.at(-1)
  if (!first || !last) return <Empty>The server reported no usage at all for this range.</Empty>
  const range = `${formatRange(first.start, last.end)} (UTC)`
  if (!series.organization.total && series.layers.length === 0)
    return (
      <Empty
        action={
          <Link
            to={paths.usage(
              organization,
              usageSearchParams({ range: presets().at(-1)?.range, interval: 'month' }),
            )}
            className={buttonClass('secondary')}
          >
            Show this year
          </Link>
        }
      >
        No credits were used in {range}.
      </Empty>
    )
  return (
    <>
      <Summary series={series} range={range} />
      <UsageChart series={series} interval={usage.interval} />
      <p className="-mb-3 text-sm text-quiet">The table below holds the same numbers.</p>
      <UsageTable series={series} interval={usage.interval} caption={`Credits, ${range}`} />
    </>
  )
}

function Summary({ series, range }: { series: UsageSeries; range: string }) {
  const { organization, rows, reconciliation } = series
  const deleted = rows.find(({ kind }) => kind === 'deleted')
  const projects = rows.filter(({ kind }) => kind === 'project').length
  return (
    <div className="grid gap-3">
      <dl className="flex flex-wrap gap-x-10 gap-y-3">
        <div>
          <dt className="text-xs text-quiet">Total, {range}</dt>
          <dd className="text-2xl font-semibold tabular-nums">
            {formatCredits(organization.total ?? 0)}{' '}
            <span className="text-base font-normal">credits</span>
          </dd>
        </div>
        <div>
          <dt className="text-xs text-quiet">Projects</dt>
          <dd className="text-2xl font-semibold tabular-nums">{projects}</dd>
        </div>
        <div>
          <dt className="text-xs text-quiet">In deleted projects</dt>
          <dd className="text-2xl font-semibold tabular-nums">
            {formatCredits(deleted?.total ?? 0)}{' '}
            <span className="text-base font-normal">
              credits{deleted?.share ? `, ${formatShare(deleted.share)}` : ''}
            </span>
          </dd>
        </div>
      </dl>
      {reconciliation.matches < reconciliation.of && (
        <Notice tone="warning">
          The projects and the deleted projects add up to the organization in{' '}
          {reconciliation.matches} of {reconciliation.of} buckets; in all, the organization is{' '}
          {formatCredits(Math.abs(reconciliation.difference))} credits{' '}
          {reconciliation.difference > 0 ? 'higher' : 'lower'}.
        </Notice>
      )}
    </div>
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
