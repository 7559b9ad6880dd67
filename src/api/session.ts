import { queryOptions } from '@tanstack/react-query'
import { getSession, signOut as endSession } from '#contract/session.ts'
import { tellOtherWindows, type Ended } from '../lib/other-windows.ts'
import { queryClient } from './query.ts'

export const session = () =>
  queryOptions({
    queryKey: ['session'] as const,
    queryFn: ({ signal }) => inTurn('shared', () => getSession(signal)),
    staleTime: 5 * 60_000,
  })

/**
 * No window reads the session, which renews its cookie, while another begins or ends it: the answer to the one could undo
 * the other.
 * A window that never finishes holds nobody up for long.
 */
export async function inTurn<Result>(mode: LockMode, run: () => Promise<Result>): Promise<Result> {
  if (!navigator.locks) return run()
  const patience = AbortSignal.timeout(5000)
  try {
    return await navigator.locks.request('org-console-session', { mode, signal: patience }, run)
  } catch (error) {
    if (error === patience.reason) return run()
    throw error
  }
}

/** Ends the session on the server, in every window. Rejects where the server wasn't reached. */
export async function signOut(why: Ended = 'signed out') {
  await inTurn('exclusive', endSession)
  tellOtherWindows(why)
}

/** How the session has ended of which the API says that it knows nobody; undefined where there was none. */
export async function howSessionEnded(): Promise<Ended | undefined> {
  const known = queryClient.getQueryData(session().queryKey)
  if (known && !known.signed_in) return undefined
  const now = await inTurn('shared', () => getSession()).catch(() => undefined)
  if (!now) return 'session ended'
  if (now.signed_in) return 'token refused'
  return known && 'session expired'
}

/** The API no longer knows who is asking: as far as this app goes nobody is signed in, whatever the cookie says. */
export async function loseSession(why: Ended) {
  const known = queryClient.getQueryData(session().queryKey)
  await signOut(why).catch(() => undefined)
  if (known) queryClient.setQueryData(session().queryKey, { ...known, signed_in: false })
}

/** Forgets everything that was read in a session. What is still on the screen would be read again. */
export const forgetReads = () =>
  queryClient.removeQueries({
    predicate: ({ queryKey: [id] }) => id !== session().queryKey[0],
  })
