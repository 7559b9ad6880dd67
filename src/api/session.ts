import { queryOptions } from '@tanstack/react-query'
import { ApiError } from '#contract/errors.ts'
import { getSession, signIn as beginSession, signOut as endSession } from '#contract/session.ts'
import { tellOtherWindows } from '../lib/other-windows.ts'
import { queryClient } from './query.ts'

export const session = () =>
  queryOptions({
    queryKey: ['session'] as const,
    queryFn: ({ signal }) => getSession(signal),
    staleTime: 5 * 60_000,
  })

/** Signs in; where no answer came it is looked up whether that was done. */
export async function signIn(body: Parameters<typeof beginSession>[0]) {
  try {
    await beginSession(body)
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === 'unknown_outcome')) throw error
    const { signed_in } = await getSession()
    if (!signed_in)
      throw new ApiError(
        'unavailable',
        'No answer came, so it was looked up: you are not signed in. Try again.',
      )
  }
}

/**
 * Ends the session on the server, in every window, and forgets everything that was read in it. Rejects where the server
 * wasn't reached.
 */
export async function signOut() {
  // A session that is being read would come back with its cookie renewed.
  await queryClient.cancelQueries({ queryKey: session().queryKey })
  await endSession()
  tellOtherWindows('signed out')
  queryClient.clear()
}

/** The API no longer knows who is asking: as far as this app goes nobody is signed in, whatever the cookie says. */
export async function loseSession() {
  const known = queryClient.getQueryData(session().queryKey)
  await signOut().catch(() => queryClient.clear())
  if (known) queryClient.setQueryData(session().queryKey, { ...known, signed_in: false })
}
