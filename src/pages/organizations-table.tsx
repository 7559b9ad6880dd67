import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { Ban, CircleDashed, TriangleAlert } from 'lucide-react'
import { memo, useCallback, type KeyboardEvent, type ReactNode } from 'react'
import { Link } from 'react-router'
import type { ApiError } from '#contract/errors.ts'
import type { Output } from '#contract/operations.ts'
import { useLostConnection } from '../api/connection.ts'
import { isAwaited, isRefused, type Many } from '../api/many.ts'
import { currentPeriod, details, members, resources } from '../api/queries.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { useStays, useWhileOnScreen } from '../components/on-screen.ts'
import { OrganizationStatus } from '../components/organization-status.tsx'
import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatCreditsUnit, formatShare, formatSigned } from '../lib/credits.ts'
import { addDays, formatDay, formatRange, utcDay } from '../lib/dates.ts'
import { asName } from '../lib/names.ts'
import { asSentence, whyOf } from '../lib/sentence.ts'
import { paths } from '../paths.ts'
import { Reason } from '../ui/reason.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { cellClass, SortHeading, stickyHeadClass, TableBody } from '../ui/table.tsx'
import {
  daysBefore,
  isNewSince,
  isOfToday,
  memberFigures,
  membersCounted,
  periodChange,
  periodComparison,
  periodFigures,
  periodTrend,
  readsFor,
  type MemberFigures,
  type PeriodRanges,
} from './organization-figures.ts'
import {
  type LateSort,
  type Listed,
  type OrganizationSearch,
  type Sort,
} from './organization-list.ts'
import { OrganizationMenu } from './organization-menu.tsx'

/** From which width on a column has room; narrower screens leave it to the organization's own pages. */
const from = {
  sm: 'max-sm:!hidden',
  md: 'max-md:!hidden',
  lg: 'max-lg:!hidden',
  xl: 'max-xl:!hidden',
} as const

/** The organizations that are shown. What the list doesn't tell of them comes late, and only of those on the screen. */
export function OrganizationsTable({
  shown,
  search,
  many,
  stopped,
  columns,
  onSort,
}: {
  shown: Listed[]
  search: OrganizationSearch
  many: Many
  /** Whether nothing more is read for now. */
  stopped: boolean
  /** Which columns there is room for. */
  columns: readonly LateSort[]
  onSort: (pressed: Sort) => void
}) {
  const heading = (sort: Sort, label: string, className = '') => (
    <SortHeading
      label={label}
      sorted={search.sort === sort ? (search.descending ? 'descending' : 'ascending') : undefined}
      className={className}
      onSort={() => onSort(sort)}
    />
  )
  return (
    <table className="cards w-full table-fixed" aria-rowcount={shown.length + 1}>
      <caption className="sr-only">Organizations you are a member of</caption>
      <thead>
        <tr aria-rowindex={1}>
          {heading('name', 'Name')}
          {heading('subscription', 'Subscription', `w-28 ${from.lg}`)}
          {heading('members', 'Members', 'w-24 !text-end')}
          {heading('admins', 'Admins', 'w-30 !text-end')}
          {heading('projects', 'Projects', `w-24 !text-end ${from.lg}`)}
          {heading('credits', 'Credits, this period', 'w-36 !text-end')}
          {heading('change', 'Change', `w-34 !text-end ${from.md}`)}
          <th scope="col" className={`${stickyHeadClass} w-30 ${from.xl}`}>
            By day
          </th>
          {heading('created', 'Created (UTC)', `w-30 ${from.xl}`)}
          <th scope="col" className={`${stickyHeadClass} w-9 pr-0`}>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <TableBody
        items={shown}
        row={(organization, { 'aria-rowindex': rowIndex }) => (
          <OrganizationRow
            key={organization.id}
            {...{ organization, rowIndex, many, stopped, columns }}
          />
        )}
      />
    </table>
  )
}

interface RowProps {
  organization: Listed
  rowIndex: number
  many: Many
  stopped: boolean
  columns: readonly LateSort[]
}

