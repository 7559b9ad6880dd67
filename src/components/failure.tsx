import type { ApiError } from '#contract/errors.ts'
import { refusalOf } from '../api/refusal.ts'
import { Countdown } from '../ui/countdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { UnknownAnswer } from './later.tsx'

/** Why something was not done, when another try makes sense where the server says so, and an answer nobody could read. */
export function Failure({
  error,
  notAllowed,
}: {
  error: ApiError
  /** What a 403 means here, and what can be done. */
  notAllowed?: string | undefined
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Notice tone="danger">
        {refusalOf(error, notAllowed)}{' '}
        {error.retryAfter !== undefined && (
          <>
            You can try again <Countdown until={error.at + error.retryAfter * 1000} />.
          </>
        )}
      </Notice>
      <UnknownAnswer error={error} />
    </div>
  )
}
