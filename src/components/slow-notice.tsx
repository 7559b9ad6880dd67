import type { Query } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiError } from '#contract/errors.ts'
import { queryClient } from '../api/query.ts'
import { nextTry } from '../api/retry.ts'
import { FloatingCard } from '../ui/toast.tsx'

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

/** Says that the API takes its time, as long as something that is asked for isn't there. */
export function SlowNotice() {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setInterval(() => setSlow(isSlow()), TICK)
    return () => clearInterval(timer)
  }, [])
  if (!slow) return null
  return (
    <FloatingCard tone="neutral" actions={null}>
      The API is slow to answer. What is missing here comes as soon as it does.
    </FloatingCard>
  )
}
