import { useSyncExternalStore } from 'react'
import type { Ended } from '../lib/other-windows.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { FloatingCard } from '../ui/toast.tsx'

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

/** Says so, and how to go on without losing it. */
export function SessionNotice() {
  const shown = useSyncExternalStore(subscribe, () => ended)
  return (
    shown && (
      <FloatingCard
        tone="danger"
        actions={
          <a
            href={paths.signIn()}
            target="_blank"
            rel="noreferrer"
            className={buttonClass('quiet')}
          >
            Sign in in a new window
          </a>
        }
      >
        {shown === 'signed out' ? 'You signed out in another window.' : 'Your session has ended.'}{' '}
        What you typed here stays: sign in, with a new token if yours has expired, come back and try
        again.
      </FloatingCard>
    )
  )
}
