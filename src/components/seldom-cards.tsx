/** Cards that few people ever see: they come after everything else, and before anybody may need them. */
import { lookNow, useFailedLook, useNextTry } from '../api/again.ts'
import type { Ended } from '../lib/other-windows.ts'
import { whyOf } from '../lib/sentence.ts'
import { paths } from '../paths.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { FloatingCard } from '../ui/toast.tsx'

/** For all writes that are looked up at the same time. */
export function LookingCard() {
  const failure = useFailedLook()
  const until = useNextTry(failure ?? null)
  return (
    <FloatingCard
      tone="danger"
      actions={
        failure && (
          <Button variant="quiet" onClick={lookNow}>
            Look now
          </Button>
        )
      }
    >
      No readable answer came, so it is not known whether this was done.{' '}
      {failure === undefined || until === undefined ? (
        'Looking…'
      ) : until === Infinity ? (
        'It is looked up once you are signed in.'
      ) : (
        <>
          Looking failed: {whyOf(failure)} Looking again <Countdown until={until} />.
        </>
      )}
    </FloatingCard>
  )
}

/** Says how the session has ended, and how to go on without losing what is on the screen. */
export function SessionCard({ ended, isLooking }: { ended: Ended; isLooking: boolean }) {
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
