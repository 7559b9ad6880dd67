import type { Query } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiError } from '#contract/errors.ts'
import { useLostConnection } from '../api/connection.ts'
import { queryClient } from '../api/query.ts'
import { nextTry } from '../api/retry.ts'
import { FloatingCard } from '../ui/toast.tsx'
import { useLostWrites } from './lost-writes.ts'

/** Milliseconds that a person waits without a word. */
const PATIENCE = 4_000
const TICK = 500

const cache = queryClient.getQueryCache()
const startOfPage = performance.timeOrigin
const begun = new WeakMap<Query, number>()

cache.subscribe((event) => {
  if (event.type === 'updated' && event.action.type === 'fetch') begun.set(event.query, Date.now())
})

/** Since when there is no answer, in milliseconds since 1970. A try after a failure begins anew, once its pause is over. */
function askedAt(read: Query) {
  const { fetchFailureReason, fetchFailureCount } = read.state
  return fetchFailureReason
    ? nextTry(fetchFailureCount, fetchFailureReason as ApiError)
    : (begun.get(read) ?? startOfPage)
}

/** Who is signed in changes little; and of a long answer that is arriving its own screen tells how far it is. */
const isMissing = ({ state, queryKey }: Query) =>
  state.data === undefined &&
  queryKey[0] !== 'session' &&
  queryKey[0] !== 'user' &&
  !isArriving([...queryKey, 'progress'])

const isArriving = (key: unknown[]) =>
  (queryClient.getQueryData<{ received: number }>(key)?.received ?? 0) > 0

const isSlow = () =>
  cache
    .findAll({ fetchStatus: 'fetching', predicate: isMissing })
    .some((read) => Date.now() - askedAt(read) > PATIENCE)

/** Writes of the API alone have a key. */
const isWriteSlow = () =>
  queryClient
    .getMutationCache()
    .findAll({ status: 'pending', predicate: ({ options }) => options.mutationKey !== undefined })
    .some(({ state }) => Date.now() - state.submittedAt > PATIENCE)

/** Says that the API takes its time, as long as something that is asked for isn't there, or a write isn't answered. */
export function SlowNotice() {
  const [slow, setSlow] = useState<'read' | 'write'>()
  // What is looked up has a notice of its own.
  const isLooking = useLostWrites().length > 0
  const isOffline = useLostConnection() !== undefined
  useEffect(() => {
    const look = () => setSlow(isWriteSlow() ? 'write' : isSlow() ? 'read' : undefined)
    const timer = setInterval(look, TICK)
    return () => clearInterval(timer)
  }, [])
  if (!slow || (slow === 'write' && (isLooking || isOffline))) return null
  return (
    <FloatingCard tone="neutral" actions={null}>
      {slow === 'write'
        ? 'The API is slow to answer. What you asked for is on its way, and its answer is still waited for: stay here, and do not ask for it again.'
        : 'The API is slow to answer. What is missing here comes as soon as it does.'}
    </FloatingCard>
  )
}
