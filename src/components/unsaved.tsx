import { useEffect, useRef, type ReactNode } from 'react'
import { useBlocker } from 'react-router'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'

/**
 * Asks before something typed is lost, however the screen is left; closing and reloading ask in the browser's own words.
 * Render `question`; after `release` nothing is asked any more.
 */
export function useUnsaved(unsaved: boolean, sentence: ReactNode) {
  const released = useRef(false)
  const blocker = useBlocker(() => unsaved && !released.current)
  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [unsaved])

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
