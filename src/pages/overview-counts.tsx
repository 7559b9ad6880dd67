import { focusManager, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { ResourceUsage } from '#contract/resources.ts'
import { session } from '../api/session.ts'
import { formatCount } from '../lib/counts.ts'
import { formatSigned } from '../lib/credits.ts'
import { formatInstant } from '../lib/dates.ts'
import { recall, remember } from '../lib/memory.ts'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { afterLook, changeOf, Looks } from './overview-looks.ts'

const kinds = [
  ['projects', 'Projects', 'The projects that there are now, without those that were deleted.'],
  [
    'users',
    'Members',
    'Everybody in the organization, also who was invited and has no account yet.',
  ],
  ['deployments', 'Deployments', 'The deployments, which run code, of all projects together.'],
  ['deployment_versions', 'Deployment versions', 'The versions of all deployments together.'],
  ['pipelines', 'Pipelines', 'The pipelines, which join deployments, of all projects together.'],
  ['pipeline_versions', 'Pipeline versions', 'The versions of all pipelines together.'],
  ['buckets', 'Buckets', 'The buckets, which keep files, of all projects together.'],
  [
    'environments',
    'Environments',
    'The environments, in which deployments run, of all projects together.',
  ],
] as const satisfies [keyof ResourceUsage, label: string, counted: string][]

/** The counts, and how they differ from those that this browser showed this person on the visit before. */
export function ComparedCounts({
  person,
  id,
  counts,
  at,
  isCurrent,
}: {
  person: string
  /** The organization's. */
  id: string
  counts: ResourceUsage
  /** When they were read, in milliseconds since 1970. */
  at: number
  /** What is about to be read again was seen at another time than now, or by the list alone, and is no look. */
  isCurrent: boolean
}) {
  const server = useSuspenseQuery(session()).data.server.name
  const look = useMemo(() => ({ at, counts: knownOf(counts) }), [at, counts])
  const looks = useMemo(
    () => afterLook(recall(Looks, 'counts', server, person, id), look),
    [server, person, id, look],
  )
  // What comes while another tab is in front nobody has seen.
  const isSeen = useSyncExternalStore(onVisibility, isVisible) && isCurrent
  useEffect(() => {
    if (isSeen) remember(looks, 'counts', server, person, id)
  }, [isSeen, looks, server, person, id])
  const { before } = looks
  const shown = { latest: look, before }
  const changed = kinds.some(([kind]) => changeOf(shown, kind))
  return (
    <div className="grid gap-2">
      <Counts counts={counts} changeOf={(kind) => changeOf(shown, kind)} />
      <p className="text-sm text-quiet">
        {before === undefined
          ? 'From your next visit on, in half an hour or later, this shows what has changed.'
          : `${changed ? 'The changes are' : 'Nothing has changed'} since you last looked (${formatInstant(before.at)}).`}{' '}
        What you saw is kept in this browser alone.
      </p>
    </div>
  )
}

const onVisibility = (listener: () => void) => focusManager.subscribe(listener)
const isVisible = () => focusManager.isFocused()

const knownOf = (counts: ResourceUsage) =>
  Object.fromEntries(
    kinds.flatMap(([kind]) => {
      const count = counts[kind]
      return count === undefined ? [] : [[kind, count]]
    }),
  )

const readOut = (element: HTMLElement | null) => element?.focus()

/** Without counts the frame is as large as it will be. */
export function Counts({
  counts,
  changeOf,
}: {
  counts?: ResourceUsage
  changeOf?: (kind: string) => number | undefined
}) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4">
      {kinds.map(([kind, label, counted]) => (
        <div key={kind} className="flex flex-col-reverse justify-end bg-surface px-4 py-3">
          <dt className="text-xs text-quiet">
            <Popover
              label={`${label}: what is counted`}
              trigger={label}
              triggerClass="-my-2 rounded-sm py-2 text-start underline decoration-dotted underline-offset-3 hover:text-text max-sm:-my-3.5 max-sm:py-3.5"
            >
              <p ref={readOut} tabIndex={-1} className="px-2.5 py-1.5 text-sm">
                {counted}
              </p>
            </Popover>
          </dt>
          <dd className="flex flex-wrap items-baseline gap-x-2 text-xl font-semibold tabular-nums">
            {counts ? (
              <Count count={counts[kind]} change={changeOf?.(kind)} />
            ) : (
              <Skeleton className="h-7 w-10" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Count({ count, change }: { count: number | undefined; change: number | undefined }) {
  if (count === undefined)
    return (
      <>
        – <span className="text-xs font-normal text-quiet">This server doesn’t say</span>
      </>
    )
  return (
    <>
      {formatCount(count)}
      {change ? (
        <span className="text-sm font-medium text-accent">{formatSigned(change, formatCount)}</span>
      ) : null}
    </>
  )
}
