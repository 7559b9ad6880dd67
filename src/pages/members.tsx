import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import {
  Link,
  Outlet,
  useLoaderData,
  useLocation,
  useSearchParams,
  type LoaderFunctionArgs,
} from 'react-router'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { members } from '../api/queries.ts'
import { hasJustFailed, queryClient, warm } from '../api/query.ts'
import { useViewer, type Viewer } from '../api/viewer.ts'
import { counted } from '../components/counted.tsx'
import { useMemberChanges, useStaying } from '../components/member-changes.ts'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { LeaveOrganization, RemoveMember } from '../components/remove-member.tsx'
import { NothingFound, SearchToolbar } from '../components/search.tsx'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { inputClass } from '../ui/field.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AnotherAdmin } from './another-admin.tsx'
import {
  found,
  memberSearchParams,
  parseMemberSearch,
  roleCounts,
  rosterOf,
  type MemberSearch,
} from './member-list.ts'
import type { BulkAction } from './member-plan.ts'
import { SelectionBar } from './member-selection.tsx'
import { BulkDialog } from './members-bulk.tsx'
import { MembersMenu } from './members-menu.tsx'
import { MembersTable } from './members-table.tsx'
import { NotAdmin } from './not-admin.tsx'

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  const list = members(organization)
  if (!hasJustFailed(list.queryKey)) warm(queryClient.query(list))
  return { organization }
}

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  const viewer = useViewer(organization)
  const list = useQuery(members(organization))
  const { search } = useLocation()
  const refused = whyNot.call('organization_users_create', viewer)
  return (
    <Page
      title="Members"
      of={organization}
      actions={
        <>
          {list.data && <MembersMenu {...{ organization, all: list.data, viewer }} />}
          {refused ? (
            <Button variant="primary" disabledReason={refused}>
              <Plus size={16} aria-hidden />
              Add members
            </Button>
          ) : (
            <Link
              to={{ pathname: paths.membersNew(organization), search }}
              className={buttonClass('primary')}
            >
              <Plus size={16} aria-hidden />
              Add members
            </Link>
          )}
        </>
      }
    >
      <QueryView query={list} what="The members" loading={<SkeletonRows rows={6} />}>
        {(all) => (
          // What was selected in one organization is not meant for another.
          <Members key={organization} organization={organization} all={all} viewer={viewer} />
        )}
      </QueryView>
      <Outlet />
    </Page>
  )
}

/** What is open over the list. */
type Open =
  | { kind: 'remove' | 'leave'; user: OrganizationUser }
  | { kind: 'bulk'; action: BulkAction }
  | { kind: 'another admin' }

const sortNames = {
  name: 'Name',
  '-name': 'Name, Z first',
  email: 'E-mail',
  '-email': 'E-mail, Z first',
  role: 'Admins first',
  '-role': 'Admins last',
} as const

