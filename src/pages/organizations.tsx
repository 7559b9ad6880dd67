import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { isComplete, startMany, type Many } from '../api/many.ts'
import { organizations } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { AsOf } from '../components/as-of.tsx'
import { useChangeSearch } from '../components/change-search.ts'
import { ManyProgress } from '../components/many-progress.tsx'
import { NoOrganizations } from '../components/no-organizations.tsx'
import { isScrolled } from '../components/on-screen.ts'
import { Page } from '../components/page.tsx'
import { QueryView, useFailure } from '../components/query-view.tsx'
import { NothingFound, SearchToolbar } from '../components/search.tsx'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { ReadErrorPage } from './error-pages.tsx'
import { lateValue, readsFor } from './organization-figures.ts'
import {
  entriesOf,
  found,
  isLate,
  nextSort,
  organizationSearchParams,
  parseOrganizationSearch,
  sortedBy,
  type LateSort,
  type Listed,
  type OrganizationSearch,
  type Value,
} from './organization-list.ts'
import { OrganizationsTable } from './organizations-table.tsx'

export function loader() {
  warm(queryClient.query(organizations()))
  return null
}

export function Component() {
  const list = useQuery(organizations())
  const failure = useFailure(list)
  if (failure && !list.data) return <ReadErrorPage error={failure} read={list} />
  return (
    <Page
      title="Organizations"
      actions={
        <Link to={paths.organizationNew()} className={buttonClass('primary')}>
          <Plus size={16} aria-hidden />
          New organization
        </Link>
      }
    >
      <QueryView query={list} what="Your organizations" loading={<SkeletonRows rows={6} />}>
        {(all) =>
          all.length === 0 ? (
            <NoOrganizations />
          ) : (
            <Organizations {...{ all }} failing={failure !== null || list.failureReason !== null} />
          )
        }
      </QueryView>
    </Page>
  )
}

const sortNames = {
  name: 'Name',
  '-name': 'Name, Z first',
  '-created': 'Newest first',
  created: 'Oldest first',
  '-members': 'Most members first',
  admins: 'Fewest admins first',
  '-credits': 'Most credits first',
  '-change': 'Largest rise first',
  change: 'Largest fall first',
} as const

