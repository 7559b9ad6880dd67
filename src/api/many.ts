/**
 * Reads of many organizations: a few at a time, at the pace that the API allows, and only what is wanted now. They wait
 * here, outside the query cache, so that a screen which needs one of them itself never waits in this line. What has come
 * is shown with `useQuery({ ...read, enabled: false })`.
 */
import { CancelledError, hashKey, onlineManager, type QueryKey } from '@tanstack/react-query'
import { ApiError } from '#contract/errors.ts'
import { onReturn } from './connection.ts'
import { queryClient } from './query.ts'
import { rateLimitedUntil } from './rate-limit.ts'

const AT_ONCE = 4

/** Seconds to wait where a server refuses for its limit and doesn't say how long. */
const UNTOLD_WAIT = 60

/** A timer takes no more than some weeks, and a clock may be set: it is looked at again after a minute. */
const LONGEST_WAIT = 60_000

/** Reading many at this pace takes minutes, and the first must still be there when the last has come. */
const KEPT = 60 * 60_000

/** One read, by what it is known in the query cache. */
export interface Read {
  hash: string
  begin: () => Promise<unknown>
}

type Readable = Parameters<typeof queryClient.query>[0]

/** A read out of what `query()` makes. It is tried once: what fails is told, and tried again when someone asks for it. */
export const readOf = <Options extends { queryKey: QueryKey }>(options: Options): Read => ({
  hash: hashKey(options.queryKey),
  begin: () => queryClient.query({ ...(options as Readable), retry: false, gcTime: KEPT }),
})

/** What one row needs, as far as it is known yet: asked again when one of its reads has ended. */
export type Needs = () => readonly Read[]

/** Whether a row is on the screen; those come before all others. */
export type Place = 'on screen' | 'anywhere'

/** How many rows are wanted, and what became of them. The others are still to come. */
export interface Progress {
  all: number
  read: number
  /** Something of it failed, and may be there at the next try. */
  failed: number
  /** Something of it is refused, whoever tries again. */
  refused: number
}

/** Whether nothing of it is still to come. */
export const isComplete = ({ all, read, failed, refused }: Progress) =>
  read + failed + refused === all

export interface ManyState {
  /** `pausing` goes on by itself at `resumesAt`; `stopped` goes on when it is told to; `resting` has nothing to read. */
  status: 'reading' | 'pausing' | 'stopped' | 'resting'
  /** Milliseconds since 1970, while it pauses. */
  resumesAt?: number
  rows: Record<Place, Progress>
}

export interface Many {
  /** Wants what these rows need, the first first, until the returned function is called. */
  want: (rows: readonly Needs[], place: Place) => () => void
  subscribe: (listener: () => void) => () => void
  state: () => ManyState
  /** Begins no more; what is on its way ends. */
  stop: () => void
  resume: () => void
  /** Goes on, with the failed ones once more. */
  retry: () => void
}

/** Whether a read that failed like this waits here to be read again, by itself. */
export const isAwaited = ({ kind }: ApiError) => kind === 'rate_limited' || kind === 'network'

/** Whether another try can't help. */
export const isRefused = (error: Error) =>
  error instanceof ApiError &&
  (error.kind === 'forbidden' || error.kind === 'not_found' || error.kind === 'invalid')

interface Row {
  needs: Needs
  reads: readonly Read[]
}