/** What the rows wait for is read by `many`. */
const late = { enabled: false } as const

const OrganizationRow = memo(function OrganizationRow(props: RowProps) {
  const { organization, rowIndex, many, columns } = props
  const { name, id, status } = organization
  const want = useCallback(
    () => many.want([() => readsFor(organization, columns)], 'on screen'),
    [many, organization, columns],
  )
  const row = useWhileOnScreen<HTMLTableRowElement>(want)
  // A row that scrolls in is there at once, and the rest of it when it stays.
  const isWhole = useStays()

  return (
    <tr
      ref={row}
      aria-rowindex={rowIndex}
      className="grid-rows-[repeat(2,minmax(44px,auto))] border-b border-line"
    >
      <th scope="row" className={`${cellClass} text-start font-medium max-sm:border-0`}>
        <span className="flex items-center gap-2">
          {name === '' ? (
            <span className="truncate text-quiet">(no name)</span>
          ) : (
            <Link
              to={paths.overview(name)}
              title={asName(name)}
              onKeyDown={stepToRow}
              className="min-w-0 scroll-mt-12 truncate underline-offset-4 hover:underline max-sm:py-1"
            >
              {asName(name)}
            </Link>
          )}
          {status && status !== 'active' && (
            <span className="max-w-1/2 overflow-hidden">
              <OrganizationStatus status={status} />
            </span>
          )}
          {isWhole && <Outdated {...{ name }} />}
        </span>
      </th>
      {name === '' ? (
        <Instead
          why={`Without a name it has no address: nothing of it can be read. Its id is ${id}.`}
        />
      ) : isWhole ? (
        <Figures {...props} />
      ) : (
        <td aria-label="Loading" />
      )}
    </tr>
  )
})

/** Why there are no figures, in their place. Behind it stand as many columns as there is room for. */
const Instead = ({ why, children }: { why: string; children?: ReactNode }) => (
  <>
    <td
      colSpan={3}
      className="text-sm text-quiet wrap-anywhere max-sm:order-3 max-sm:col-span-full"
    >
      {why}
    </td>
    <td aria-hidden colSpan={2} className={from.lg} />
    <td aria-hidden className={from.md} />
    <td aria-hidden colSpan={2} className={from.xl} />
    {children ?? <td aria-hidden />}
  </>
)

const MenuCell = (of: { name: string; id: string }) => (
  <td className="h-12 border-b border-line text-end max-sm:order-2 max-sm:justify-self-end max-sm:border-0">
    <OrganizationMenu {...of} />
  </td>
)

/** What is read of one organization, which `many` asks for. */
function useReads(name: string) {
  // Whether what broke off is awaited depends on it.
  useLostConnection()
  return {
    detail: useQuery({ ...details(name), ...late }),
    people: useQuery({ ...members(name), ...late }),
    counts: useQuery({ ...resources(name), ...late }),
    usage: useQuery({ ...currentPeriod(name), ...late }),
  }
}

