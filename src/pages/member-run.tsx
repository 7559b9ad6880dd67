import { Download } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { ApiError } from '#contract/errors.ts'
import type { Input } from '#contract/operations.ts'
import { members } from '../api/queries.ts'
import { noteError, queryClient, send, type OnLost } from '../api/query.ts'
import { refusalOf } from '../api/refusal.ts'
import { rateLimitedUntil } from '../api/rate-limit.ts'
import { giveWay, withdrawUndos } from '../components/member-changes.ts'
import { useSessionEnded } from '../components/session-ended.ts'
import { useUnfinished } from '../components/unsaved.tsx'
import { formatCount } from '../lib/counts.ts'
import {
  progressOf,
  startRun,
  type Run,
  type RunItem,
  type RunState,
  type Verdict,
} from '../lib/run.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Seconds } from '../ui/seconds.tsx'
import { toast } from '../ui/toast.tsx'
import { saveCsv } from './member-export.ts'
import { emailOf, phaseOf, resultRows, whyNotBegin, type Step } from './member-plan.ts'

const nothing: RunState<Step> = { items: [], status: 'finished' }
const never = () => () => undefined

/** A run of many calls on an organization's members, which is stopped when the screen that began it is left. */
export function useMemberRun(organization: string) {
  const [begun, setBegun] = useState<ReturnType<typeof startSteps>>()
  const run = begun?.run
  const state = useSyncExternalStore(run?.subscribe ?? never, () => run?.state() ?? nothing)
  const busy = isBusy(state)

  useEffect(() => () => begun?.leave(), [begun])
  // What stopped by itself waits to go on.
  useUnfinished(busy || state.why !== undefined)

  return {
    run,
    state,
    busy,
    start: (steps: Step[], onRest?: (state: RunState<Step>) => void) => {
      if (!busy) setBegun(startSteps(organization, steps, onRest))
    },
    /** Nothing is told of it any more. */
    forget: () => {
      if (!busy) setBegun(undefined)
    },
  }
}

const isBusy = (state: RunState<Step>) =>
  isGoing(state) || state.items.some((item) => item.state === 'running')

const isGoing = ({ status }: RunState<Step>) => status === 'running' || status === 'pausing'

function startSteps(
  organization: string,
  steps: Step[],
  onRest: ((state: RunState<Step>) => void) | undefined,
) {
  for (const step of steps) if (step.kind !== 'add') giveWay({ organization, user: step.user })
  if (steps.some((step) => step.kind !== 'add' && step.self)) withdrawUndos(organization)
  const unanswered = { inARow: 0 }
  let left = false
  const run = startRun({
    jobs: steps,
    phaseOf,
    whyNotBegin: (next, items) => {
      const all = queryClient.getQueryData(members(organization).queryKey)
      return all && whyNotBegin(next, items, all)
    },
    perform: async (step, note) => {
      await perform(organization, step, () => {
        note('Being looked up')
        return () => {}
      })
      unanswered.inARow = 0
    },
    verdict: (error) => verdictOf(error, unanswered),
    heldUntil: rateLimitedUntil,
    onRest: (state) => {
      // Once for all of them: the list may be long.
      void queryClient.invalidateQueries()
      if (left) sayHowFar(organization, state)
      else onRest?.(state)
    },
  })
  return {
    run,
    /** Begins no more; how far it came is told wherever the person is when the last has ended. */
    leave: () => {
      if (!isBusy(run.state())) return
      left = true
      run.stop()
    },
  }
}

function sayHowFar(organization: string, state: RunState<Step>) {
  const { done, all } = progressOf(state)
  if (done === all) toast.good(`All changes to the members of ${organization} were made.`)
  else
    toast.danger(
      `Stopped: ${formatCount(done)} of ${formatCount(all)} changes to the members of ${organization} were made.`,
    )
}

