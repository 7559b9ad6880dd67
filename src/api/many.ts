/**
 * Reads of many organizations: a few at a time, at the pace that the API allows, and only what is wanted now. They wait
 * here, outside the query cache, so that a screen which needs one of them itself never waits in this line. What has come
 * is shown with `useQuery({ ...read, enabled: false })`.
 */
import {
  CancelledError,
  focusManager,
  hashKey,
  onlineManager,
  QueryObserver,
  type QueryKey,
} from '@tanstack/react-query'
import { ApiError } from '#contract/errors.ts'
import { slowTry, soonestTry } from './again.ts'
import { connectionLost, onReturn } from './connection.ts'
import { queryClient } from './query.ts'
import { noteRefusal, rateLimitedUntil } from './rate-limit.ts'
import { isPassing } from './retry.ts'

const AT_ONCE = 4

/** A timer takes no more than some weeks, and a clock may be set: it is looked at again after a minute. */
const LONGEST_WAIT = 60_000

/** Milliseconds that an answer is kept once no screen of many wants it: who comes back sees it until it is read again. */
const KEPT = 60 * 60_000

/** On their way, whichever screen began them: the API counts them together. */
const running = new Set<string>()

/** What goes on where a read has ended, of each that wants something. */
const waiting = new Set<() => void>()

/** One read, by what it is known in the query cache. */
export interface Read {
  hash: string
  begin: () => Promise<unknown>
  /** Keeps its answer in the cache until the returned function is called. */
  hold: () => () => void
}

const cache = queryClient.getQueryCache()

/** Made stale by a change while they were on their way: what comes may be of before it. */
const overtaken = new Set<string>()

cache.subscribe((event) => {
  const isStale = event.type === 'updated' && event.action.type === 'invalidate'
  if (isStale && running.has(event.query.queryHash)) overtaken.add(event.query.queryHash)
})

/** Made once for each key that is kept: a screen of many asks for thousands again and again. */
export function hashOf(key: QueryKey): string {
  const known = hashes.get(key)
  const hash = known ?? hashKey(key)
  if (known === undefined) hashes.set(key, hash)
  return hash
}
const hashes = new WeakMap<QueryKey, string>()

type Readable = Parameters<typeof queryClient.query>[0]

