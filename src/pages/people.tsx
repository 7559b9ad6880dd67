import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { Link, useSearchParams } from 'react-router'
import { resultOf, useArrivals } from '../api/many-results.ts'
import { readOf, startMany, type Many } from '../api/many.ts'
import { currentUser, members, organizations } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { AsOf } from '../components/as-of.tsx'
import { useChangeSearch } from '../components/change-search.ts'
import { counted } from '../components/counted.tsx'
import { ManyProgress } from '../components/many-progress.tsx'
import { NoOrganizations } from '../components/no-organizations.tsx'
import { Page } from '../components/page.tsx'
import { QueryView, useFailure } from '../components/query-view.tsx'
import { NothingFound, SearchToolbar } from '../components/search.tsx'
import {
  inTwo,
  UnreadOrganizations,
  type UnreadOrganization,
} from '../components/unread-organizations.tsx'
import { useHalted } from '../components/use-halted.ts'
import { collator } from '../lib/collator.ts'
import { formatCount } from '../lib/counts.ts'
import { formerlyCalled } from '../lib/former-names.ts'
import { asName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { usePhone } from '../ui/use-phone.ts'
import { ReadErrorPage } from './error-pages.tsx'
import { saveCsv } from './member-export.ts'
import {
  activeAdmins,
  foundPeople,
  parsePeopleSearch,
  peopleOf,
  peopleRows,
  peopleSearchParams,
  sortedPeople,
  type PeopleSearch,
  type Person,
  type Roster,
} from './people-list.ts'
import { PeopleCards, PeopleTable } from './people-table.tsx'

export function loader() {
  warm(queryClient.query(organizations()))
  return null
}

export function Component() {
  const list = useQuery(organizations())
  const failure = useFailure(list)
  if (failure && !list.data) return <ReadErrorPage error={failure} read={list} />
  return (
    <Page title="People in all organizations">
      <QueryView query={list} what="Your organizations" loading={<SkeletonRows rows={6} />}>
        {(all) =>
          all.length === 0 ? (
            <NoOrganizations />
          ) : (
            <People all={all} isCurrent={list.isSuccess && !list.isFetching} />
          )
        }
      </QueryView>
    </Page>
  )
}

interface Listed {
  id: string
  name: string
}

/** The members of all organizations, as they come. */
function useRosters(many: Many, all: readonly Listed[]) {
  const sorted = useMemo(() => all.toSorted((a, b) => collator.compare(a.name, b.name)), [all])
  useEffect(
    () =>
      many.want(
        sorted.map(({ name }) => () => [readOf(members(name))]),
        'anywhere',
      ),
    [many, sorted],
  )
  const arrivals = useArrivals(many)
  return useMemo(() => {
    const results = sorted.map(({ id, name }) => ({ id, name, ...resultOf(members(name)) }))
    const rosters = results.map(({ id, name, data, error }): Roster => ({
      id,
      name,
      members: data,
      failed: error !== undefined && data === undefined,
    }))
    const failing = (isThere: boolean) =>
      results.flatMap(({ name, data, error }): UnreadOrganization[] =>
        error && (data !== undefined) === isThere ? [{ name, error }] : [],
      )
    const partly = results.flatMap(({ name, data }) => (data?.unread ? [name] : []))
    return {
      rosters,
      unread: failing(false),
      outdated: failing(true),
      partly,
      people: peopleOf(rosters),
    }
    // oxlint-disable-next-line react/exhaustive-deps -- what has come is in the query cache
  }, [sorted, arrivals])
}

const sortNames = {
  name: 'Name',
  '-name': 'Name, Z first',
  '-in': 'Most organizations first',
  in: 'Fewest organizations first',
  '-admin': 'Admin of most first',
  admin: 'Admin of fewest first',
} as const

function People({
  all,
  isCurrent,
}: {
  all: readonly Listed[]
  /** They are all that there are, and none is being read anew. */
  isCurrent: boolean
}) {
  const [many] = useState(startMany)
  const { rosters, unread, outdated, partly, people } = useRosters(many, all)
  const [search, change] = usePeopleSearch()
  const halted = useHalted(many)
  const phone = usePhone()
  const linkTo = useLinkTo(people)
  const { text, role, organization, sort, descending } = search
  const chosen = rosters.find(({ name }) => name === organization)
  useLeadOn(
    isCurrent && !chosen ? organization : '',
    all,
    (organization) => void change((latest) => ({ ...latest, organization }), { replace: true }),
  )
  const columns = useMemo(
    () => (chosen ? [chosen, ...rosters.filter((one) => one !== chosen)] : rosters),
    [chosen, rosters],
  )
  const sorted = useMemo(
    () => sortedPeople(people, { sort, descending }),
    [people, sort, descending],
  )
  const shown = useMemo(
    () => foundPeople(sorted, { text, role }, chosen?.id),
    [sorted, text, role, chosen?.id],
  )
  const counts = useMemo(() => {
    const count = (role: PeopleSearch['role']) =>
      foundPeople(people, { text: '', role }, chosen?.id).length
    return { all: count('all'), admins: count('admins') }
  }, [people, chosen?.id])
  const counting = chosen ? [chosen] : rosters
  const atLeast = counting.some(({ members }) => !members || members.unread)
  const read = rosters.filter(({ members }) => members).length
  const ended = rosters.filter(({ members, failed }) => members || failed).length
  const isNothing = read === 0 && ended === rosters.length
  const content = useRef<HTMLDivElement>(null)
  // Stopped or failed, there may be more as well.
  const soFar = read < rosters.length || partly.length > 0 ? ' so far' : ''
  const table = { shown, rosters: columns, read, soFar, linkTo }
  const sortValue = `${descending ? '-' : ''}${sort}`

  return (
    <div ref={content} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <AsOf many={many} />
      <Progress many={many} all={rosters.length} ended={ended} />
      <UnreadOrganizations unread={unread} of={rosters.length} many={many}>
        {isNothing
          ? 'Who is in them isn’t known.'
          : 'Who is in them isn’t known; counts are of the others.'}
      </UnreadOrganizations>
      <UnreadOrganizations unread={outdated} of={rosters.length} many={many} outdated>
        What is shown of them may have changed.
      </UnreadOrganizations>
      {partly.length > 0 && (
        <Notice tone="warning">
          Some members of {partly.map(asName).join(', ')} could not be read and are missing here.
          The members’ own page shows what the server sent.
        </Notice>
      )}
      <FewAdmins rosters={rosters} />
      {!isNothing && (
        <SearchToolbar
          search={{
            text,
            set: (text) => change((latest) => ({ ...latest, text }), { replace: true }),
          }}
          label="Search by name or e-mail"
          shown={shown.length}
          all={people.length}
          nouns={[`person${soFar}`, `people${soFar}`]}
        >
          <Segmented
            legend="Role"
            value={role}
            options={{
              all: counted('All', counts.all, { atLeast }),
              admins: counted(chosen ? 'Admins' : 'Admins anywhere', counts.admins, { atLeast }),
            }}
            onChange={(role) => change((latest) => ({ ...latest, role }))}
          />
          <select
            aria-label="Organization"
            className={`${inputClass} sm:max-w-52`}
            value={chosen?.name ?? ''}
            onChange={({ target }) =>
              change((latest) => ({ ...latest, organization: target.value }))
            }
          >
            <option value="">In any organization</option>
            {rosters.map(({ id, name }) => (
              <option key={id} value={name}>
                In {name}
              </option>
            ))}
          </select>
          <label className="flex w-full items-center gap-2 text-sm text-quiet sm:hidden">
            Sort
            <select
              className={`${inputClass} flex-1`}
              value={sortValue}
              onChange={({ target }) => {
                const { sort, descending } = parsePeopleSearch(
                  new URLSearchParams({ sort: target.value }),
                )
                void change((latest) => ({ ...latest, sort, descending }), { replace: true })
              }}
            >
              {Object.entries(sortNames).map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <Button
            disabledReason={
              ended < rosters.length && !halted
                ? `${formatCount(ended)} of ${formatCount(rosters.length)} organizations are read. Export the people once all are.`
                : undefined
            }
            reasonAlign="start"
            onClick={() => saveCsv('people.csv', peopleRows(shown, rosters))}
          >
            <Download size={16} aria-hidden />
            Export as CSV
          </Button>
        </SearchToolbar>
      )}
      {people.length === 0 ? (
        ended < rosters.length && <SkeletonRows rows={6} />
      ) : shown.length === 0 ? (
        <NothingFound
          onClear={() => {
            void change((latest) => ({ ...latest, text: '', role: 'all', organization: '' }))
            const field = content.current?.querySelector('input')
            if (!field) return
            // It keeps what was typed as long as it has the focus.
            field.value = ''
            field.focus()
          }}
        >
          {`${nothingFound(search, chosen)}${atLeast ? ' so far' : ''}.`}
        </NothingFound>
      ) : phone ? (
        <PeopleCards {...table} />
      ) : (
        <PeopleTable {...table} search={search} onSort={change} />
      )}
    </div>
  )
}

const searchLink = (search: PeopleSearch) => `?${peopleSearchParams(search).toString()}`

function usePeopleSearch() {
  const [params] = useSearchParams()
  const search = useMemo(() => parsePeopleSearch(params), [params])
  return [search, useChangeSearch(search, searchLink)] as const
}

/** Leads from a name that none of them has to the one that it has now, or else to all of them. */
function useLeadOn(name: string, all: readonly Listed[], lead: (name: string) => void) {
  const leadOn = useEffectEvent(() => {
    const id = formerlyCalled(name)
    const now = all.find((one) => one.id === id)?.name
    if (now !== undefined) toast.good(`${name} is now called ${now}: these are its people.`)
    else toast.danger(`None of your organizations is called ${name}: these are the people of all.`)
    lead(now ?? '')
  })
  useEffect(() => {
    if (name !== '') leadOn()
  }, [name])
}

const nothingFound = ({ text, role }: PeopleSearch, chosen: Roster | undefined) => {
  const who = `${role === 'admins' ? 'No admin' : 'Nobody'}${chosen ? ` in ${chosen.name}` : ''}`
  return text ? `${who} has “${text}” in the name or e-mail` : `${who} is here`
}

/** Someone's own page is for admins; others find them in the list of members. */
function useLinkTo(people: readonly Person[]) {
  const email = useQuery({ ...currentUser(), retry: false }).data?.email.toLowerCase()
  const me = useMemo(() => people.find(({ key }) => key === email), [people, email])
  return useCallback(
    ({ memberships }: Person, { id, name }: Roster) => {
      const user = memberships.get(id)
      if (!user) return paths.members(name)
      // Where it isn't known who is asking, the server decides.
      return me && !me.memberships.get(id)?.admin
        ? `${paths.members(name)}?${new URLSearchParams({ q: user.email }).toString()}`
        : paths.member(name, user.id)
    },
    [me],
  )
}

function Progress({ many, all, ended }: { many: Many; all: number; ended: number }) {
  const state = useSyncExternalStore(many.subscribe, many.state)
  // What failed is told below, by name.
  const anywhere = { all, read: ended, failed: 0, refused: 0 }
  return (
    <ManyProgress
      many={many}
      state={{ ...state, rows: { ...state.rows, anywhere } }}
      what="members"
    />
  )
}

/** Where nobody can change anything, and where one person's leaving would lead there. */
function FewAdmins({ rosters }: { rosters: readonly Roster[] }) {
  const having = (count: number) => rosters.filter((roster) => activeAdmins(roster) === count)
  const [none, single] = [having(0), having(1)]
  const read = rosters.filter((roster) => activeAdmins(roster) !== undefined).length
  const have = (count: number) => organizationsHave(count, { read, all: rosters.length })
  return (
    <>
      {none.length > 0 && (
        <Notice tone="warning">
          <p>
            {have(none.length)} no active admin. Nobody can change anything there until an invited
            admin signs in.
          </p>
          <Links of={none} />
        </Notice>
      )}
      {single.length > 0 && (
        <Notice tone="warning">
          <p>
            {have(single.length)} a single active admin. Make someone else admin there, too, before
            it matters.
          </p>
          <Links of={single} />
        </Notice>
      )}
    </>
  )
}

function organizationsHave(count: number, { read, all }: Record<'read' | 'all', number>) {
  if (read === all)
    return count === 1 ? 'One organization has' : `${formatCount(count)} organizations have`
  if (read === 1) return 'The one organization that is read so far has'
  const these = count === 1 ? 'one has' : `${formatCount(count)} have`
  return `Of the ${formatCount(read)} organizations that are read so far, ${these}`
}

function Links({ of }: { of: readonly Roster[] }) {
  const [named, hidden] = inTwo(of)
  return (
    <>
      <LinkList of={named} />
      {hidden.length > 0 && (
        <details>
          <summary className="w-fit rounded-md max-sm:py-3">
            and {formatCount(hidden.length)} more
          </summary>
          <LinkList of={hidden} />
        </details>
      )}
    </>
  )
}

const LinkList = ({ of }: { of: readonly Roster[] }) => (
  <ul className="flex flex-wrap gap-x-4">
    {of.map(({ id, name }) => (
      <li key={id} className="min-w-0">
        <Link
          to={paths.members(name)}
          className="wrap-anywhere underline underline-offset-4 max-sm:inline-block max-sm:py-3"
        >
          {name}
        </Link>
      </li>
    ))}
  </ul>
)
