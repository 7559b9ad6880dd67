import { lookNow, useFailedLook, useNextTry } from '../api/again.ts'
import { whyOf } from '../lib/sentence.ts'
import { Button } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { FloatingCard } from '../ui/toast.tsx'
import { useIsLooking } from './lost-writes.ts'

/** Says so for as long as something is looked up: one card for all of it. */
export function LookingNotice() {
  const isLooking = useIsLooking()
  const failure = useFailedLook()
  const until = useNextTry(failure ?? null)
  if (!isLooking) return null
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
