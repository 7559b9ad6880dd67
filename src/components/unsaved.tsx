import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { useBlocker } from 'react-router'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'

let unfinished = 0
const listeners = new Set<() => void>()
const count = (by: number) => {
  unfinished += by
  for (const listener of listeners) listener()
}

/** While it holds, closing and reloading ask in the browser's own words, and nobody signs out. */
export function useUnfinished(holds: boolean) {
  useEffect(() => {
    if (!holds) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    count(1)
    return () => {
      removeEventListener('beforeunload', ask)
      count(-1)
    }
  }, [holds])
}

/** Whether something on the screen would be lost. */
export const isUnfinished = () => unfinished > 0

export const useIsUnfinished = () =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, isUnfinished)

/**
 * Asks before something typed is lost, however the screen is left; closing and reloading ask in the browser's own words.
 * Render `question`; after `release` nothing is asked any more.
 */
export function useUnsaved(unsaved: boolean, sentence: ReactNode) {
  const released = useRef(false)
  const blocker = useBlocker(() => unsaved && !released.current)
  useUnfinished(unsaved)

  return {
    release: () => {
      released.current = true
    },
    question: blocker.state === 'blocked' && (
      <Dialog title="Discard what you typed?" onClose={blocker.reset}>
        <p className="text-quiet">{sentence}</p>
        <DialogActions>
          <Button autoFocus onClick={blocker.reset}>
            Keep editing
          </Button>
          <Button variant="danger" onClick={blocker.proceed}>
            Discard
          </Button>
        </DialogActions>
      </Dialog>
    ),
  }
}
