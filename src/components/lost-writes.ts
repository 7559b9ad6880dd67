import { useSyncExternalStore } from 'react'
import type { OnLost } from '../api/query.ts'
import { toast } from '../ui/toast.tsx'
import { holdScreen } from './unsaved.tsx'

let lookedUp = 0
const listeners = new Set<() => void>()

function count(by: number) {
  lookedUp += by
  for (const listener of listeners) listener()
}

/** A write's answer never came: it is looked up, and what that finds would be lost with the screen. */
export const noteLost: OnLost = () => {
  const release = holdScreen()
  count(1)
  return (isDone) => {
    release()
    count(-1)
    if (isDone) toast.good('It was looked up: this was done, although no readable answer had come.')
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useIsLooking = () => useSyncExternalStore(subscribe, () => lookedUp > 0)
