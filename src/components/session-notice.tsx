import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { FloatingCard } from '../ui/toast.tsx'
import { useLostWrites } from './lost-writes.ts'
import { useSessionEnded } from './session-ended.ts'
import { useNeedsThisScreen } from './unsaved.tsx'

/**
 * Says how the session has ended, and how to go on without losing what is on the screen.
 */
export function SessionNotice() {
  const ended = useSessionEnded()
  const isNeeded = useNeedsThisScreen()
  const isLooking = useLostWrites().length > 0
  if (!ended || !isNeeded) return null
  return (
    <FloatingCard
      tone="danger"
      actions={
        <a
          href={paths.signInElsewhere()}
          target="_blank"
          rel="noreferrer"
          className={buttonClass('quiet')}
        >
          Sign in in a new window
        </a>
      }
    >
      {ended === 'signed out' ? 'You signed out in another window.' : 'Your session has ended.'}{' '}
      {isLooking
        ? 'Sign in, with a new token if yours has expired: what was on its way is looked up here then.'
        : 'What you typed here stays: sign in, with a new token if yours has expired, come back and try again.'}
    </FloatingCard>
  )
}
