import { useCallback, useSyncExternalStore } from 'react'
import type { Many } from '../api/many.ts'
import { queryClient } from '../api/query.ts'

/** Whether the reading was stopped, and nothing is on its way any more. */
export function useHalted(many: Many) {
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = [many.subscribe(listener), queryClient.getQueryCache().subscribe(listener)]
      return () => ends.forEach((end) => end())
    },
    [many],
  )
  return useSyncExternalStore(
    subscribe,
    () => many.state().status === 'stopped' && queryClient.isFetching() === 0,
  )
}
