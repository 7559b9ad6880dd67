import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { organizations } from '../api/queries.ts'
import { formatCount } from '../lib/counts.ts'
import { matcher } from '../lib/fold.ts'
import { asName } from '../lib/names.ts'
import { daysInLink } from '../pages/usage-search.ts'
import { paths } from '../paths.ts'
import { SearchInput } from '../ui/field.tsx'
import { panelItem } from './bar.ts'
import { tabOf } from './tabs.ts'

const MOST_SHOWN = 50

/** The organizations, those used last first, each with the same screen of it. */
export default function SwitcherPanel({
  current,
  lastUsed: readLastUsed,
}: {
  current: string
  /** Reads their ids. */
  lastUsed: () => readonly string[]
}) {
  const [search, setSearch] = useState('')
  const [lastUsed] = useState(readLastUsed)
  const { data = [], isPending, isError } = useQuery(organizations())
  const { pathname, search: query } = useLocation()
  const list = useRef<HTMLUListElement>(null)
  const tab = tabOf(pathname)
  const to = (name: string) =>
    tab?.label === 'Usage'
      ? paths.usage(name, daysInLink(new URLSearchParams(query)))
      : (tab?.to ?? paths.overview)(name)
  const matches = matcher(search)
  const rank = new Map(lastUsed.map((id, index) => [id, index]))
  const rankOf = ({ id, name }: { id: string; name: string }) =>
    name === current ? -1 : (rank.get(id) ?? lastUsed.length)
  const found = data
    .filter(({ name }) => matches(name))
    .toSorted((one, other) => rankOf(one) - rankOf(other))
  // Where one is already, one need not go.
  const open = () => {
    const links = list.current?.querySelectorAll('a') ?? []
    const [first, second] = links
    ;(first?.ariaCurrent && second ? second : first)?.click()
  }
  return (
    <div className="grid max-h-[calc(min(480px,100dvh-72px)-14px)] grid-rows-[auto_minmax(0,1fr)] gap-1">
      <SearchInput
        label="Find an organization"
        autoFocus
        value={search}
        onSearch={setSearch}
        onKeyDown={({ key }) => key === 'Enter' && open()}
      />
      {/* It scrolls by itself, with room for the outline of what has the focus. */}
      <ul
        ref={list}
        className="-mx-1.5 grid grid-cols-[minmax(0,1fr)] gap-1 overflow-y-auto p-1.5 empty:hidden"
      >
        {found.slice(0, MOST_SHOWN).map(({ id, name }) => (
          <li key={id}>
            <Link
              to={to(name)}
              aria-current={name === current ? 'page' : undefined}
              className={panelItem}
            >
              <span className="min-w-0 flex-1 truncate">{asName(name)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="px-2.5 py-1 text-xs text-quiet empty:hidden">
        {isPending
          ? 'Loading…'
          : isError
            ? 'Your organizations could not be read.'
            : found.length === 0
              ? 'No organization has this in its name.'
              : found.length > MOST_SHOWN
                ? `${MOST_SHOWN} of ${formatCount(found.length)}: type to find the others.`
                : null}
      </p>
      <div className="border-t border-line pt-1 text-quiet">
        <Link to={paths.organizations()} className={panelItem}>
          All organizations
        </Link>
        <Link to={paths.organizationNew()} className={panelItem}>
          New organization
        </Link>
      </div>
    </div>
  )
}