/** For one screen, which shows its `state`. */
export function startMany(): Many {
  const wanted: Record<Place, Set<Row>> = { 'on screen': new Set(), anywhere: new Set() }
  const listeners = new Set<() => void>()
  const running = new Set<string>()
  const answered = new Set<string>()
  const failures = new Map<string, Error>()
  let state: ManyState = { status: 'resting', rows: rowsNow() }
  let stopped = false
  let refusedUntil = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let woken = false
  let unwatch: (() => void) | undefined

  const isDue = ({ hash }: Read) => !answered.has(hash) && !failures.has(hash)

  function firstDue(): Read | undefined {
    for (const rows of Object.values(wanted))
      for (const { reads } of rows) {
        const read = reads.find((one) => isDue(one) && !running.has(one.hash))
        if (read) return read
      }
    return undefined
  }

  function progress(rows: ReadonlySet<Row>): Progress {
    const count = { all: rows.size, read: 0, failed: 0, refused: 0 }
    for (const { reads } of rows) {
      if (reads.some(isDue)) continue
      const errors = reads.flatMap(({ hash }) => failures.get(hash) ?? [])
      if (errors.length === 0) count.read += 1
      else if (errors.every(isRefused)) count.refused += 1
      else count.failed += 1
    }
    return count
  }

  function rowsNow() {
    return {
      'on screen': progress(wanted['on screen']),
      anywhere: progress(wanted.anywhere),
    }
  }

  function set(status: ManyState['status'], resumesAt?: number) {
    state = { status, ...(resumesAt !== undefined && { resumesAt }), rows: rowsNow() }
    for (const listener of listeners) listener()
  }

  const next = () =>
    stopped || running.size >= AT_ONCE || !onlineManager.isOnline() ? undefined : firstDue()

  function pump() {
    clearTimeout(timer)
    watch()
    for (let read = next(); read; read = next()) {
      const resumesAt = Math.max(rateLimitedUntil(), refusedUntil)
      const wait = resumesAt - Date.now()
      if (wait > 0) {
        timer = setTimeout(pump, Math.min(wait, LONGEST_WAIT))
        return set('pausing', resumesAt)
      }
      running.add(read.hash)
      void attempt(read)
    }
    if (stopped) return set('stopped')
    set(running.size > 0 || firstDue() ? 'reading' : 'resting')
  }

  /** Once for whatever happens at the same time, such as a thousand rows that are wanted. */
  function wake() {
    if (woken) return
    woken = true
    queueMicrotask(() => {
      woken = false
      pump()
    })
  }

  /** Who wants something is told how far it is before anything begins. */
  function recount() {
    state = { ...state, rows: rowsNow() }
    wake()
  }

  async function attempt({ hash, begin }: Read) {
    try {
      await begin()
      answered.add(hash)
    } catch (error) {
      note(hash, error instanceof Error ? error : new Error(String(error)))
    }
    running.delete(hash)
    for (const rows of Object.values(wanted))
      for (const row of rows)
        if (row.reads.some((read) => read.hash === hash)) row.reads = row.needs()
    wake()
  }

  function note(hash: string, error: Error) {
    // The row that showed it has left the screen: it is still due where someone else wants it.
    if (error instanceof CancelledError) return
    if (!(error instanceof ApiError)) return void failures.set(hash, error)
    // Never without a pause, or a server that keeps refusing would be asked without end.
    if (error.kind === 'rate_limited')
      refusedUntil = Date.now() + Math.max(1, error.retryAfter ?? UNTOLD_WAIT) * 1000
    if (error.kind === 'unauthenticated') stopped = true
    if (!isAwaited(error)) failures.set(hash, error)
  }

  /** As long as something is wanted. */
  function watch() {
    const wants = Object.values(wanted).some((rows) => rows.size > 0)
    if (wants === (unwatch !== undefined)) return
    if (!wants) {
      unwatch?.()
      unwatch = undefined
      return
    }
    const unsubscribe = queryClient.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'invalidate') return
      if (answered.delete(event.query.queryHash)) wake()
    })
    const offReturn = onReturn(wake)
    unwatch = () => {
      unsubscribe()
      offReturn()
    }
  }

  return {
    want(rows, place) {
      const added = rows.map((needs): Row => ({ needs, reads: needs() }))
      for (const row of added) wanted[place].add(row)
      recount()
      return () => {
        for (const row of added) wanted[place].delete(row)
        recount()
      }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: () => state,
    stop: () => {
      stopped = true
      pump()
    },
    resume: () => {
      stopped = false
      pump()
    },
    retry: () => {
      for (const [hash, error] of failures) if (!isRefused(error)) failures.delete(hash)
      stopped = false
      pump()
    },
  }
}
