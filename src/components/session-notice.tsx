import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { Ended } from '../lib/other-windows.ts'
import { loadSeldomCards, useIsLooking } from './looking-notice.tsx'
import { useNeedsThisScreen } from './unsaved.tsx'

const Card = lazy(async () => ({ default: (await loadSeldomCards()).SessionCard }))

let ended: Ended | undefined
const listeners = new Set<() => void>()

/** How the session is known to have ended while something on the screen would be lost by leaving it. */
export function setSessionEnded(value: Ended | undefined) {
  ended = value
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Says so, as long as there is something to lose: else the next screen leads to sign-in. */
export function SessionNotice() {
  const shown = useSyncExternalStore(subscribe, () => ended)
  const isNeeded = useNeedsThisScreen()
  const isLooking = useIsLooking()
  return (
    isNeeded &&
    shown && (
      <Suspense>
        <Card ended={shown} isLooking={isLooking} />
      </Suspense>
    )
  )
}
