import { useLostConnection } from '../api/connection.ts'
import { Countdown } from '../ui/countdown.tsx'
import { Notice } from '../ui/notice.tsx'

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** Says that there is no connection for as long as there is none. */
export function ConnectionNotice() {
  const lost = useLostConnection()
  return (
    <div role="status" className="sticky top-0 z-40 print:hidden">
      {lost && (
        <div className="mx-auto max-w-[1280px] px-4 pt-3 sm:px-6">
          <Notice tone="warning">
            There has been no connection to the server since {clock.format(lost.since)}. What you
            see stays, and nothing can be changed. Trying again <Countdown until={lost.nextTry} />;
            then everything is refreshed.
          </Notice>
        </div>
      )}
    </div>
  )
}
