import { queryOptions, useQuery } from '@tanstack/react-query'
import { getSession, signOut as endSession } from '#contract/session.ts'
import type { OrganizationUser } from '#contract/resources.ts'
import { query, queryClient } from './query.ts'

export const session = () =>
  queryOptions({
    queryKey: ['session'] as const,
    queryFn: ({ signal }) => getSession(signal),
    staleTime: 5 * 60_000,
  })

/** Ends the session here and on the server, and forgets everything that was read in it. */
export async function signOut() {
  await endSession()
  queryClient.clear()
}

/** Who looks at an organization, as far as it can be known. */
export interface Viewer {
  /** The viewer's own row in the list of members; undefined while unknown. */
  member: OrganizationUser | undefined
  /** Undefined where the API doesn't tell who a token belongs to: the server's answer then decides. */
  admin: boolean | undefined
}

export const members = (organization_name: string) =>
  query('organization_users_list', { params: { organization_name } })

/** Who is signed in; an API may not tell. */
export const currentUser = () => query('user', {})

export function useViewer(organization: string): Viewer {
  const user = useQuery({ ...currentUser(), retry: false }).data
  const list = useQuery(members(organization)).data
  const member = user && list?.find(({ email }) => email.toLowerCase() === user.email.toLowerCase())
  return { member, admin: member?.admin }
}