/** A read out of what `query()` makes. It is tried once: what fails is told, and tried again later or when asked for. */
export const readOf = <Options extends { queryKey: QueryKey }>(options: Options): Read => ({
  hash: hashOf(options.queryKey),
  begin: () => {
    const answer = queryClient.query({ ...(options as Readable), retry: false, gcTime: KEPT })
    const read = cache.get(hashOf(options.queryKey))
    // What is stale already would not tell of a further change.
    if (read?.state.isInvalidated) read.setState({ isInvalidated: false })
    return answer
  },
  hold: () => {
    const { queryKey } = options
    const held = { queryKey, enabled: false, staleTime: Infinity, gcTime: KEPT }
    return new QueryObserver(queryClient, held).subscribe(() => {})
  },
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
  /** Why the first that failed for now did, and when one is tried again by itself, in milliseconds since 1970. */
  failure?: { error: ApiError; triesAt: number }
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
  /** Reads all that is wanted once more, what has come and what was refused as well. */
  readAgain: () => void
  /** Why rows could not be read where nothing says that it passes: each reason once, and what it is that failed so. */
  reasons: (place: Place) => { error: Error; keys: QueryKey[] }[]
  /** When the oldest answer of what is wanted came, in milliseconds since 1970. */
  oldest: () => number | undefined
}

/** Whether a read that failed like this waits here to be read again, by itself. */
export const isAwaited = ({ kind }: ApiError) =>
  kind === 'rate_limited' || (kind === 'network' && !onlineManager.isOnline())

/** Whether it may be there later, without anything else being done. */
const mayPass = (error: Error): error is ApiError => error instanceof ApiError && isPassing(error)

/** Whether it is an answer that nobody here can read, and would be again. */
export const isOtherShape = (error: Error) =>
  error instanceof ApiError && error.kind === 'unexpected' && error.answer !== undefined

/** Whether another try can't help. */
export const isRefused = (error: Error) =>
  error instanceof ApiError &&
  (error.kind === 'forbidden' || error.kind === 'not_found' || error.kind === 'invalid')

interface Row {
  needs: Needs
  reads: readonly Read[]
}

/**
 * For one screen, which shows its `state`. As long as `isBusy` says that the screen has something else to do, nothing
 * begins; it calls back when that is over.
 */
export function startMany(isBusy: (then: () => void) => boolean = () => false): Many {
  const wanted: Record<Place, Set<Row>> = { 'on screen': new Set(), anywhere: new Set() }
  const listeners = new Set<() => void>()
  /** What has come, and how it is let go. */
  const answered = new Map<string, () => void>()
  const failures = new Map<string, Error>()
  let state: ManyState = { status: 'resting', rows: rowsNow() }
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** How often what failed for now was tried again, and when it will be. */
  let slowTries = 0
  let triesAt: number | undefined
  let woken = false
  let unwatch: (() => void) | undefined

  const isDue = ({ hash }: Read) => !answered.has(hash) && !failures.has(hash)

  function* allWanted() {
    for (const rows of Object.values(wanted)) for (const { reads } of rows) yield* reads
  }

  function firstDue(besides?: ReadonlySet<string>): Read | undefined {
    for (const read of allWanted()) if (isDue(read) && !besides?.has(read.hash)) return read
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
    const failed = firstFailed()
    state = {
      status,
      ...(resumesAt !== undefined && { resumesAt }),
      ...(failed && triesAt !== undefined && { failure: { error: failed.error, triesAt } }),
      rows: rowsNow(),
    }
    for (const listener of listeners) listener()
  }

  function next() {
    if (stopped || running.size >= AT_ONCE || !onlineManager.isOnline()) return undefined
    const read = firstDue(running)
    return read && !isBusy(wake) ? read : undefined
  }

  function pump() {
    clearTimeout(timer)
    watch()
    for (let read = next(); read; read = next()) {
      const resumesAt = rateLimitedUntil()
      const wait = resumesAt - Date.now()
      if (wait > 0) {
        timer = setTimeout(pump, Math.min(wait, LONGEST_WAIT))
        return set('pausing', resumesAt)
      }
      running.add(read.hash)
      void attempt(read)
    }
    if (stopped) return set('stopped')
    if (firstDue()) return set('reading')
    planSlowTry()
    set('resting')
  }

  function firstFailed() {
    for (const read of allWanted()) {
      const error = failures.get(read.hash)
      if (error && mayPass(error)) return { read, error }
    }
    return undefined
  }

  /** One alone is tried again: where that goes well, so may the others. */
  function planSlowTry() {
    const failed = firstFailed()
    if (!failed) {
      slowTries = 0
      triesAt = undefined
      return
    }
    if (running.has(failed.read.hash)) return
    triesAt ??= slowTry(failed.error, slowTries)
    // Where nobody looks nothing is asked; who comes back wakes this.
    if (!focusManager.isFocused() || !onlineManager.isOnline()) return
    const wait = Math.max(triesAt, rateLimitedUntil()) - Date.now()
    if (wait > 0) {
      timer = setTimeout(pump, Math.min(wait, LONGEST_WAIT))
      return
    }
    slowTries += 1
    running.add(failed.read.hash)
    void attempt(failed.read)
  }

  /** Something says that another try may help. */
  function hope() {
    const failed = firstFailed()
    if (!failed || triesAt === undefined) return
    triesAt = Math.min(triesAt, soonestTry(failed.error))
    wake()
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

  async function attempt({ hash, begin, hold }: Read) {
    const isSlowTry = failures.has(hash)
    try {
      await begin()
      running.delete(hash)
      if (overtaken.has(hash)) cache.get(hash)?.invalidate()
      // Meanwhile the screen may be gone.
      else if (unwatch) answered.set(hash, hold())
      if (failures.delete(hash)) forgive(mayPass)
    } catch (error) {
      await note(hash, error instanceof Error ? error : new Error(String(error)))
    }
    if (isSlowTry) triesAt = undefined
    running.delete(hash)
    overtaken.delete(hash)
    for (const rows of Object.values(wanted))
      for (const row of rows)
        if (row.reads.some((read) => read.hash === hash)) row.reads = row.needs()
    for (const goOn of waiting) goOn()
  }

  async function note(hash: string, error: Error) {
    // The row that showed it has left the screen: it is still due where someone else wants it.
    if (error instanceof CancelledError) return
    if (!(error instanceof ApiError)) return void failures.set(hash, error)
    // Never without a pause, or a server that keeps refusing would be asked without end.
    if (error.kind === 'rate_limited') noteRefusal(error.retryAfter)
    // Where the server can be reached all the same, nothing would ever hold back the next try.
    if (error.kind === 'network') await connectionLost()
    if (error.kind === 'unauthenticated') stopped = true
    if (!isAwaited(error)) failures.set(hash, error)
  }

  function forgive(isPardoned: (error: Error) => boolean) {
    triesAt = undefined
    for (const [hash, error] of failures) if (isPardoned(error)) failures.delete(hash)
  }

  function forget(hash: string) {
    answered.get(hash)?.()
    return answered.delete(hash)
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
    const unsubscribe = cache.subscribe((event) => {
      const isGone =
        event.type === 'removed' || (event.type === 'updated' && event.action.type === 'invalidate')
      if (isGone && forget(event.query.queryHash)) wake()
      if (event.type === 'updated' && event.action.type === 'success') hope()
    })
    const offFocus = focusManager.subscribe(hope)
    const offReturn = onReturn(() => {
      forgive((error) => error instanceof ApiError && error.kind === 'network')
      wake()
    })
    waiting.add(wake)
    unwatch = () => {
      unsubscribe()
      offReturn()
      offFocus()
      waiting.delete(wake)
      // From now on nobody notices what is no longer true.
      for (const hash of answered.keys()) forget(hash)
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
      forgive((error) => !isRefused(error))
      stopped = false
      pump()
    },
    readAgain: () => {
      const hashes = new Set([...allWanted()].map(({ hash }) => hash))
      forgive(() => true)
      stopped = false
      void queryClient.invalidateQueries({
        predicate: ({ queryHash }) => hashes.has(queryHash),
        refetchType: 'none',
      })
      pump()
    },
    reasons: (place) => {
      const reasons = new Map<string, { error: Error; keys: QueryKey[] }>()
      for (const { reads } of wanted[place])
        for (const { hash } of reads) {
          const error = failures.get(hash)
          if (!error || isRefused(error) || mayPass(error)) continue
          const reason = reasons.get(error.message) ?? { error, keys: [] }
          reasons.set(error.message, reason)
          const key = cache.get(hash)?.queryKey
          if (key) reason.keys.push(key)
        }
      return [...reasons.values()]
    },
    oldest: () => {
      let oldest = Infinity
      for (const { hash } of allWanted())
        oldest = Math.min(oldest, cache.get(hash)?.state.dataUpdatedAt || Infinity)
      return oldest === Infinity ? undefined : oldest
    },
  }
}
