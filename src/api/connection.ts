/**
 * Whether the console's server can be reached. A call that found no server says no, and so does the browser; then the
 * server is asked with growing pauses, until it answers.
 */
import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { pauseAfter } from './retry.ts'

/** In milliseconds since 1970. */
export interface LostConnection {
  since: number
  nextTry: number
}

const LONGEST_PAUSE = 15_000
const PATIENCE = 5_000

let lost: LostConnection | undefined
let tries = 0
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

let verdict: Promise<void> | undefined

/** A call has found no server, or its answer broke off: which, the server itself is asked. Resolves when that is known. */
export function connectionLost(): Promise<void> {
  if (!onlineManager.isOnline()) return Promise.resolve()
  verdict ??= judge()
  return verdict
}

async function judge() {
  const reachable = await isReachable()
  verdict = undefined
  if (!reachable) onlineManager.setOnline(false)
}

/** Runs whenever the connection is back. */
export const onReturn = (refresh: () => unknown) =>
  onlineManager.subscribe((online) => {
    if (online) refresh()
  })

/** Resolves when there is a connection, or after so many milliseconds. */
export function whenBack(patience: number): Promise<void> {
  if (onlineManager.isOnline()) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = onReturn(resolve)
  const limit = setTimeout(resolve, patience)
  return promise.finally(() => {
    stop()
    clearTimeout(limit)
  })
}

onlineManager.subscribe((online) => {
  clearTimeout(timer)
  tries = 0
  if (online) set(undefined)
  else plan()
})

/** Asks the server itself. */
export const isReachable = () =>
  fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }).then(
    ({ ok }) => ok,
    () => false,
  )

function plan() {
  const pause = Math.min(pauseAfter(tries++), LONGEST_PAUSE)
  set({ since: lost?.since ?? Date.now(), nextTry: Date.now() + pause })
  clearTimeout(timer)
  timer = setTimeout(() => void ask(), pause)
}

/** Asks without waiting for the next try. */
export function tryNow(): Promise<void> {
  clearTimeout(timer)
  return ask()
}

async function ask() {
  const reachable = await isReachable()
  // Meanwhile the browser may have said so.
  if (onlineManager.isOnline()) return
  if (reachable) onlineManager.setOnline(true)
  else plan()
}

function set(next: LostConnection | undefined) {
  lost = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Since when there is no connection; undefined while there is one. */
export const useLostConnection = () => useSyncExternalStore(subscribe, () => lost)

/** Why nothing can be written now. */
export const noConnection = 'There is no connection to the server, so nothing can be changed now.'

/** The same for a control; undefined while there is a connection. */
export const useWhyNotWrite = () => (useLostConnection() ? noConnection : undefined)
