import { Trash2 } from 'lucide-react'
import { memo, useLayoutEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { Link } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { useWhyNotWrite } from '../api/connection.ts'
import { onlyAdmin, whyNot } from '../api/permissions.ts'
import type { Viewer } from '../api/viewer.ts'
import { AdminSwitch } from '../components/admin-switch.tsx'
import { MemberChangeNote } from '../components/member-change-note.tsx'
import { useKeptFocus } from '../components/kept-focus.ts'
import { isLeaving, useMemberChange, whyNotNow } from '../components/member-changes.ts'
import { capitalized, displayName, fullName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { cellClass, SortHeading, stickyHeadClass, TableBody } from '../ui/table.tsx'
import { rangeOf, stretched, type MemberSearch, type Sort } from './member-list.ts'

interface Actions {
  onRemove: (user: OrganizationUser) => void
  onAnotherAdmin: () => void
}

/** The members that are shown, each with what can be done. Selecting goes by row, by range and with the arrow keys. */
export function MembersTable({
  organization,
  shown,
  staying,
  leaving,
  viewer,
  search,
  selected,
  onSearch,
  onSelect,
  ...actions
}: Actions & {
  organization: string
  shown: OrganizationUser[]
  /** Everyone who will be a member, for the last admin's guard: never what a filter shows. */
  staying: OrganizationUser[]
  /** Those whose removal waits or is on its way: they can't be selected. */
  leaving: ReadonlySet<string>
  viewer: Viewer
  search: MemberSearch
  selected: ReadonlySet<string>
  onSearch: (search: MemberSearch) => void
  onSelect: (ids: ReadonlySet<string>) => void
}) {
  const selectable = viewer.admin !== false
  const withStatus = staying.some(({ status }) => status)
  const columns = 4 + Number(selectable) + Number(withStatus)
  const only = onlyAdmin(staying, viewer)?.id
  const free = useMemo(() => shown.filter(({ id }) => !leaving.has(id)), [shown, leaving])
  const locked = useWhyNotWrite()
  const select = useSelection({ shown: free, selected, onSelect })
  const latest = useLatest({ ...actions, ...select })

  const heading = (sort: Sort, label: string, width = '') => {
    const current = search.sort === sort
    return (
      <SortHeading
        label={label}
        sorted={current ? (search.descending ? 'descending' : 'ascending') : undefined}
        className={width}
        onSort={() => onSearch({ ...search, sort, descending: current && !search.descending })}
      />
    )
  }

  return (
    <table className="cards w-full table-fixed" aria-rowcount={shown.length + 1}>
      <caption className="sr-only">Members of {organization}</caption>
      <thead>
        <tr aria-rowindex={1}>
          {selectable && (
            <th scope="col" className={`${stickyHeadClass} w-9`}>
              <Checkbox
                label={`Select all ${free.length} shown`}
                reason={locked}
                checked={select.all === 'all'}
                mixed={select.all === 'some'}
                onChange={select.toggleAll}
              />
            </th>
          )}
          {heading('name', 'Person')}
          {heading('email', 'E-mail')}
          {withStatus && (
            <th scope="col" className={`${stickyHeadClass} w-28`}>
              Status
            </th>
          )}
          {heading('role', 'Admin', 'w-24')}
          <th scope="col" className={`${stickyHeadClass} w-20 pr-0`}>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <TableBody
        items={shown}
        row={(user, { 'aria-rowindex': rowIndex }) => (
          <MemberRow
            key={user.id}
            {...{ organization, user, rowIndex, selectable, withStatus, columns, latest }}
            self={user.id === viewer.member?.id}
            selected={selected.has(user.id)}
            linked={!whyNot.call('organization_users_get', viewer)}
            only={user.id === only}
            roleReason={
              user.admin
                ? whyNot.demote(user, staying, viewer)
                : whyNot.call('organization_users_update', viewer)
            }
            removalReason={whyNot.remove(user, staying, viewer)}
          />
        )}
      />
    </table>
  )
}

/** Always the latest callbacks, without giving rows a reason to render again. */
function useLatest<Value>(value: Value) {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  })
  return latest
}

function useSelection({
  shown,
  selected,
  onSelect,
}: {
  shown: OrganizationUser[]
  selected: ReadonlySet<string>
  onSelect: (ids: ReadonlySet<string>) => void
}) {
  /** From where Shift selects a range. */
  const anchor = useRef<string>(undefined)
  /** Where a range ends that can be stretched further. */
  const end = useRef<string>(undefined)
  const chosen = shown.filter(({ id }) => selected.has(id)).length
  const all = chosen === 0 ? 'none' : chosen === shown.length ? 'all' : 'some'

  const mark = (ids: Iterable<string>, on: boolean) => {
    const next = new Set(selected)
    for (const id of ids) {
      if (on) next.add(id)
      else next.delete(id)
    }
    onSelect(next)
  }
  return {
    all,
    toggleAll: () =>
      mark(
        shown.map(({ id }) => id),
        all !== 'all',
      ),
    toggle: (id: string, on: boolean, range: boolean) => {
      if (range && anchor.current !== undefined) mark(rangeOf(shown, anchor.current, id), on)
      else {
        mark([id], on)
        anchor.current = id
      }
      end.current = id
    },
    /** The arrow keys go from row to row; with Shift they stretch what is selected from where that began, or shrink it. */
    step: (id: string, event: KeyboardEvent<HTMLInputElement>) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (by === undefined) return
      event.preventDefault()
      const next = shown[shown.findIndex((user) => user.id === id) + by]
      if (!next) return
      const boxes = event.currentTarget.closest('table')?.querySelectorAll('input')
      const box = [...(boxes ?? [])].find((one) => one.value === next.id)
      box?.focus()
      if (event.shiftKey) {
        if (anchor.current === undefined || end.current !== id) anchor.current = id
        onSelect(stretched(selected, shown, { anchor: anchor.current, from: id, to: next.id }))
      } else anchor.current = next.id
      end.current = next.id
    },
  }
}