function Figures({ organization, many, stopped }: RowProps) {
  const { name, id, creation_date } = organization
  const { detail, people, counts, usage } = useReads(name)
  const counted = membersCounted(people, counts.data)
  const cell = { stopped, onRetry: many.retry }
  const refused = refusalOfAll([detail, people, counts, usage])
  if (refused)
    return (
      <Instead
        why={`${refused.kind === 'forbidden' ? 'No access' : 'Not readable'}: ${asSentence(refused.message)}`}
      >
        <MenuCell {...{ name, id }} />
      </Instead>
    )

  return (
    <>
      <td className={`${cellClass} ${overflowing} ${from.lg}`}>
        <Late query={detail} what="The subscription" size="w-16" align="start" {...cell}>
          {({ subscription }) => subscription}
        </Late>
      </td>
      <td className={`${number} max-sm:order-3`}>
        <span className="text-sm text-quiet sm:hidden">Members </span>
        {counted === undefined ? (
          <Late query={people} what="The members" size="w-6" align="start" {...cell}>
            {(list) => formatCount(memberFigures(list).members)}
          </Late>
        ) : (
          formatCount(counted)
        )}
        {people.data && (
          <span className="sm:hidden">
            {' '}
            <FewAdmins {...{ name }} {...memberFigures(people.data)} />
          </span>
        )}
      </td>
      <td className={`${number} ${from.sm}`}>
        <Late query={people} what="The admins" size="w-6" {...cell}>
          {(list) => {
            const figures = memberFigures(list)
            const { admins } = figures
            return (
              <>
                <FewAdmins {...{ name }} {...figures} />{' '}
                {list.unread ? (
                  <Told text="Not every member could be read, so there may be more admins.">
                    {formatCount(admins)}+
                  </Told>
                ) : (
                  formatCount(admins)
                )}
              </>
            )
          }}
        </Late>
      </td>
      <td className={`${number} ${from.lg}`}>
        <Late query={counts} what="The projects" size="w-6" {...cell}>
          {({ projects }) =>
            projects === undefined ? (
              <Dash>The server does not tell how many projects there are.</Dash>
            ) : (
              formatCount(projects)
            )
          }
        </Late>
      </td>
      <td className={`${number} max-sm:order-4`}>
        <span className="text-sm text-quiet sm:hidden">Credits </span>
        <Late query={usage} what="The credits" size="w-16" {...cell}>
          {(data) => <Credits usage={data} {...{ name }} />}
        </Late>
      </td>
      <td className={`${number} ${from.md}`}>
        <Late query={usage} what="The credits" size="w-20" {...cell}>
          {(data) => <Comparison {...{ organization }} usage={data} {...cell} />}
        </Late>
      </td>
      <td className={`${cellClass} ${overflowing} ${from.xl}`}>
        <Late query={usage} what="The credits" size="w-24" {...cell}>
          {(data) => <Trend usage={data} />}
        </Late>
      </td>
      <td className={`${cellClass} text-quiet tabular-nums ${from.xl}`}>
        {formatDay(utcDay(creation_date))}
      </td>
      <MenuCell {...{ name, id }} />
    </>
  )
}

/** Why nothing can be read of it, where that is one reason for all that was asked. */
function refusalOfAll(
  reads: Pick<UseQueryResult<unknown, ApiError>, 'data' | 'error' | 'isFetching'>[],
) {
  const [first, ...others] = reads.flatMap(({ error }) => error ?? [])
  if (
    !first ||
    others.length === 0 ||
    reads.some(({ data, isFetching }) => data !== undefined || isFetching)
  )
    return undefined
  return [first, ...others].every((one) => isRefused(one) && one.message === first.message)
    ? first
    : undefined
}

function Outdated({ name }: { name: string }) {
  const failed = Object.values(useReads(name)).find(
    ({ data, error }) => data !== undefined && error && !isAwaited(error),
  )
  if (!failed?.error) return null
  return (
    <Told text={`Not everything here could be read again. ${whyOf(failed.error)}`} align="start">
      <span aria-hidden className="text-quiet">
        *
      </span>
      <span className="sr-only">Not up to date</span>
    </Told>
  )
}

/** What is told below a cell isn't cut off by it. */
const overflowing = 'has-[[role=tooltip]]:!overflow-visible'
const number = `${cellClass} !overflow-visible text-end tabular-nums max-sm:border-0`

/** The arrow keys go from row to row. */
function stepToRow(event: KeyboardEvent<HTMLAnchorElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const row = event.currentTarget.closest('tr')
  if (by === undefined || !row) return
  event.preventDefault()
  const index = Number(row.getAttribute('aria-rowindex')) + by
  row.parentElement?.querySelector<HTMLElement>(`tr[aria-rowindex="${index}"] a`)?.focus()
}

interface Cell {
  stopped: boolean
  onRetry: () => void
}

