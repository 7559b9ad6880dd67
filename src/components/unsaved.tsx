import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { useBlocker, type BlockerFunction } from 'react-router'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'

/** How much on the screen would be lost, by signing out and also by a sign-in that leads back to the address. */
const unfinished = { all: 0, notInAddress: 0 }
const listeners = new Set<() => void>()

let allReleased = false
/** Nothing is asked any more, since the page is about to be left whatever was typed. */
export function releaseAll() {
  allReleased = true
}

/** While it holds, closing and reloading ask in the browser's own words, and nobody signs out. */
export function useUnfinished(holds: boolean, { inAddress = false }: { inAddress?: boolean } = {}) {
  useEffect(() => {
    if (!holds) return
    const release = holdScreen(inAddress)
    return () => {
      release()
      noteFree()
    }
  }, [holds, inAddress])
}

/** The same until the returned function is called. */
export function holdScreen(inAddress = false): () => void {
  const count = (by: number) => {
    unfinished.all += by
    if (!inAddress) unfinished.notInAddress += by
    for (const listener of listeners) listener()
  }
  const ask = (event: BeforeUnloadEvent) => {
    if (!allReleased) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  count(1)
  return () => {
    removeEventListener('beforeunload', ask)
    count(-1)
  }
}

/** Whether something on the screen would be lost by a sign-in that leads back to its address. */
export const needsThisScreen = () => unfinished.notInAddress > 0

let onFree: () => unknown = () => {}
/** What happens once nothing needs the screen any more: it was left, or what was on its way has ended. */
export function setOnFree(handler: () => unknown) {
  onFree = handler
}

/** What ends where something else begins is no end. */
const noteFree = () =>
  queueMicrotask(() => {
    if (!needsThisScreen()) onFree()
  })

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useNeedsThisScreen = () => useSyncExternalStore(subscribe, needsThisScreen)

/** Whether something on the screen would be lost by signing out. */
export const useIsUnfinished = () => useSyncExternalStore(subscribe, () => unfinished.all > 0)

/**
 * Asks before something typed is lost, however the screen is left; closing and reloading ask in the browser's own words.
 * Render `question`; after `release` nothing is asked any more.
 */
export function useUnsaved(
  unsaved: boolean,
  sentence: ReactNode,
  /** What was typed is in the address: whatever takes it along loses nothing. */
  { inAddress = false }: { inAddress?: boolean } = {},
) {
  const released = useRef(false)
  const blocker = useBlocker(
    (move) => unsaved && !released.current && !(inAddress && keepsDraft(move)),
  )
  useEffect(() => (unsaved ? holdScreen(inAddress) : undefined), [unsaved, inAddress])
  // Whoever empties a field may fill it again.
  useEffect(() => noteFree, [])

  const discard = () => {
    // The address stays in the history, where Back and Forward would open the draft again.
    if (inAddress) history.replaceState(history.state, '', location.pathname)
    blocker.proceed?.()
  }

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
          <Button variant="danger" onClick={discard}>
            Discard
          </Button>
        </DialogActions>
      </Dialog>
    ),
  }
}

/** The draft itself changes, it goes along to another screen, or a sign-in leads back to it. */
function keepsDraft({
  currentLocation: here,
  nextLocation: next,
  historyAction,
}: Parameters<BlockerFunction>[0]) {
  return (
    next.search === here.search ||
    (next.pathname === here.pathname && historyAction === 'REPLACE') ||
    next.pathname + next.search === paths.signIn(here.pathname + here.search)
  )
}
