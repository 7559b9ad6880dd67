/** Cards that few people ever see: they come after everything else, and before anybody may need them. */
import { lookNow, useFailedLook, useNextTry } from '../api/again.ts'
import { whyOf } from '../lib/sentence.ts'
import { Button } from '../ui/button.tsx'
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