/** A cell whose answer comes late: a skeleton, the answer, or a mark that says why there is none. */
function Late<Data>({
  query: { data, error, isFetching },
  what,
  size,
  align,
  stopped,
  onRetry,
  children,
}: Cell & {
  query: UseQueryResult<Data, ApiError>
  /** As in "The members could not be read." */
  what: string
  /** How wide the answer will be, about. */
  size: string
  align?: 'start' | 'end'
  children: (data: Data) => ReactNode
}) {
  if (data !== undefined)
    return (
      <span aria-busy={isFetching || undefined} className="aria-busy:opacity-50">
        {children(data)}
      </span>
    )
  if (error && isRefused(error)) return <NoAccess {...{ error, align }} />
  if (error && !isAwaited(error) && !isFetching)
    return (
      <Reason
        text={`${what} could not be read. ${error.message} Press to try again.`}
        align={align}
      >
        {(describedBy) => (
          <button
            type="button"
            aria-label={`${what} could not be read, try again`}
            aria-describedby={describedBy}
            onClick={({ currentTarget }) => {
              // It gives way to what is read.
              currentTarget.closest('tr')?.querySelector('a')?.focus()
              onRetry()
            }}
            className="-mx-2 inline-flex h-8 min-w-8 items-center justify-center rounded-md text-danger hover:bg-raised max-sm:size-11"
          >
            <TriangleAlert size={14} aria-hidden />
          </button>
        )}
      </Reason>
    )
  if (stopped && !isFetching) return <NotRead align={align} />
  return (
    <>
      <Skeleton still className={`inline-block h-4 align-middle ${size}`} />
      <span className="sr-only">loading</span>
    </>
  )
}

type Align = { align?: 'start' | 'end' | undefined }

const NoAccess = ({ error, align }: Align & { error: ApiError }) => (
  <Told text={error.message} align={align}>
    <span className="inline-flex items-center gap-1 text-xs text-quiet">
      <Ban size={12} aria-hidden className="shrink-0" />
      {error.kind === 'invalid' ? 'Refused' : 'No access'}
    </span>
  </Told>
)

const NotRead = ({ align }: Align) => (
  <Told text="Not read: reading was stopped. Go on above the table." align={align}>
    <CircleDashed size={12} aria-hidden className="inline text-quiet" />
    <span className="sr-only">Not read</span>
  </Told>
)

/** Nothing to show, and why. */
const Dash = ({
  align,
  said = 'Not known',
  children,
}: Align & { said?: string; children: string }) => (
  <Told text={children} align={align}>
    <span aria-hidden className="text-quiet">
      –
    </span>
    <span className="sr-only">{said}</span>
  </Told>
)

/** What is shown, and more about it for whoever points at it, presses it or comes to it by the keys. */
const Told = ({ text, align, children }: Align & { text: string; children: ReactNode }) => (
  <Reason text={text} align={align}>
    {(describedBy) => (
      <button
        type="button"
        aria-describedby={describedBy}
        // On phones it takes its room from the words before it, so that a short figure stays beside them.
        className="cursor-default rounded-sm text-inherit tabular-nums select-text max-sm:-ml-9 max-sm:min-h-11 max-sm:pl-9 max-sm:text-end"
      >
        {children}
      </button>
    )}
  </Reason>
)

/** Where nobody can act as admin, or one person alone. */
function FewAdmins({ name, admins, activeAdmins }: MemberFigures & { name: string }) {
  if (activeAdmins === undefined || activeAdmins > 1) return null
  return (
    <Reason
      text={
        activeAdmins === 0
          ? 'There is no active admin, so nobody can change anything there.'
          : 'There is a single active admin. Make someone else admin, too, before it matters.'
      }
      align="start"
    >
      {(describedBy) => (
        <Link
          to={paths.members(name)}
          aria-describedby={describedBy}
          className="rounded-full bg-warning-soft px-2 text-xs/5 font-medium text-warning underline-offset-4 hover:underline max-sm:py-1"
        >
          {activeAdmins === 0 ? (
            <>
              <span className="max-sm:hidden">none active</span>
              <span className="sm:hidden">no active admin</span>
            </>
          ) : (
            <>
              {admins === 1 ? 'only one' : 'one active'}
              <span className="sm:sr-only"> admin</span>
            </>
          )}
          <span className="sr-only">, see the members</span>
        </Link>
      )}
    </Reason>
  )
}

