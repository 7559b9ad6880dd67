import type { UseQueryResult } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { ApiError } from '#contract/errors.ts'
import type { Rows } from '#contract/resources.ts'
import { useNextTry } from '../api/again.ts'
import { useLostConnection } from '../api/connection.ts'
import { queryClient } from '../api/query.ts'
import { nextTry } from '../api/retry.ts'
import { formatInstant } from '../lib/dates.ts'
import { whyOf } from '../lib/sentence.ts'
import { Button } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { UnknownAnswer } from './later.tsx'
import { UnreadRows } from './unread-rows.tsx'

/**
 * One view of server data in all its states: loading, failed, there, and there with a refresh that failed. What was
 * read once stays on the screen; without a connection the notice of that says its age.
 */
export function QueryView<Data>({
  query,
  what,
  loading,
  explained = false,
  children,
}: {
  query: UseQueryResult<Data, ApiError>
  /** What is read, as in "The members could not be read". */
  what: string
  loading: ReactNode
  /** Why it could not be refreshed is said inside. */
  explained?: boolean
  children: (data: Data) => ReactNode
}) {
  const failed = useFailure(query)
  const lost = useLostConnection()
  const { data } = query
  // That is told of the connection, once for everything.
  const failure = lost && failed?.kind === 'network' ? null : failed
  if (failed && !failure && data === undefined)
    return (
      <Notice tone="warning">
        {what} could not be read, and will be when the connection is back.
      </Notice>
    )
  if (data === undefined)
    return failure ? (
      <Failed tone="danger" error={failure} query={query}>
        <strong className="font-medium">{what} could not be read.</strong>
      </Failed>
    ) : (
      <>
        <TriedAgain query={query}>{what} could not be read yet.</TriedAgain>
        {loading}
      </>
    )
  const age = `this is from ${formatInstant(query.dataUpdatedAt)}.`
  return (
    <>
      {explained ? null : failure ? (
        <Failed tone="warning" error={failure} query={query}>
          {what} could not be refreshed; {age}
        </Failed>
      ) : (
        <TriedAgain query={query}>
          {what} could not be refreshed yet; {age}
        </TriedAgain>
      )}
      <UnreadRows unread={unreadOf(data)} />
      {children(data)}
    </>
  )
}

/** A read that has failed and is tried again: why, and when. */
function TriedAgain<Data>({
  query: { isFetching, failureReason, failureCount },
  children,
}: {
  query: UseQueryResult<Data, ApiError>
  children: ReactNode
}) {
  const [asked, setAsked] = useState<ApiError>()
  const reason = failureReason ?? asked
  if (!isFetching || !reason) return null
  const mayAsk = reason.kind !== 'rate_limited'
  return (
    <Notice
      tone="warning"
      action={
        mayAsk && (
          <Button
            pending={!failureReason}
            onClick={() => {
              setAsked(reason)
              tryNow(reason)
            }}
          >
            Try now
          </Button>
        )
      }
    >
      {children} {whyOf(reason)} Trying again{' '}
      <Countdown until={failureReason ? nextTry(failureCount, failureReason) : 0} />.
    </Notice>
  )
}

/** The read that waits after this failure doesn't wait any longer. Who asked for it gets what comes of that. */
function tryNow(reason: ApiError) {
  const read = queryClient
    .getQueryCache()
    .getAll()
    .find(({ state }) => state.fetchFailureReason === reason)
  void read?.cancel({ silent: true })
  read?.fetch().catch(() => undefined)
}

/** Only a list that was read row by row is an array with more than its rows. */
const unreadOf = (data: unknown) =>
  Array.isArray(data) ? (data as Rows<unknown>).unread : undefined

/** Why it could not be read. That stays while it is tried again, until that has come to something. */
export function useFailure<Data>({
  data,
  error,
  errorUpdatedAt,
  isFetching,
  failureReason,
}: UseQueryResult<Data, ApiError>) {
  const [last, setLast] = useState({ error, at: errorUpdatedAt })
  if (error && error !== last.error) setLast({ error, at: errorUpdatedAt })
  const isTriedAgain = data === undefined && isFetching && last.at === errorUpdatedAt
  const failure = error ?? (isTriedAgain ? last.error : null)
  // What is waited for now may be another failure than the one that it began with.
  return failure && isFetching ? (failureReason ?? failure) : failure
}

/** When it is tried again by itself, in milliseconds since 1970; undefined where it isn't. */
export function useUntil<Data>(
  error: ApiError,
  { isFetching, failureReason, failureCount }: UseQueryResult<Data, ApiError>,
) {
  const lost = useLostConnection()
  const planned = useNextTry(error)
  // That is said of the connection itself.
  if (lost) return undefined
  return isFetching && failureReason ? nextTry(failureCount, failureReason) : planned
}

function Failed<Data>({
  tone,
  error,
  query,
  children,
}: {
  tone: 'warning' | 'danger'
  error: ApiError
  query: UseQueryResult<Data, ApiError>
  children: ReactNode
}) {
  const until = useUntil(error, query)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Notice tone={tone} action={<TryAgain {...{ error, query, until }} />}>
        {children} {whyOf(error)}
        {until !== undefined && (
          <>
            {' '}
            Trying again <Countdown until={until} />.
          </>
        )}
      </Notice>
      {/* Beside what is read out. */}
      <UnknownAnswer error={error} />
    </div>
  )
}

/** Where the answer would be the same again, another try is no help, nor before the server's own time. */
function TryAgain<Data>({
  error,
  query,
  until,
}: {
  error: ApiError
  query: UseQueryResult<Data, ApiError>
  until: number | undefined
}) {
  const { kind } = error
  if (kind === 'forbidden' || kind === 'invalid' || kind === 'not_found') return null
  if (until !== undefined && isToldWhen(error)) return null
  const isWaiting = query.isFetching && query.failureReason === error
  return (
    <Button
      pending={query.isFetching && !isWaiting}
      onClick={() => (isWaiting ? tryNow(error) : void query.refetch())}
    >
      {until === undefined ? 'Try again' : 'Try now'}
    </Button>
  )
}

/** Whether the server says when it takes calls again. */
export const isToldWhen = ({ kind, retryAfter }: ApiError) =>
  kind === 'rate_limited' && retryAfter !== undefined
