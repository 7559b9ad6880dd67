import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { ChevronsUpDown } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo } from 'react'
import * as z from 'zod/mini'
import { details } from '../api/queries.ts'
import { session } from '../api/session.ts'
import { usePerson } from '../api/viewer.ts'
import { asName } from '../lib/names.ts'
import { recall, remember } from '../lib/memory.ts'
import { Popover } from '../ui/popover.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { barButton } from './bar.ts'

const loadPanel = () => import('./switcher-panel.tsx')
const SwitcherPanel = lazy(loadPanel)

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
  // Before it is opened, which may be without a connection.
  useEffect(() => void loadPanel().catch(() => undefined), [])
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
      <Suspense fallback={<SkeletonRows rows={4} />}>
        <SwitcherPanel current={current} lastUsed={() => lastUsedBy(key)} />
      </Suspense>
    </Popover>
  )
}
