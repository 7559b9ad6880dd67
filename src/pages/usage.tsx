import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import {
  Link,
  useLoaderData,
  useNavigate,
  useSearchParams,
  type LoaderFunctionArgs,
  type ShouldRevalidateFunctionArgs,
} from 'react-router'
import { queryClient, warm } from '../api/query.ts'
import type { UsageSeries } from '../charts/usage-series.ts'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { UnreadRows } from '../components/unread-rows.tsx'
import { formatCount } from '../lib/counts.ts'
import { addDays, daysBetween, formatDay, formatRange, today } from '../lib/dates.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { UsageFigure, type ChangeSearch } from './usage-figure.tsx'
import { MetricsView } from './usage-metrics.tsx'
import { LargeUsage } from './usage-progress.tsx'
import { shownUsage } from './usage-query.ts'
import { UsageRangeBar, useFirstDay } from './usage-range-bar.tsx'
import type { UsageAnswer } from './usage-reading.ts'
import {
  overRange,
  parseUsageSearch,
  usageSearchParams,
  whyNotRange,
  type UsageSearch,
} from './usage-search.ts'

export function loader({ params, request }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  const search = parseUsageSearch(new URL(request.url).searchParams)
  if (!whyNotRange(search.range, today())) warm(queryClient.query(shownUsage(organization, search)))
  return { organization }
}

/** How the days are looked at changes the address, too, but nothing that is read. */
export function shouldRevalidate({
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs) {
  const read = ({ pathname, searchParams }: URL) => {
    const { range, interval } = parseUsageSearch(searchParams)
    return `${pathname} ${range?.from} ${range?.to} ${interval}`
  }
  return read(currentUrl) !== read(nextUrl) && defaultShouldRevalidate
}

const intervalNames = { day: 'By day', week: 'By week', month: 'By month' } as const

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  // Nothing of one organization may stand under the name of another.
  return <Usage key={organization} organization={organization} />
}

function Usage({ organization }: { organization: string }) {
  const [params] = useSearchParams()
  const search = useMemo(() => parseUsageSearch(params), [params])
  const navigate = useNavigate()
  const problem = whyNotRange(search.range, today())
  const answer = useQuery({
    ...shownUsage(organization, search),
    placeholderData: keepPreviousData,
    enabled: !problem,
  })
  // What was chosen last counts, also while the address has yet to follow.
  const latest = useRef(search)
  useEffect(() => {
    latest.current = search
  }, [search])
  const change = useCallback(
    (next: (latest: UsageSearch) => UsageSearch, options?: { replace: boolean }) => {
      latest.current = next(latest.current)
      void navigate(paths.usage(organization, usageSearchParams(latest.current)), {
        preventScrollReset: true,
        ...options,
      })
    },
    [navigate, organization],
  )
  const link = (next: UsageSearch) => paths.usage(organization, usageSearchParams(next))

  return (
    <Page
      title="Usage"
      of={organization}
      actions={
        <Segmented
          legend="Interval"
          options={intervalNames}
          value={search.interval}
          onChange={(interval) => change((latest) => ({ ...latest, interval, pin: undefined }))}
        />
      }
    >
      <UsageRangeBar
        organization={organization}
        search={search}
        onChange={(next) => change(() => next)}
      />
      {problem ? (
        <Empty action={<OtherRanges organization={organization} search={search} />}>
          {problem} Choose another range.
        </Empty>
      ) : (
        <LargeUsage
          organization={organization}
          days={search}
          answer={answer}
          byMonth={search.interval === 'month' ? undefined : link({ ...search, interval: 'month' })}
        >
          <div
            aria-busy={answer.isPlaceholderData}
            className={`grid grid-cols-[minmax(0,1fr)] gap-6 transition-opacity duration-150 ${answer.isPlaceholderData ? 'opacity-50' : ''}`}
          >
            <TooManyBars search={search} link={link} />
            <QueryView query={answer} what="The usage" loading={<Loading />}>
              {(data) => (
                <>
                  <UnreadRows unread={data.unread} />
                  <Shown
                    organization={organization}
                    search={search}
                    answer={answer}
                    data={data}
                    onChange={change}
                  />
                </>
              )}
            </QueryView>
          </div>
        </LargeUsage>
      )}
    </Page>
  )
}

function Shown({
  organization,
  search,
  answer,
  data,
  onChange,
}: {
  organization: string
  search: UsageSearch
  /** How the numbers came, which decides whether they may leave the page. */
  answer: UseQueryResult<UsageAnswer>
  data: UsageAnswer
  onChange: ChangeSearch
}) {
  const days = useMemo(() => (data.kind === 'series' ? daysOf(data.series) : undefined), [data])
  if (data.kind === 'metrics') return <MetricsView metrics={data.metrics} />
  const { series, interval } = data
  if (!days) return <Empty>The server reported no usage at all for this range.</Empty>
  if (series.organization.total === 0 && series.rows.every(({ total }) => !total))
    return (
      <Empty action={<OtherRanges organization={organization} search={search} />}>
        There are no credits in {formatRange(days.from, days.to)} (UTC).
      </Empty>
    )
  return (
    <UsageFigure
      organization={organization}
      search={search}
      series={series}
      interval={interval}
      days={days}
      answer={answer}
      onChange={onChange}
    />
  )
}

function daysOf({ buckets }: UsageSeries) {
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  return first && last && { from: first.start, to: last.end }
}

const mostBars = 400

/** Bars of a pixel or two can be seen, but not read. */
function TooManyBars({
  search,
  link,
}: {
  search: UsageSearch
  link: (search: UsageSearch) => string
}) {
  const { range, interval } = search
  const days = range ? daysBetween(range.from, range.to) : 0
  if (interval !== 'day' || days <= mostBars) return null
  return (
    <Notice
      action={
        <Link
          to={link({ ...search, interval: 'month' })}
          preventScrollReset
          className={buttonClass()}
        >
          Show by month
        </Link>
      }
    >
      {formatCount(days)} days are hard to tell apart. By month they are easier to read.
    </Notice>
  )
}

/** The current period, and the widest range that makes sense: usage can be older than the presets reach. */
function OtherRanges({ organization, search }: { organization: string; search: UsageSearch }) {
  const created = useFirstDay(organization)
  const link = (range: UsageSearch['range'], text: string) => (
    <Link
      to={paths.usage(organization, usageSearchParams(overRange(search, range)))}
      className={buttonClass('secondary')}
    >
      {text}
    </Link>
  )
  return (
    <div className="flex flex-wrap justify-center gap-2">
      {search.range && link(undefined, 'Show the current period')}
      {created &&
        !(search.range && search.range.from <= created && search.range.to > today()) &&
        link({ from: created, to: addDays(today(), 1) }, `Show all since ${formatDay(created)}`)}
    </div>
  )
}

function Loading() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-6">
      <Skeleton className="h-38 w-full max-w-[640px]" />
      <Skeleton className="h-8 w-full max-sm:h-24" />
      <Skeleton className="h-60 w-full sm:h-80" />
      <Skeleton className="h-96 w-full" />
    </div>
  )
}
