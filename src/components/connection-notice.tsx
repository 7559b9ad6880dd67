import type { Query } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '#contract/errors.ts'
import { tryNow, useLostConnection } from '../api/connection.ts'
import { queryClient } from '../api/query.ts'
import { formatInstant } from '../lib/dates.ts'
import { Button } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { FloatingCard } from '../ui/toast.tsx'
import { LookedUpLater } from './looking-notice.tsx'
import { useIsNothingShown } from './nothing-shown.ts'

/** Says that there is no connection for as long as there is none. It floats, so that nothing moves when it comes and goes. */
export function ConnectionNotice() {
  const lost = useLostConnection()
  const isNothingShown = useIsNothingShown()
  const [asking, setAsking] = useState(false)
  if (!lost) return null
  return (
    <FloatingCard
      tone="danger"
      actions={
        <Button
          variant="quiet"
          pending={asking}
          onClick={() => {
            setAsking(true)
            void tryNow().finally(() => setAsking(false))
          }}
        >
          Try now
        </Button>
      }
    >
      There has been no connection to the server since {formatInstant(lost.since)}.{' '}
      {!isNothingShown && whatStays()} Nothing can be changed until it is back. Trying again{' '}
      <Countdown until={lost.nextTry} />.
      <LookedUpLater />
    </FloatingCard>
  )
}

/** Who is signed in is no news that grows old. */
const isShown = ({ queryKey: [id], state }: Query) =>
  id !== 'session' && id !== 'user' && state.data !== undefined

/** What could not be read yet, or is being tried again, can't stay. */
const isMissing = ({ state: { data, error } }: Query) =>
  data === undefined && (!error || (error instanceof ApiError && error.kind === 'network'))

function whatStays() {
  const cache = queryClient.getQueryCache()
  const ages = cache
    .findAll({ type: 'active', predicate: isShown })
    .map(({ state }) => state.dataUpdatedAt)
  if (ages.length === 0 || cache.findAll({ type: 'active', predicate: isMissing }).length > 0)
    return null
  return `What you see is from ${formatInstant(Math.min(...ages), Math.max(...ages))} and stays.`
}