function perform(organization_name: string, step: Step, tell: OnLost): Promise<unknown> {
  if (step.kind === 'add') {
    const { email, admin } = step
    const input = { params: { organization_name }, body: { email, admin } }
    return send('organization_users_create', input, tell)
  }
  const params = { organization_name, user_id: step.user.id }
  if (step.kind === 'remove') return remove(params, tell)
  const body = { admin: step.kind === 'promote' }
  return send('organization_users_update', { params, body }, tell)
}

/** Whoever is gone already, because an answer was lost or by someone else, is as was wished. */
async function remove(params: Input<'organization_users_delete'>['params'], tell: OnLost) {
  try {
    await send('organization_users_delete', { params }, tell)
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === 'not_found')) throw error
    const list = await queryClient.query({ ...members(params.organization_name), staleTime: 0 })
    if (list.unread || list.some(({ id }) => id === params.user_id)) throw error
  }
}

const SESSION_ENDED = 'Your session has ended: sign in first.'

/** Why a run stopped by itself. `goOn` is what can be done once someone has signed in again. */
export function useWhyStopped({ why }: RunState<Step>, goOn: string): string | undefined {
  const ended = useSessionEnded()
  return why === SESSION_ENDED && !ended ? `You are signed in again: ${goOn}.` : why
}

/** So many calls without an answer, one after another, are no mishap of a single one. */
const MOST_UNANSWERED = 3

function verdictOf(error: Error, unanswered: { inARow: number }): Verdict {
  if (!(error instanceof ApiError)) return 'stop'
  noteError(error)
  const { kind } = error
  if (kind === 'rate_limited') return { againAfter: error.retryAfter ?? 60 }
  if (kind === 'unauthenticated') return { againOnce: SESSION_ENDED, note: 'Session ended' }
  // What is refused to one call for who makes it is refused to all of them, and without a connection none arrives.
  if (kind === 'forbidden' || kind === 'network') return 'stop'
  unanswered.inARow =
    kind === 'unknown_outcome' || kind === 'unavailable' ? unanswered.inARow + 1 : 0
  return unanswered.inARow >= MOST_UNANSWERED ? 'stop' : 'next'
}

/** How far a run is. */
export function RunProgress({ run, state }: { run: Run<Step>; state: RunState<Step> }) {
  const { all, done, failed, running } = progressOf(state)
  const going = isGoing(state)
  return (
    <div className="grid gap-3">
      <div className="grid gap-1.5">
        <ProgressBar value={done + failed} max={all} />
        <p className="flex flex-wrap items-center justify-between gap-x-4 text-sm text-quiet tabular-nums">
          <span>
            {formatCount(done)} of {formatCount(all)} done
            {failed > 0 && `, ${formatCount(failed)} failed`}
            {state.resumesAt !== undefined && (
              <>
                , goes on in <Seconds until={state.resumesAt} />
              </>
            )}
          </span>
          {(going || running > 0) && (
            <Button
              data-cancel
              pending={state.cancelled === true}
              disabledReason={
                going || state.cancelled ? undefined : 'It has stopped by itself already.'
              }
              onClick={run.stop}
            >
              Cancel
            </Button>
          )}
        </p>
      </div>
      <div role="status">
        <RunSentence state={state} />
      </div>
    </div>
  )
}

/** How far a run is, what can be done about it, and what became of each. */
export function RunReport({
  run,
  state,
  organization,
}: {
  run: Run<Step>
  state: RunState<Step>
  organization: string
}) {
  const { all, failed, running } = progressOf(state)
  return (
    <div className="grid gap-3">
      <RunProgress {...{ run, state }} />
      <ul className="grid max-h-64 divide-y divide-line overflow-y-auto border-y border-line">
        {state.items
          .toSorted((a, b) => importance(a) - importance(b))
          .slice(0, MOST_LISTED)
          .map((item) => (
            <ResultLine key={`${item.job.kind} ${emailOf(item.job)}`} item={item} />
          ))}
      </ul>
      {all > MOST_LISTED && !isGoing(state) && running === 0 && (
        <p className="text-sm text-quiet">
          {formatCount(all - MOST_LISTED)} more are in the result file.
        </p>
      )}
      {!isGoing(state) && running === 0 && (
        <div className="flex flex-wrap gap-2">
          {state.status === 'stopped' && (
            <Button variant="primary" data-go-on onClick={run.resume}>
              Go on
            </Button>
          )}
          {failed > 0 && <Button onClick={run.retry}>Try the failed ones again</Button>}
          <ResultFile {...{ organization }} items={state.items} />
        </div>
      )}
    </div>
  )
}

