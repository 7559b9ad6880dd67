/**
 * Reads that have failed for now, quick tries included, are tried again as long as they are on the screen: slower and
 * slower while the page is visible, and sooner where something says that it may help.
 */
import { focusManager, onlineManager, type Query } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { ApiError } from '#contract/errors.ts'
import { isPassing } from './retry.ts'

const FIRST_PAUSE = 8_000
const LONGEST_PAUSE = 60_000
/** Whatever says that it may help, a read isn't tried sooner after its failure. */
const SHORTEST_PAUSE = 5_000

/** A timer takes no more than some weeks, and a clock may be set: it is looked at again after a minute. */
const LONGEST_TIMER = 60_000

type Read = Query<unknown, ApiError>

interface Wait {
  error: ApiError
  tries: number
  /** In milliseconds since 1970. */
  nextTry: number
  /** Whether what went well elsewhere has brought it forward: it did not help. */
  hurried: boolean
  /** Whether it is wanted, and not being tried. */
  isAwaited: () => boolean
  run: () => void
}

/** By the read, or by the look after a write, that waits. */
const waits = new Map<Read | symbol, Wait>()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined

/** A read has failed, and nobody tries it again for now. */
export function noteFailure(read: Read, error: ApiError): void {
  const { tries, hurried } = waits.get(read) ?? { tries: 0, hurried: false }
  if (isPassing(error))
    waits.set(read, {
      error,
      tries: tries + 1,
      nextTry: slowTry(error, tries),
      hurried,
      isAwaited: () => isAwaited(read),
      run: () => tryOnce(read),
    })
  else waits.delete(read)
  plan()
}

/** A read has gone well, so others may as well: once, or whenever it is one that had failed. */
export function noteAnswer(read: Read): void {
  const hasRecovered = waits.delete(read)
  for (const wait of waits.values()) {
    if (!hasRecovered && wait.hurried) continue
    hurry(wait)
    wait.hurried = true
  }
  plan()
}

/** A read is shown again, by a screen that was left and is back. */
export function noteShown(read: Read): void {
  if (waits.has(read)) plan()
}

/** Nobody knows of a read any more. */
export const noteGone = (read: Read): void => void waits.delete(read)

/** Something has changed, and another try may help: the page is looked at again, or the network is back. */
export function tryAgainSoon(): void {
  for (const wait of waits.values()) hurry(wait)
  plan()
}

function hurry(wait: Wait) {
  wait.nextTry = Math.min(wait.nextTry, soonestTry(wait.error))
}

focusManager.subscribe(tryAgainSoon)
onlineManager.subscribe(tryAgainSoon)

/** No sooner than the server asks for. */
const after = ({ at, retryAfter = 0 }: ApiError, pause: number) =>
  at + Math.max(pause, 1000 * retryAfter)

/** When what failed like this, after so many slow tries, is tried again, in milliseconds since 1970. */
export const slowTry = (error: ApiError, tries: number): number =>
  after(error, Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE))

/** The same where something says that it may help. */
export const soonestTry = (error: ApiError): number =>
  Math.max(Date.now(), after(error, SHORTEST_PAUSE))

/** Whether it is on the screen, and not being tried. */
const isAwaited = (read: Read) => read.isActive() && read.state.fetchStatus === 'idle'

function plan() {
  clearTimeout(timer)
  for (const listener of listeners) listener()
  // Where nobody looks nothing is asked, and without a connection that is asked for first; both come back here.
  if (!focusManager.isFocused() || !onlineManager.isOnline()) return
  const next = Math.min(
    ...[...waits.values()].flatMap(({ isAwaited, nextTry }) => (isAwaited() ? nextTry : [])),
  )
  const pause = Math.max(0, next - Date.now())
  if (next < Infinity) timer = setTimeout(tryDue, Math.min(pause, LONGEST_TIMER))
}

function tryDue() {
  for (const { nextTry, isAwaited, run } of waits.values())
    if (nextTry <= Date.now() && isAwaited()) run()
  plan()
}

function tryOnce(read: Read) {
  const { options } = read
  read.fetch({ ...options, retry: false }).catch(() => undefined)
  // What is asked for otherwise is tried as often as ever.
  read.setOptions(options)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** When a read that failed like this is tried again by itself, in milliseconds since 1970; undefined where it isn't. */
export const useNextTry = (error: ApiError | null): number | undefined =>
  useSyncExternalStore(
    subscribe,
    () => [...waits.values()].find((wait) => wait.error === error)?.nextTry,
  )

/**
 * Resolves when a look after a write, so many of which have failed one after another, is due again. Who isn't signed in
 * looks again when something says that they are.
 */
export function untilNextLook(failure: ApiError, tries: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = Symbol('look')
  waits.set(look, {
    error: failure,
    tries,
    nextTry: failure.kind === 'unauthenticated' ? Infinity : slowTry(failure, tries),
    hurried: false,
    isAwaited: () => true,
    run: () => {
      waits.delete(look)
      resolve()
    },
  })
  plan()
  return promise
}

/** Looks without waiting for the next try. */
export function lookNow(): void {
  for (const [key, { run }] of waits) if (typeof key === 'symbol') run()
  plan()
}

/** Why the look that waits has failed; undefined where none waits. */
export const useFailedLook = (): ApiError | undefined =>
  useSyncExternalStore(
    subscribe,
    () => [...waits].find(([key]) => typeof key === 'symbol')?.[1].error,
  )
