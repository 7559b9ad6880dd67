import type { ApiError } from '#contract/errors.ts'
import { refusalOf, type Meanings } from '../api/refusal.ts'
import { whyOf } from '../lib/sentence.ts'
import { Countdown } from '../ui/countdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { UnknownAnswer } from './later.tsx'
import { isToldWhen } from './query-view.tsx'

/** Why something was not done, when another try makes sense where the server says so, and an answer nobody could read. */
export function Failure({
  error,
  meanings,
}: {
  error: ApiError
  /** What a refusal means here, and what can be done, by its kind. */
  meanings?: Meanings | undefined
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Notice tone="danger">
        {/* That may tell the time itself, which wouldn't count. */}
        {isToldWhen(error) ? whyOf(error) : refusalOf(error, meanings)}{' '}
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