function Members({
  organization,
  all,
  viewer,
}: {
  organization: string
  all: Rows<OrganizationUser>
  viewer: Viewer
}) {
  const [search, setSearch] = useMemberSearch()
  const { inSight, changing, leaving } = useChanges(organization)
  const staying = useStaying(organization, all)
  const { sort, descending, text, role } = search
  const roster = useMemo(() => rosterOf(all, { sort, descending }), [all, sort, descending])
  const shown = useMemo(() => found(roster, { text, role }, inSight), [roster, text, role, inSight])
  const counts = useMemo(() => roleCounts(all), [all])
  const atLeast = all.unread !== undefined
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const chosen = useMemo(
    () => all.filter(({ id }) => selected.has(id) && !leaving.has(id)),
    [all, selected, leaving],
  )
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const content = useRef<HTMLDivElement>(null)
  /** What was pressed may be gone with what it did. */
  const keepFocus = () => {
    if (document.activeElement === document.body)
      content.current?.querySelector<HTMLElement>('table input')?.focus()
  }
  const selectable = shown.filter(({ id }) => !leaving.has(id))
  const readOnly = viewer.admin === false
  const sortValue = `${descending ? '-' : ''}${sort}` as keyof typeof sortNames

  return (
    <div ref={content} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {readOnly && <NotAdmin all={all} />}
      <SearchToolbar
        search={{ text, set: (text) => setSearch({ ...search, text }, { replace: true }) }}
        label="Search by name or e-mail"
        shown={shown.length}
        all={all.unread?.of ?? all.length}
        nouns={['member', 'members']}
      >
        <Segmented
          legend="Role"
          value={role}
          options={{
            all: counted('All', counts.all, { atLeast }),
            admins: counted('Admins', counts.admins, { atLeast }),
            members: counted('Members', counts.members, { atLeast }),
          }}
          onChange={(role) => setSearch({ ...search, role })}
        />
        <select
          aria-label="Sort"
          className={`${inputClass} sm:hidden`}
          value={sortValue}
          onChange={({ target }) =>
            setSearch({ ...search, ...parseSort(target.value) }, { replace: true })
          }
        >
          {Object.entries(sortNames).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </SearchToolbar>
      {atLeast && (
        <p className="text-sm text-quiet">
          Not every member could be read, so there may be more admins than stand here.
        </p>
      )}
      {shown.length === 0 ? (
        <NothingFound
          onClear={() => {
            setSearch({ ...search, text: '', role: 'all' })
            const field = content.current?.querySelector('input')
            if (!field) return
            // It keeps what was typed as long as it has the focus.
            field.value = ''
            field.focus()
          }}
        >
          {nothingFound(search)}
        </NothingFound>
      ) : (
        <MembersTable
          {...{ organization, shown, staying, leaving, viewer, search, selected }}
          onSearch={setSearch}
          onSelect={setSelected}
          onRemove={(user) =>
            setOpen({ kind: user.id === viewer.member?.id ? 'leave' : 'remove', user })
          }
          onAnotherAdmin={() => setOpen({ kind: 'another admin' })}
        />
      )}
      {all.length === 1 && !atLeast && !readOnly && (
        <Empty
          action={
            <Link to={paths.membersNew(organization)} className={buttonClass('secondary')}>
              Add members
            </Link>
          }
        >
          You are the only one here. Add the people you work with.
        </Empty>
      )}
      {!readOnly && (
        <SelectionBar
          {...{ chosen, all: staying, viewer }}
          shown={selectable}
          waiting={chosen.some(({ id }) => changing.has(id))}
          onSelect={(ids) => {
            flushSync(() => setSelected(ids))
            keepFocus()
          }}
          onAct={(action) => setOpen({ kind: 'bulk', action })}
        />
      )}
      {open?.kind === 'remove' && (
        <RemoveMember {...{ organization, user: open.user, all: staying }} onClose={close} />
      )}
      {open?.kind === 'leave' && (
        <LeaveOrganization {...{ organization, user: open.user }} onClose={close} />
      )}
      {open?.kind === 'another admin' && (
        <AnotherAdmin {...{ organization, all: staying }} onClose={close} />
      )}
      {open?.kind === 'bulk' && (
        <BulkDialog
          {...{ organization, action: open.action, chosen, all: staying }}
          self={viewer.member?.id}
          hidden={hiddenOf(chosen, selectable)}
          onClose={(done) => {
            const handled = new Set(done)
            flushSync(() => {
              setSelected(new Set(chosen.map(({ id }) => id).filter((id) => !handled.has(id))))
              close()
            })
            keepFocus()
          }}
        />
      )}
    </div>
  )
}

function useMemberSearch() {
  const [params, setParams] = useSearchParams()
  const set = (search: MemberSearch, options: { replace?: boolean } = {}) =>
    setParams(memberSearchParams(search), { ...options, preventScrollReset: true })
  return [parseMemberSearch(params), set] as const
}

const parseSort = (sort: string) => {
  const { sort: by, descending } = parseMemberSearch(new URLSearchParams({ sort }))
  return { sort: by, descending }
}

const nothingFound = ({ text, role }: MemberSearch) => {
  const who = { all: 'No member', admins: 'No admin', members: 'No plain member' }[role]
  return text ? `${who} has “${text}” in the name or e-mail.` : `${who} is here.`
}

function hiddenOf(chosen: OrganizationUser[], shown: OrganizationUser[]): ReadonlySet<string> {
  const inSight = new Set(shown.map(({ id }) => id))
  return new Set(chosen.map(({ id }) => id).filter((id) => !inSight.has(id)))
}

/** Whom something is happening to. */
function useChanges(organization: string) {
  const changes = useMemberChanges()
  return useMemo(() => {
    const here = [...changes.values()].filter((change) => change.organization === organization)
    const ids = (...kinds: (typeof here)[number]['kind'][]) =>
      new Set(here.filter(({ kind }) => kinds.includes(kind)).map(({ user }) => user.id))
    return {
      /** Whatever the filter says: something waits there for an answer, for being read or for being taken back. */
      inSight: ids('leaving', 'removing', 'refused', 'role', 'role changed'),
      leaving: ids('leaving', 'removing'),
      changing: ids('role'),
    }
  }, [changes, organization])
}
