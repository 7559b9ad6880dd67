import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ApiError } from '#contract/errors.ts'
import type { Rows } from '#contract/resources.ts'
import { useLostConnection } from '../api/connection.ts'
import { nextTry } from '../api/retry.ts'
import { asSentence } from '../lib/sentence.ts'
import { Button } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { UnknownAnswer } from './unknown-answer.tsx'
import { UnreadRows } from './unread-rows.tsx'

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/**
 * One view of server data in all its states: loading, failed, there, and there with a refresh that failed. What was
 * read once stays on the screen, with its age.
 */
export function QueryView<Data>({
  query,
  what,
  loading,
  children,
}: {
  query: UseQueryResult<Data, ApiError>
  /** What is read, as in "The members could not be read". */
  what: string
  loading: ReactNode
  children: (data: Data) => ReactNode
}) {
  const lost = useLostConnection()
  const { data, isError } = query
  if (data === undefined)
    return isError ? (
      <Failed tone="danger" query={query}>
        <strong className="font-medium">{what} could not be read.</strong>
      </Failed>
    ) : (
      <>
        <TriedAgain query={query}>{what} could not be read yet.</TriedAgain>
        {loading}
      </>
    )
  const age = `this is from ${clock.format(query.dataUpdatedAt)}.`
  return (
    <>
      {isError && (
        <Failed tone="warning" query={query}>
          {what} could not be refreshed; {age}
        </Failed>
      )}
      <TriedAgain query={query}>
        {what} could not be refreshed yet; {age}
      </TriedAgain>
      {lost && !isError && (
        <p className="text-sm text-quiet">
          {what}: {age}
        </p>
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
  if (!isFetching || !failureReason) return null
  return (
    <Notice tone="warning">
      {children} {asSentence(failureReason.message)} Trying again{' '}
      <Countdown until={nextTry(failureCount, failureReason)} />.
    </Notice>
  )
}

/** Only a list that was read row by row is an array with more than its rows. */
const unreadOf = (data: unknown) =>
  Array.isArray(data) ? (data as Rows<unknown>).unread : undefined

function Failed<Data>({
  tone,
  query,
  children,
}: {
  tone: 'warning' | 'danger'
  query: UseQueryResult<Data, ApiError>
  children: ReactNode
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Notice tone={tone} action={<TryAgain query={query} />}>
        {children} {query.error?.message}
      </Notice>
      {/* Beside what is read out. */}
      <UnknownAnswer error={query.error} />
    </div>
  )
}

/** Where the answer would be the same again, another try is no help. */
function TryAgain<Data>({ query }: { query: UseQueryResult<Data, ApiError> }) {
  const { kind } = query.error ?? {}
  if (kind === 'forbidden' || kind === 'invalid' || kind === 'not_found') return null
  return (
    <Button pending={query.isFetching} onClick={() => void query.refetch()}>
      Try again
    </Button>
  )
}
