import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import {
  Link,
  useLoaderData,
  useSearchParams,
  type LoaderFunctionArgs,
  type ShouldRevalidateFunctionArgs,
} from 'react-router'
import { queryClient, warm } from '../api/query.ts'
import { useChangeSearch, type ChangeSearch } from '../components/change-search.ts'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { UnreadRows } from '../components/unread-rows.tsx'
import { formatDay, formatRange, today, type DayRange } from '../lib/dates.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { MetricsView } from './usage-metrics.tsx'
import { OrganizationUsageFigure } from './usage-organization-figure.tsx'
import {
  daysOf,
  intervalNames,
  OtherRanges,
  TooManyBars,
  UnreadRange,
  UsageLoading,
  type LinkTo,
} from './usage-parts.tsx'
import { LargeUsage } from './usage-progress.tsx'
import { shownUsage } from './usage-query.ts'
import { UsageRangeBar, useFirstDay, useKnownRanges } from './usage-range-bar.tsx'
import { presets } from './usage-ranges.ts'
import type { UsageAnswer } from './usage-reading.ts'
import {
  parseUsageSearch,
  usageSearchParams,
  whyNotRange,
  type UsageSearch,
} from './usage-search.ts'
import { useDroppedBudget } from './use-dropped-budget.ts'

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

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  // Nothing of one organization may stand under the name of another.
  return <Usage key={organization} organization={organization} />
}

function Usage({ organization }: { organization: string }) {
  const [params] = useSearchParams()
  const day = today()
  const search = useMemo(() => parseUsageSearch(params, [], day), [params, day])
  useDroppedBudget(search)
  const known = useKnownRanges(organization)
  const problem = whyNotRange(search.range, day)
  const answer = useQuery({
    ...shownUsage(organization, search),
    placeholderData: keepPreviousData,
    enabled: !problem,
  })
  const linkTo = useCallback(
    (next: UsageSearch) => paths.usage(organization, usageSearchParams(next)),
    [organization],
  )
  const change = useChangeSearch(search, linkTo)

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
        offered={presets(known)}
        rolling={known.period ?? undefined}
        created={known.created}
        search={search}
        linkTo={linkTo}
        onChange={(next) => change(() => next)}
      />
      <UnreadRange rolling={rolling} />
      {problem ? (
        <Empty action={<Others {...{ organization, search, linkTo }} />}>
          {problem} Choose another range.
        </Empty>
      ) : (
        <LargeUsage
          organization={organization}
          days={search}
          answer={answer}
          byMonth={
            search.interval === 'month' ? undefined : linkTo({ ...search, interval: 'month' })
          }
        >
          <div
            aria-busy={answer.isPlaceholderData}
            className={`grid grid-cols-[minmax(0,1fr)] gap-6 transition-opacity duration-150 ${answer.isPlaceholderData ? 'opacity-50' : ''}`}
          >
            <TooManyBars search={search} linkTo={linkTo} />
            <QueryView query={answer} what="The usage" loading={<UsageLoading />}>
              {(data) => (
                <>
                  <UnreadRows unread={data.unread} />
                  <Shown {...{ organization, search, answer, data, linkTo }} onChange={change} />
                </>
              )}
            </QueryView>
            {answer.error?.kind === 'invalid' && answer.error.status === 502 && (
              <TooMuch {...{ search, linkTo }} />
            )}
          </div>
        </LargeUsage>
      )}
    </Page>
  )
}

/** Waiting makes no answer smaller. */
function TooMuch({ search, linkTo }: { search: UsageSearch; linkTo: LinkTo }) {
  if (search.interval === 'month') return <p>Choose a shorter range.</p>
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p>Choose a shorter range, or have it by month.</p>
      <Link
        to={linkTo({ ...search, interval: 'month' })}
        preventScrollReset
        className={buttonClass()}
      >
        Show by month
      </Link>
    </div>
  )
}

function Shown({
  organization,
  search,
  answer,
  data,
  linkTo,
  onChange,
}: {
  organization: string
  search: UsageSearch
  /** How the numbers came, which decides whether they may leave the page. */
  answer: UseQueryResult<UsageAnswer>
  data: UsageAnswer
  linkTo: LinkTo
  onChange: ChangeSearch<UsageSearch>
}) {
  const days = useMemo(() => (data.kind === 'series' ? daysOf(data.series) : undefined), [data])
  if (data.kind === 'metrics') return <MetricsView metrics={data.metrics} />
  const { series, interval } = data
  if (!days) return <Empty>The server reported no usage at all for this range.</Empty>
  if (series.organization.total === 0 && series.rows.every(({ total }) => !total))
    return <NoCredits {...{ organization, search, days, linkTo }} />
  return (
    <OrganizationUsageFigure
      organization={organization}
      search={search}
      series={series}
      interval={interval}
      days={days}
      answer={answer}
      linkTo={linkTo}
      onChange={onChange}
    />
  )
}

function NoCredits({
  organization,
  days,
  ...props
}: {
  organization: string
  search: UsageSearch
  days: DayRange
  linkTo: LinkTo
}) {
  const created = useFirstDay(organization)
  const isAll = created !== undefined && days.from <= created && days.to > today()
  return isAll ? (
    <Empty>
      {organization} has used no credits since it was created on {formatDay(created)} (UTC).
    </Empty>
  ) : (
    <Empty action={<Others organization={organization} {...props} />}>
      There are no credits in {formatRange(days.from, days.to)} (UTC).
    </Empty>
  )
}

/** What is shown without days. */
const rolling = 'the current period'

function Others({
  organization,
  ...props
}: {
  organization: string
  search: UsageSearch
  linkTo: LinkTo
}) {
  return <OtherRanges {...props} created={useFirstDay(organization)} rolling={rolling} />
}
