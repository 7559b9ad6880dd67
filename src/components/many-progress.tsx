import type { Many, ManyState, Place } from '../api/many.ts'
import { formatCount } from '../lib/counts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Seconds } from '../ui/seconds.tsx'

/**
 * How far the reads of many organizations are, and what can be done about it. Of those on the screen the rows themselves
 * say what is read, so only what keeps them waiting and what failed is told.
 */
export function ManyProgress({
  many,
  state,
  what,
  place = 'anywhere',
}: {
  many: Many
  state: ManyState
  /** What is read of each, as in "Reading members". */
  what: string
  place?: Place
}) {
  const { status, resumesAt } = state
  const { all, read, failed, refused } = state.rows[place]
  const ended = read + failed + refused
  const onScreen = place === 'on screen'
  if (ended < all && status === 'stopped')
    return (
      <Notice tone="warning" action={<Button onClick={many.resume}>Go on</Button>}>
        Stopped. {formatCount(read)} of {organizations(all)} {read === 1 ? 'was' : 'were'} read.
      </Notice>
    )
  if (ended < all && (!onScreen || status === 'pausing'))
    return (
      <div className="grid gap-1.5 text-sm text-quiet">
        <ProgressBar value={ended} max={all} />
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <p className="tabular-nums">
            Reading {what}: {formatCount(ended)} of {organizations(all)}
            {resumesAt !== undefined && (
              <>
                , goes on in <Seconds until={resumesAt} />
              </>
            )}
          </p>
          <Button onClick={many.stop}>Stop</Button>
        </div>
        <p role="status">
          {status === 'pausing' &&
            'The API takes only so many calls a minute. This waits, and goes on by itself.'}
        </p>
      </div>
    )
  if (failed === 0 && (refused === 0 || onScreen)) return null
  return (
    <Notice tone="warning" action={failed > 0 && <Button onClick={many.retry}>Try again</Button>}>
      {onScreen
        ? `Not everything could be read of ${organizations(failed)}.`
        : `${formatCount(read)} of ${formatCount(all)} could be read.`}
      {!onScreen && refused > 0 && ` The server refused ${formatCount(refused)}.`}
    </Notice>
  )
}

const organizations = (count: number) =>
  `${formatCount(count)} ${count === 1 ? 'organization' : 'organizations'}`
