import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import { Link, useSearchParams } from 'react-router'
import { startMany, type Many } from '../api/many.ts'
import { organizations } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { namesOf, whyNotExport } from '../charts/usage-export.ts'
import type { UsageRow } from '../charts/usage-series.ts'
import { AsOf } from '../components/as-of.tsx'
import { useChangeSearch, type ChangeSearch } from '../components/change-search.ts'
import { ManyProgress } from '../components/many-progress.tsx'
import { NoOrganizations } from '../components/no-organizations.tsx'
import { Page } from '../components/page.tsx'
import { QueryView, useFailure } from '../components/query-view.tsx'
import {
  inTwo,
  UnreadOrganizations,
  type UnreadOrganization,
} from '../components/unread-organizations.tsx'
import { useHalted } from '../components/use-halted.ts'
import { formatCount } from '../lib/counts.ts'
import { formatRange, today, utcDay, type DayRange } from '../lib/dates.ts'
import { asName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { ReadErrorPage } from './error-pages.tsx'
import { olderForm, resourceColumnIds, useAllUsage, type AllUsage } from './usage-all-query.ts'
import { UsageFigure } from './usage-figure.tsx'
import {
  daysOf,
  intervalNames,
  OtherRanges,
  TooManyBars,
  UnreadRange,
  UsageLoading,
} from './usage-parts.tsx'
import { UsageRangeBar } from './usage-range-bar.tsx'
import { presetsOfAll, thisMonth } from './usage-ranges.ts'
import {
  parseUsageSearch,
  usageSearchParams,
  whyNotRange,
  type UsageSearch,
} from './usage-search.ts'
import { useDroppedBudget } from './use-dropped-budget.ts'

export function loader() {
  warm(queryClient.query(organizations()))
  return null
}

/** What is shown without days. */
const rolling = 'this month'

const linkTo = (search: UsageSearch) => paths.allUsage(usageSearchParams(search))

export function Component() {
  const [params] = useSearchParams()
  const day = today()
  const search = useMemo(() => parseUsageSearch(params, resourceColumnIds, day), [params, day])
  useDroppedBudget(search)
  const list = useQuery(organizations())
  const [many] = useState(startMany)
  const problem = whyNotRange(search.range, day)
  const change = useChangeSearch(search, linkTo)
  const created = useMemo(() => firstDayOf(list.data), [list.data])
  const failure = useFailure(list)
  if (failure && !list.data) return <ReadErrorPage error={failure} read={list} />
  return (
    <Page
      title="Usage of all organizations"
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
        offered={presetsOfAll(created)}
        rolling={thisMonth()}
        created={created}
        search={search}
        linkTo={linkTo}
        onChange={(next) => change(() => next)}
      />
      <UnreadRange rolling={rolling} />
      {problem ? (
        <Empty action={<OtherRanges {...{ search, created, linkTo }} rolling={rolling} />}>
          {problem} Choose another range.
        </Empty>
      ) : (
        <QueryView query={list} what="Your organizations" loading={<UsageLoading />}>
          {(all) =>
            all.length === 0 ? (
              <NoOrganizations />
            ) : (
              <Read {...{ many, all, search, created }} onChange={change} />
            )
          }
        </QueryView>
      )}
    </Page>
  )
}

/** The day on which the first of the organizations was created. */
const firstDayOf = (all: readonly { creation_date: string }[] | undefined) =>
  all?.map(({ creation_date }) => utcDay(creation_date)).toSorted()[0]

interface ShownProps {
  many: Many
  search: UsageSearch
  /** The first day of the first organization. */
  created: string | undefined
  onChange: ChangeSearch<UsageSearch>
}

function Read({
  all,
  ...props
}: ShownProps & { all: readonly { id: string; name: string; creation_date: string }[] }) {
  const { many, search } = props
  const month = thisMonth()
  const range = search.range ?? month
  const usage = useAllUsage(many, all, search, range)
  const days = useMemo(() => ({ from: range.from, to: range.to }), [range.from, range.to])
  const { true: older = [], false: unread = [] } = Object.groupBy(
    usage.usage.unread,
    ({ error }) => `${error === olderForm}` as const,
  )
  return (
    <>
      <AsOf many={many} />
      <Progress {...{ many, usage }} />
      <OlderForm of={older} />
      <UnreadOrganizations unread={unread} of={all.length} many={many}>
        {usage.series ? 'They are missing in everything below.' : ''}
      </UnreadOrganizations>
      <UnreadOrganizations
        unread={without(usage.usage.unread, usage.rest.unread)}
        of={all.length}
        many={many}
      >
        Their change, members or resources are missing; their credits are not.
      </UnreadOrganizations>
      <UnreadOrganizations
        unread={[
          ...usage.usage.outdated,
          ...without([...usage.usage.unread, ...usage.usage.outdated], usage.rest.outdated),
        ]}
        of={all.length}
        many={many}
        outdated
      >
        What is shown of them may have changed.
      </UnreadOrganizations>
      {usage.partly.length > 0 && (
        <Notice tone="warning">
          Not all that was sent of {namesOf(usage.partly)} could be read: what is shown of them
          lacks it. Their own usage screens show what it is.
        </Notice>
      )}
      <TooManyBars search={search} linkTo={linkTo} />
      <Shown {...props} usage={usage} range={days} />
    </>
  )
}

/** What can't be added up is told elsewhere. */
function OlderForm({ of }: { of: readonly UnreadOrganization[] }) {
  if (of.length === 0) return null
  const [named, hidden] = inTwo(of)
  return (
    <Notice>
      <p>
        The usage of these organizations comes in an older form, without credits by day or month, so
        it is not added up here. Their own usage screens show it:
      </p>
      <UsageLinks of={named} />
      {hidden.length > 0 && (
        <details>
          <summary className="w-fit rounded-md max-sm:py-3">
            and {formatCount(hidden.length)} more
          </summary>
          <UsageLinks of={hidden} />
        </details>
      )}
    </Notice>
  )
}

const UsageLinks = ({ of }: { of: readonly UnreadOrganization[] }) => (
  <ul className="flex flex-wrap gap-x-4">
    {of.map(({ name }) => (
      <li key={name} className="min-w-0">
        <Link
          to={paths.usage(name)}
          className="wrap-anywhere underline underline-offset-4 max-sm:inline-block max-sm:py-3"
        >
          {asName(name)}
        </Link>
      </li>
    ))}
  </ul>
)

/** Those of which no failure is told yet. */
function without(told: readonly UnreadOrganization[], these: readonly UnreadOrganization[]) {
  const names = new Set(told.map(({ name }) => name))
  return these.filter(({ name }) => !names.has(name))
}

/**
 * First the usage, then the rest; the one is read of all organizations before the other. It counts what the numbers below
 * are of, which come a little later than the answers.
 */
function Progress({ many, usage: { usage, rest } }: { many: Many; usage: AllUsage }) {
  const state = useSyncExternalStore(many.subscribe, many.state)
  const first = usage.ended < usage.all
  const { all, ended } = first ? usage : rest
  // What failed is told below, by name.
  const anywhere = { all, read: ended, failed: 0, refused: 0 }
  return (
    <ManyProgress
      many={many}
      state={{ ...state, rows: { ...state.rows, anywhere } }}
      what={first ? 'usage' : theRest}
      meanwhile={first ? `Then ${theRest} of each.` : undefined}
    />
  )
}

const theRest = 'the days before, members and resources'

const name = 'all-organizations'

function Shown({
  many,
  search,
  created,
  onChange,
  usage,
  range,
}: ShownProps & { usage: AllUsage; range: DayRange }) {
  const { series, columns, compared, outlook, made } = usage
  const days = useMemo(() => series && daysOf(series), [series])
  const suffix = useMemo(
    () => usageSearchParams({ ...search, filter: undefined, pin: undefined, range }),
    [search, range],
  )
  const rowLink = useCallback(
    (row: UsageRow) => (
      <Link to={paths.usage(row.exactName, suffix)} className="underline-offset-4 hover:underline">
        {row.name}
      </Link>
    ),
    [suffix],
  )
  const halted = useHalted(many)
  if (!series) return usage.usage.ended < usage.usage.all ? <UsageLoading /> : null
  if (!days) return <Empty>No server reported any usage at all for this range.</Empty>
  const isWhole = usage.usage.ended === usage.usage.all
  return (
    <>
      {isWhole && series.organization.total === 0 && (
        <Notice action={<OtherRanges {...{ search, created, linkTo }} rolling={rolling} />}>
          There are no credits in {formatRange(days.from, days.to)} (UTC).
        </Notice>
      )}
      <UsageFigure
        name={name}
        {...{ search, series, days, compared, outlook, made, columns, rowLink, linkTo, onChange }}
        interval={search.interval}
        reason={
          (halted ? undefined : whyNotYet(usage)) ??
          whyNotExport({
            isPlaceholder: false,
            isFetching: false,
            isError: isOutdated(usage),
            series,
          })
        }
        rolling={rolling}
      />
    </>
  )
}

const isOutdated = ({ usage, rest }: AllUsage) => usage.outdated.length + rest.outdated.length > 0

/** What was stopped or failed is told in every export; what still comes may change it. */
const whyNotYet = ({ usage, rest }: AllUsage) => {
  const { ended, all } = usage.ended < usage.all ? usage : rest
  return ended < all
    ? `${formatCount(ended)} of ${formatCount(all)} organizations are read. Export them once all are.`
    : undefined
}