interface RowProps {
  organization: string
  user: OrganizationUser
  rowIndex: number
  selectable: boolean
  withStatus: boolean
  columns: number
  self: boolean
  selected: boolean
  linked: boolean
  /** The only active admin. */
  only: boolean
  roleReason: string | undefined
  removalReason: string | undefined
  latest: { readonly current: Actions & ReturnType<typeof useSelection> }
}

const MemberRow = memo(function MemberRow(props: RowProps) {
  const { organization, user, rowIndex, selectable, withStatus, columns, self, latest } = props
  const change = useMemberChange(organization, user.id)
  const row = useKeptFocus<HTMLTableRowElement>(`${change?.kind} ${props.only}`)
  const name = displayName(user)
  const locked = useWhyNotWrite()
  const leaving = isLeaving(change)

  return (
    <tr
      ref={row}
      aria-rowindex={rowIndex}
      className={`${selectable ? 'max-sm:!grid-cols-[28px_minmax(0,1fr)_auto]' : ''} max-sm:border-b max-sm:border-line ${props.selected ? 'bg-accent-soft/50' : ''} ${leaving ? 'bg-raised max-sm:min-h-32' : ''}`}
    >
      {selectable && (
        <td className="h-12 border-b border-line max-sm:border-0">
          {!leaving && (
            <Checkbox
              label={`Select ${name}`}
              reason={locked}
              value={user.id}
              checked={props.selected}
              onChange={(event) =>
                latest.current.toggle(
                  user.id,
                  event.target.checked,
                  event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey,
                )
              }
              onKeyDown={(event) => latest.current.step(user.id, event)}
            />
          )}
        </td>
      )}
      <th scope="row" className={`${cellClass} text-start font-medium max-sm:border-0`}>
        <span className="flex items-center gap-2 max-sm:flex-wrap">
          <Initials name={name} />
          {props.linked && !leaving ? (
            <Link
              to={paths.member(organization, user.id)}
              className="min-w-0 truncate underline-offset-4 hover:underline max-sm:flex-1"
            >
              {name}
            </Link>
          ) : (
            <span
              className={`min-w-0 truncate max-sm:flex-1 ${leaving ? 'text-quiet line-through' : ''}`}
            >
              {name}
            </span>
          )}
          {leaving && fullName(user) && (
            <span className="min-w-0 truncate text-sm font-normal text-quiet max-sm:-mt-1 max-sm:basis-full">
              {user.email}
            </span>
          )}
          {self && <Badge tone="accent">You</Badge>}
          {props.only && (
            <Button onClick={() => latest.current.onAnotherAdmin()}>Choose another admin</Button>
          )}
        </span>
        {change?.kind === 'refused' && <MemberChangeNote change={change} />}
      </th>
      {change && leaving ? (
        <td
          colSpan={columns - 1 - Number(selectable)}
          className={`${cellClass} !overflow-visible pr-0 text-end max-sm:order-9 max-sm:col-span-full max-sm:justify-self-end max-sm:border-0`}
        >
          <MemberChangeNote change={change} />
        </td>
      ) : (
        <>
          <td
            className={`${cellClass} text-quiet max-sm:order-3 max-sm:truncate max-sm:border-0 max-sm:text-sm ${selectable ? 'max-sm:col-start-2 max-sm:col-end-[-1]' : 'max-sm:col-span-full'} ${fullName(user) ? '' : 'max-sm:!hidden'}`}
          >
            {user.email}
          </td>
          {withStatus && (
            <td
              className={`${cellClass} text-quiet max-sm:order-3 max-sm:border-0 ${selectable ? 'max-sm:col-start-2' : ''} ${fullName(user) && user.status === 'active' ? 'max-sm:!hidden' : ''}`}
            >
              <Status status={user.status} />
            </td>
          )}
          <td
            className={`${cellClass} !overflow-visible max-sm:order-4 max-sm:justify-self-end max-sm:border-0 ${selectable ? 'max-sm:col-start-3' : 'max-sm:col-start-2'}`}
          >
            <span className="inline-flex items-center gap-2">
              <span className="text-sm text-quiet sm:hidden">Admin</span>
              <AdminSwitch {...{ organization, user, self }} disabledReason={props.roleReason} />
            </span>
          </td>
          <td
            className={`${cellClass} !overflow-visible pr-0 text-end max-sm:justify-self-end max-sm:border-0`}
          >
            <Button
              variant="quiet"
              data-first
              aria-label={self ? `Leave ${organization}` : `Remove ${name}`}
              disabledReason={whyNotNow(change) ?? props.removalReason}
              onClick={() => latest.current.onRemove(user)}
            >
              {self ? 'Leave' : <Trash2 size={16} aria-hidden />}
            </Button>
          </td>
        </>
      )}
    </tr>
  )
})

function Initials({ name }: { name: string }) {
  const letters = name
    .split(/[\s@.]+/)
    .slice(0, 2)
    .map((word) => [...word][0])
    .join('')
    .toUpperCase()
  return (
    <span
      aria-hidden
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-full border border-line bg-raised text-xs font-medium text-quiet"
    >
      {letters}
    </span>
  )
}

/** `pending` is whoever was invited and has no account yet; another server may have words of its own. */
function Status({ status }: { status: string | null | undefined }) {
  if (!status) return null
  if (status === 'pending') return <Badge>Invited</Badge>
  return capitalized(status)
}
