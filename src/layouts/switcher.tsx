import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { ChevronsUpDown } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Link, useLocation } from 'react-router'
import * as z from 'zod/mini'
import { details, organizations } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
import { session } from '../api/session.ts'
import { usePerson } from '../api/viewer.ts'
import { formatCount } from '../lib/counts.ts'
import { matcher } from '../lib/fold.ts'
import { asName } from '../lib/names.ts'
import { recall, remember } from '../lib/memory.ts'
import { paths } from '../paths.ts'
import { SearchInput } from '../ui/field.tsx'
import { Popover } from '../ui/popover.tsx'
import { barButton, panelItem } from './bar.ts'
import { tabOf } from './tabs.ts'

/** Ids, the one used last first. */
const LastUsed = z.array(z.string())
const MOST_KEPT = 50

type Key = readonly [server: string, person: string]

const lastUsedBy = (key: Key | undefined) => (key && recall(LastUsed, 'last used', ...key)) ?? []

/** Under what this browser keeps them; undefined while that isn't known. */
function useKey(): Key | undefined {
  const server = useSuspenseQuery(session()).data.server.name
  const person = usePerson()
  return useMemo(() => (person === undefined ? undefined : [server, person]), [server, person])
}

/** Leads from one organization to the same screen of another. */
export function Switcher({ current }: { current: string }) {
  // The page's own reading says whether there is such an organization.
  const { data } = useQuery({ ...details(current), enabled: false })
  const key = useKey()
  const id = data?.id
  useEffect(() => {
    if (id === undefined || key === undefined) return
    const others = lastUsedBy(key).filter((one) => one !== id)
    remember([id, ...others].slice(0, MOST_KEPT), 'last used', ...key)
  }, [id, key])
  return (
    <Popover
      label={`Organization ${asName(current)}, switch`}
      trigger={
        <>
          <span className="truncate">{asName(current)}</span>
          <ChevronsUpDown size={16} aria-hidden className="shrink-0 text-quiet" />
        </>
      }
      triggerClass={barButton}
    >
      <SwitcherPanel current={current} />
    </Popover>
  )
}

const MOST_SHOWN = 50

function SwitcherPanel({ current }: { current: string }) {
  const [search, setSearch] = useState('')
  const key = useKey()
  const [lastUsed] = useState(() => lastUsedBy(key))
  const { data = [], isPending, isError } = useQuery(organizations())
  const { pathname, search: query } = useLocation()
  const list = useRef<HTMLUListElement>(null)
  const tab = tabOf(pathname)
  const to = (name: string) =>
    tab?.label === 'Usage' ? paths.usage(name, rangeIn(query)) : (tab?.to ?? paths.overview)(name)
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

/** Of what a usage link shows, what means the same for another organization: the days and their steps. */
function rangeIn(query: string): string {
  const all = new URLSearchParams(query)
  const kept = ['from', 'to', 'interval'].flatMap((key) => {
    const value = all.get(key)
    return value === null ? [] : [[key, value]]
  })
  return new URLSearchParams(kept).toString()
}
