import { useQuery } from '@tanstack/react-query'
import type { OrganizationUser } from '#contract/resources.ts'
import { useLostConnection } from './connection.ts'
import { currentUser, members } from './queries.ts'

/** Who looks at an organization, as far as it can be known. */
export interface Viewer {
  /** The viewer's own row in the list of members; undefined while unknown. */
  member: OrganizationUser | undefined
  /** Undefined where the API doesn't tell who a token belongs to: the server's answer then decides. */
  admin: boolean | undefined
  /** It may still become known. */
  pending: boolean
  /** Without a connection nobody may write. */
  connected: boolean
}

/** Under whom this browser keeps what a person saw; undefined while it may still become known. */
export function usePerson(): string | undefined {
  const { data, isPending } = useQuery({ ...currentUser(), retry: false })
  return isPending ? undefined : (data?.email.toLowerCase() ?? 'unknown')
}

export function useViewer(organization: string): Viewer {
  const user = useQuery({ ...currentUser(), retry: false })
  const list = useQuery(members(organization))
  const email = user.data?.email.toLowerCase()
  const member = list.data?.find((one) => one.email.toLowerCase() === email)
  return {
    member,
    admin: member?.admin,
    pending: user.isPending || list.isPending,
    connected: useLostConnection() === undefined,
  }
}
