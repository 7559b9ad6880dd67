import { useSyncExternalStore } from 'react'
import { queryClient } from '../api/query.ts'
import { nextTry } from '../api/retry.ts'
import { whyOf } from '../lib/sentence.ts'
import { Countdown } from '../ui/countdown.tsx'
import { Notice } from '../ui/notice.tsx'

const cache = queryClient.getQueryCache()
const subscribe = (listener: () => void) => cache.subscribe(listener)
const firstFailure = () =>
  cache.findAll({ fetchStatus: 'fetching' }).find(({ state }) => state.fetchFailureReason)?.state

/** Why a screen isn't there yet, where what it needs has failed and is tried again. */
export default function Waiting() {
  const failed = useSyncExternalStore(subscribe, firstFailure)
  if (!failed?.fetchFailureReason) return null
  return (
    <div className="fixed inset-x-4 top-2 z-50 mx-auto max-w-[640px]">
      <Notice tone="warning">
        {whyOf(failed.fetchFailureReason)} Trying again{' '}
        <Countdown until={nextTry(failed.fetchFailureCount, failed.fetchFailureReason)} />.
      </Notice>
    </div>
  )
}