function Organizations({
  all,
  failing,
}: {
  all: Listed[]
  /** Whether the list itself could not be refreshed, which is said above. */
  failing: boolean
}) {
  const [search, change] = useOrganizationSearch()
  const navigate = useNavigate()
  // What comes while someone scrolls would make them wait.
  const [many] = useState(() => startMany(isScrolled))
  const { sort, descending, text } = search
  const stopped = useSyncExternalStore(many.subscribe, () => many.state().status === 'stopped')
  const columns = useRoom()
  const entries = useMemo(() => entriesOf(all), [all])
  const byName = useMemo(() => found(entries, text), [entries, text])
  const values = useLateValues(byName, text, isLate(sort) ? sort : undefined, many)
  const shown = useMemo(() => {
    if (sort === 'name') return descending ? byName.toReversed() : byName
    if (sort === 'created')
      return sortedBy(byName, ({ creation_date }) => creation_date, descending)
    return values ? sortedBy(byName, ({ id }) => values.get(id), descending) : byName
  }, [byName, sort, descending, values])
  const content = useRef<HTMLDivElement>(null)
  const sortValue = `${descending ? '-' : ''}${sort}`

  return (
    <div ref={content} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="flex-1 basis-96">
          <SearchToolbar
            search={{
              text,
              set: (text) => change((latest) => ({ ...latest, text }), { replace: true }),
            }}
            label="Search by name or id"
            shown={shown.length}
            all={all.length}
            nouns={['organization', 'organizations']}
            onEnter={(typed) => {
              const [only, another] = found(entries, typed)
              if (only && !another) void navigate(paths.overview(only.name))
            }}
          >
            <label className="flex w-full items-center gap-2 text-sm text-quiet sm:hidden">
              Sort
              <select
                className={`${inputClass} flex-1`}
                value={sortValue}
                onChange={({ target }) =>
                  change(
                    ({ text }) => ({
                      ...parseOrganizationSearch(new URLSearchParams({ sort: target.value })),
                      text,
                    }),
                    { replace: true },
                  )
                }
              >
                {!(sortValue in sortNames) && <option value={sortValue}>As in the link</option>}
                {Object.entries(sortNames).map(([value, name]) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          </SearchToolbar>
        </div>
        <AsOf many={many} />
      </div>
      {/* A heading stays where it is when a press on it begins to read, or that is stopped. */}
      <div className="grid grid-cols-[minmax(0,1fr)] content-center sm:min-h-14">
        <HowFar
          {...{ many, failing }}
          sort={isLate(sort) ? sort : undefined}
          isSorted={values !== undefined}
        />
      </div>
      {shown.length === 0 ? (
        <NothingFound
          onClear={() => {
            void change((latest) => ({ ...latest, text: '' }))
            const field = content.current?.querySelector('input')
            if (!field) return
            // It keeps what was typed as long as it has the focus.
            field.value = ''
            field.focus()
          }}
        >
          {`No organization has “${text}” in its name or id.`}
        </NothingFound>
      ) : (
        <OrganizationsTable
          {...{ shown, search, many, stopped, columns }}
          onSort={(sort) => change((latest) => ({ ...latest, ...nextSort(latest, sort) }))}
        />
      )}
    </div>
  )
}

const linkTo = (search: OrganizationSearch) => `?${organizationSearchParams(search).toString()}`

function useOrganizationSearch() {
  const [params] = useSearchParams()
  const search = useMemo(() => parseOrganizationSearch(params), [params])
  return [search, useChangeSearch(search, linkTo)] as const
}

/** What is read of a row: on narrow screens only what they have room for. */
const room = [
  {
    media: matchMedia('(width >= 1024px)'),
    columns: ['subscription', 'members', 'projects', 'change'],
  },
  { media: matchMedia('(width >= 768px)'), columns: ['members', 'change'] },
] as const satisfies { media: MediaQueryList; columns: LateSort[] }[]
const onPhones: readonly LateSort[] = ['members', 'credits']

const subscribeToRoom = (listener: () => void) => {
  for (const { media } of room) media.addEventListener('change', listener)
  return () => {
    for (const { media } of room) media.removeEventListener('change', listener)
  }
}
const roomNow = (): readonly LateSort[] =>
  room.find(({ media }) => media.matches)?.columns ?? onPhones
const useRoom = () => useSyncExternalStore(subscribeToRoom, roomNow)

/**
 * What a late column is sorted by, once it has been read of all that are found, or as far as it was read when it was
 * stopped.
 */
function useLateValues(
  shown: Listed[],
  text: string,
  column: LateSort | undefined,
  many: Many,
): Map<string, Value> | undefined {
  const wanted = useRef<{ shown: Listed[]; column: LateSort }>(undefined)
  useLayoutEffect(() => {
    if (!column) return
    const unwant = many.want(
      shown.map((organization) => () => readsFor(organization, [column])),
      'anywhere',
    )
    wanted.current = { shown, column }
    return () => {
      // Until all is wanted again, the little that is tells nothing.
      wanted.current = undefined
      unwant()
    }
  }, [many, shown, column])
  // What was on its way when it was stopped, and what is tried again by itself, still comes.
  const read = useSyncExternalStore(many.subscribe, () => {
    const { status, rows } = many.state()
    const ended = status === 'stopped' || isComplete(rows.anywhere)
    const isOfThese = wanted.current?.shown === shown && wanted.current.column === column
    return ended && isOfThese ? rows.anywhere.read : undefined
  })
  const values = useMemo(
    () =>
      column && read !== undefined
        ? new Map(shown.map((organization) => [organization.id, lateValue(organization, column)]))
        : undefined,
    [shown, column, read],
  )
  // What is read again doesn't take the order away meanwhile, nor does a search among those that were read.
  const [last, setLast] = useState<{
    column: LateSort
    text: string
    values: Map<string, Value>
  }>()
  if (column && values && last?.values !== values) setLast({ column, text, values })
  const isOfMore = last && last.column === column && text.includes(last.text)
  return values ?? (isOfMore ? last.values : undefined)
}

const words: Record<LateSort, string> = {
  subscription: 'subscriptions',
  members: 'members',
  admins: 'admins',
  projects: 'projects',
  credits: 'credits',
  change: 'credits',
}

/** Apart from the table, which isn't drawn anew at each answer. */
function HowFar({
  many,
  sort,
  isSorted,
  failing,
}: {
  many: Many
  sort: LateSort | undefined
  /** Whether the rows stand in the order of what was read, or still by name. */
  isSorted: boolean
  failing: boolean
}) {
  const state = useSyncExternalStore(many.subscribe, many.state)
  const { anywhere, 'on screen': onScreen } = state.rows
  // All may have what is sorted by while the rows on the screen still wait for the rest, or lack it.
  const waits = (state.status === 'pausing' || state.status === 'stopped') && !isComplete(onScreen)
  const lacks = anywhere.failed === 0 && onScreen.failed > 0
  const held = isComplete(anywhere) && (waits || lacks)
  const sorting = held ? undefined : sort
  // What fails together is told once; when the list is there again, so is the rest tried again.
  if (!sorting && failing && state.status !== 'stopped') return <OfWhichDays />
  return (
    <ManyProgress
      {...{ many, state }}
      {...(sorting
        ? {
            what: words[sorting],
            sorts: true,
            meanwhile: `In order of ${isSorted ? 'what was read' : 'name'} until all are read.`,
          }
        : { what: 'what is on the screen', place: 'on screen' })}
    >
      <OfWhichDays />
    </ManyProgress>
  )
}

const OfWhichDays = () => (
  <p className="text-sm text-quiet">
    Credits are those of each organization’s own current period, today included.
    <span className="block max-md:hidden">
      The change is that of its finished days against as many of the period before.
    </span>
  </p>
)
