import { useSyncExternalStore } from 'react'
import type { Ended } from '../lib/other-windows.ts'

let ended: Ended | undefined
const listeners = new Set<() => void>()

/** How the session is known to have ended while something on the screen would be lost by leaving it. */
export function setSessionEnded(value: Ended | undefined) {
  ended = value
  for (const listener of listeners) listener()
}

export const sessionEnded = () => ended

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSessionEnded = () => useSyncExternalStore(subscribe, sessionEnded)
