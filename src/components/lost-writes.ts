import { useSyncExternalStore } from 'react'
import type { Input, MutationId } from '#contract/operations.ts'
import type { Before } from '../api/outcome.ts'
import type { OnLost } from '../api/query.ts'
import { holdScreen } from './unsaved.tsx'

/** What each write is called while it is on its way. */
export type WriteWords = {
  [Id in MutationId]: (input: Input<Id>, before: Before) => string
}

export interface LostWrite {
  what: (words: WriteWords) => string
  /** When its answer was found missing, in milliseconds since 1970. */
  since: number
}

let lost: readonly LostWrite[] = []
const listeners = new Set<() => void>()

function set(next: typeof lost) {
  lost = next
  for (const listener of listeners) listener()
}

/** A write's answer never came: it is looked up, and what that finds would be lost with the screen. */
export const noteLost: OnLost = (id, input, before) => {
  const release = holdScreen()
  const write: LostWrite = { what: (words) => words[id](input, before), since: Date.now() }
  set([...lost, write])
  return () => {
    release()
    set(lost.filter((one) => one !== write))
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is looked up, the oldest first. */
export const useLostWrites = () => useSyncExternalStore(subscribe, () => lost)
