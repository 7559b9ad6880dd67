import { useLayoutEffect, useSyncExternalStore } from 'react'

let pages = 0
const listeners = new Set<() => void>()

function count(by: number) {
  pages += by
  for (const listener of listeners) listener()
}

/** In place of the screen stands that there is no connection, as long as this is in the page. */
export const useShowsNothing = () =>
  useLayoutEffect(() => {
    count(1)
    return () => count(-1)
  }, [])

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useIsNothingShown = () => useSyncExternalStore(subscribe, () => pages > 0)
