import { queryOptions } from '@tanstack/react-query'
import { getSession, signOut as endSession, type Session } from '#contract/session.ts'
import { queryClient } from './query.ts'

export const session = () =>
  queryOptions({
    queryKey: ['session'] as const,
    queryFn: ({ signal }) => getSession(signal),
    staleTime: 5 * 60_000,
  })

/** Whoever signs in sees nothing of what the one before had read. */
export function startSession(signedIn: Session) {
  queryClient.clear()
  queryClient.setQueryData(session().queryKey, signedIn)
}

/** Ends the session on the server, and forgets everything that was read in it. Rejects where the server wasn't reached. */
export async function signOut() {
  // A session that is being read would come back with its cookie renewed.
  await queryClient.cancelQueries({ queryKey: session().queryKey })
  await endSession()
  queryClient.clear()
}

/** The API no longer knows who is asking: as far as this app goes nobody is signed in, whatever the cookie says. */
export async function loseSession() {
  const known = queryClient.getQueryData(session().queryKey)
  await signOut().catch(() => queryClient.clear())
  if (known) queryClient.setQueryData(session().queryKey, { ...known, signed_in: false })
}