type Usage = Output<'organizations_usage_get'>

const notTold = {
  older:
    'This server reports usage in an older form, without credits by day. The organization’s Usage shows it.',
  nothing: 'Nothing is reported for this period.',
} as const

function Credits({ name, usage }: { name: string; usage: Usage }) {
  const period = periodFigures(usage)
  if (period === 'older')
    return (
      <Reason text={notTold.older}>
        {(describedBy) => (
          <Link
            to={paths.usage(name)}
            aria-describedby={describedBy}
            className="text-xs text-quiet underline max-sm:inline-block max-sm:py-3.5"
          >
            in an older form
          </Link>
        )}
      </Reason>
    )
  if (!period) return <Dash>{notTold.nothing}</Dash>
  const { days, credits, lack } = period
  return (
    <Told text={`${formatRange(days.from, days.to)} (UTC)${lack ? `: ${lack}.` : ''}`}>
      <span className="block text-end">
        {formatCredits(credits)}
        {lack && <span className="block text-xs text-quiet">{lack}</span>}
      </span>
    </Told>
  )
}

function Comparison({
  organization,
  usage,
  ...cell
}: Cell & { organization: Listed; usage: Usage }) {
  const { name, creation_date } = organization
  if (isOfToday(organization))
    return <Dash said="Nothing to compare">Created today, so nothing was before.</Dash>
  const ranges = periodComparison(usage, creation_date)
  if (typeof ranges === 'string')
    return <Dash>{Array.isArray(usage) ? notTold.older : ranges}</Dash>
  return isNewSince(ranges) ? (
    <Change {...{ usage, ranges }} before={undefined} />
  ) : (
    <LateChange {...{ name, usage, ranges }} {...cell} />
  )
}

function LateChange({
  name,
  ...compared
}: Cell & { name: string; usage: Usage; ranges: PeriodRanges }) {
  const { usage, ranges, ...cell } = compared
  const query = useQuery({ ...daysBefore(name, ranges), ...late })
  return (
    <Late query={query} what="The days before" size="w-20" {...cell}>
      {(before) => <Change {...{ usage, ranges, before }} />}
    </Late>
  )
}

function Change({
  usage,
  ranges,
  before,
}: {
  usage: Usage
  ranges: PeriodRanges
  /** Undefined where there was no organization. */
  before: Usage | undefined
}) {
  const { current, previous, days } = ranges
  const change = periodChange(usage, before, ranges)
  if (!change) return <Dash>Not all of the days before are reported.</Dash>
  const { difference, ratio } = change
  return (
    <Told
      text={`${formatRange(current.from, current.to)} against ${formatRange(previous.from, previous.to)} (UTC), ${formatCount(days)} finished ${days === 1 ? 'day' : 'days'} each`}
    >
      <span className="block text-end">
        {formatSigned(difference, formatCredits)}
        <span className="block text-xs text-quiet">
          {ratio !== undefined
            ? formatSigned(ratio, formatShare)
            : difference !== 0 && (change.current === 0 ? 'none now' : 'new')}
        </span>
      </span>
    </Told>
  )
}

function Trend({ usage }: { usage: Usage }) {
  const period = periodFigures(usage)
  if (typeof period !== 'object') return <Dash>{notTold[period ?? 'nothing']}</Dash>
  const { values, running } = periodTrend(usage, period)
  if (values.length < 2) return <Dash said="None yet">No day of this period is finished yet.</Dash>
  const highest = values.reduce<number>((most, value = 0) => Math.max(most, value), 0)
  const day = addDays(period.days.from, values.indexOf(highest))
  return (
    <span className="inline-flex align-middle">
      <Sparkline
        values={values}
        running={running}
        label={
          highest > 0
            ? `By day, highest on ${formatDay(day)} with ${formatCreditsUnit(highest)}`
            : 'By day, no credits'
        }
      />
    </span>
  )
}
