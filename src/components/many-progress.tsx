import type { ReactNode } from 'react'
import { ApiError } from '#contract/errors.ts'
import {
  isComplete,
  isOtherShape,
  type Many,
  type ManyState,
  type Place,
  type Progress,
} from '../api/many.ts'
import { formatCount } from '../lib/counts.ts'
import { asSentence, whyOf } from '../lib/sentence.ts'
import { Button } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Seconds } from '../ui/seconds.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { MissingParts, UnknownAnswer } from './later.tsx'

/**
 * How far the reads of many organizations are, and what can be done about it. Of those on the screen the rows themselves
 * say what is read, so only what keeps them waiting and what failed is told.
 */
export function ManyProgress({
  many,
  state,
  what,
  place = 'anywhere',
  sorts = false,
  meanwhile,
  children,
}: {
  many: Many
  state: ManyState
  /** What is read of each, as in "Reading members". */
  what: string
  place?: Place
  /** Whether a list is sorted by it, as far as it was read. */
  sorts?: boolean
  /** What is shown until all is read, or read after that, as a sentence. */
  meanwhile?: string | undefined
  /** What stands in its place where there is nothing to tell. */
  children?: ReactNode
}) {
  const kind = kindOf(state, place)
  const box = useKeptFocus<HTMLDivElement>(kind)
  return (
    <div ref={box} className="contents">
      {kind === 'stopped' && <Stopped {...{ many, sorts }} progress={state.rows[place]} />}
      {kind === 'reading' && (
        <Reading {...{ many, state, what, meanwhile }} progress={state.rows[place]} />
      )}
      {kind === 'ended' && <Ended {...{ many, place, state }} />}
      {kind === undefined && children}
    </div>
  )
}

function kindOf({ status, rows }: ManyState, place: Place) {
  const { failed, refused } = rows[place]
  const onScreen = place === 'on screen'
  if (!isComplete(rows[place])) {
    if (status === 'stopped') return 'stopped'
    if (!onScreen || status === 'pausing') return 'reading'
  }
  return failed > 0 || (refused > 0 && !onScreen) ? 'ended' : undefined
}

function Stopped({
  many,
  sorts,
  progress: { all, read },
}: {
  many: Many
  sorts: boolean
  progress: Progress
}) {
  const were = read === 1 ? 'was' : 'were'
  return (
    <Notice
      tone="warning"
      action={
        <Button data-first onClick={many.resume}>
          Go on
        </Button>
      }
    >
      {sorts && read > 0
        ? `Stopped. Sorted by the ${formatCount(read)} of ${organizations(all)} that ${were} read.`
        : `Stopped. ${formatCount(read)} of ${organizations(all)} ${were} read.`}
    </Notice>
  )
}

function Reading({
  many,
  state: { status, resumesAt },
  what,
  meanwhile,
  progress: { all, read, failed, refused },
}: {
  many: Many
  state: ManyState
  what: string
  meanwhile: string | undefined
  progress: Progress
}) {
  const ended = read + failed + refused
  return (
    <div className="grid gap-1.5 text-sm text-quiet">
      <ProgressBar value={ended} max={all} />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-60">
          <p className="tabular-nums">
            Reading {what}: {formatCount(ended)} of {organizations(all)}
            {resumesAt !== undefined && (
              <>
                , goes on in <Seconds until={resumesAt} />
              </>
            )}
          </p>
          <p>
            {meanwhile}{' '}
            <span role="status">
              {status === 'pausing' &&
                'The API takes only so many calls a minute. This waits, and goes on by itself.'}
            </span>
          </p>
        </div>
        <Button data-first onClick={many.stop}>
          Stop
        </Button>
      </div>
    </div>
  )
}

function Ended({ many, place, state }: { many: Many; place: Place; state: ManyState }) {
  const { all, read, failed, refused } = state.rows[place]
  const reasons = many.reasons(place)
  const hopeless = !state.failure && reasons.every(({ error }) => isOtherShape(error))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Notice
        tone="warning"
        action={
          failed > 0 &&
          !hopeless && (
            <Button data-first onClick={many.retry}>
              {state.failure ? 'Try now' : 'Try again'}
            </Button>
          )
        }
      >
        {place === 'on screen'
          ? `${formatCount(read)} of ${organizations(all)} on the screen could be read in full.`
          : `${formatCount(read)} of ${formatCount(all)} could be read.`}
        {refused > 0 && ` The server refused ${formatCount(refused)}.`}
        {state.failure && (
          <>
            {' '}
            {whyOf(state.failure.error)} Trying again <Countdown until={state.failure.triesAt} />.
          </>
        )}
        {reasons.map(({ error, keys }) => (
          <p key={error.message} className="wrap-anywhere">
            {asSentence(error.message)} <MissingParts keys={keys} />
          </p>
        ))}
      </Notice>
      {reasons.map(
        ({ error }) =>
          error instanceof ApiError && <UnknownAnswer key={error.message} error={error} />,
      )}
    </div>
  )
}

const organizations = (count: number) =>
  `${formatCount(count)} ${count === 1 ? 'organization' : 'organizations'}`