/** What became of each, to keep. */
export function ResultFile({
  organization,
  items,
}: {
  organization: string
  items: Iterable<RunItem<Step>>
}) {
  const save = () => saveCsv(`${organization}_members_result.csv`, resultRows(items))
  return (
    <Button variant="quiet" onClick={save}>
      <Download size={16} aria-hidden />
      Result file
    </Button>
  )
}

const MOST_LISTED = 500

/** What needs attention stands first. */
const importance = (item: RunItem<Step>) => (wasSent(item) ? 0 : order[item.state])
const order = { failed: 0, running: 1, waiting: 2, done: 3 } as const

function RunSentence({ state }: { state: RunState<Step> }) {
  const { all, failed, waiting, running } = progressOf(state)
  const why = useWhyStopped(state, 'go on')
  if (state.status === 'pausing')
    return (
      <p className="text-sm text-quiet">
        The API takes only so many calls a minute. This waits, and goes on by itself.
      </p>
    )
  if (state.items.some(({ state, note }) => state === 'running' && note !== undefined))
    return (
      <p className="text-sm text-quiet">
        No readable answer came, so it is not known whether this was done. Looking…
      </p>
    )
  if (isGoing(state)) return null
  if (running > 0) return <p className="text-sm text-quiet">Waiting for what is on its way.</p>
  if (state.status === 'stopped') {
    const sent = state.items.filter(wasSent).length
    return (
      <Notice tone="warning">
        Stopped. {why && `${why} `}
        {sent > 0 &&
          `${formatCount(sent)} of ${formatCount(all)} ${sent === 1 ? 'was' : 'were'} sent, and not done. `}
        {waiting > sent && `${formatCount(waiting - sent)} of ${formatCount(all)} were not sent. `}
        {failed > 0 && failedWords(failed)}
      </Notice>
    )
  }
  return failed > 0 ? (
    <Notice tone="warning">{failedWords(failed)}</Notice>
  ) : (
    <p className="text-sm">All done.</p>
  )
}

const failedWords = (failed: number) =>
  failed === 1
    ? 'One failed; the reason stands beside it.'
    : `${formatCount(failed)} failed; the reason stands beside each.`

/** It was sent, and waits to be sent again. */
const wasSent = ({ state, note }: RunItem<Step>) => state === 'waiting' && note !== undefined

/** Why a step failed. */
export const whyFailed = (error: Error) =>
  error instanceof ApiError ? refusalOf(error) : error.message

/** What a step has come to. */
export const resultWord = ({ job, state, note }: RunItem<Step>) =>
  note ?? (state === 'done' ? doneWords[job.kind] : stateWords[state])

const doneWords = {
  add: 'Added',
  promote: 'Admin now',
  demote: 'No longer admin',
  remove: 'Removed',
} as const
const stateWords = { waiting: 'Not begun', running: 'On its way', failed: 'Failed' } as const

function ResultLine({ item }: { item: RunItem<Step> }) {
  const { job, state, error } = item
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 py-1.5 text-sm [content-visibility:auto]">
      <span className="wrap-anywhere">{emailOf(job)}</span>
      <span className={state === 'failed' ? 'text-danger' : 'text-quiet'}>{resultWord(item)}</span>
      {error && <span className="col-span-2 text-quiet">{whyFailed(error)}</span>}
    </li>
  )
}
