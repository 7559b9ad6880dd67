import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { details, organizations } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
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
    <div className="grid gap-1">
      <SearchInput
        label="Find an organization"
        autoFocus
        value={search}
        onSearch={setSearch}
        onKeyDown={({ key }) => key === 'Enter' && open()}
      />
      <ul ref={list} className="grid grid-cols-[minmax(0,1fr)] gap-1 empty:hidden">
        {found.slice(0, MOST_SHOWN).map(({ id, name }) => (
          <li key={id}>
            <Link
              to={to(name)}
              aria-current={name === current ? 'page' : undefined}
              className={panelItem}
            >
              <span className="min-w-0 flex-1 truncate">{asName(name)}</span>
              <span className="text-xs font-normal text-quiet">
                {queryClient.getQueryData(details(name).queryKey)?.subscription}
              </span>
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
      <Link to={paths.organizations()} className={`${panelItem} border-t border-line text-quiet`}>
        All organizations
      </Link>
    </div>
  )
}
