/** What several screens read. */
import { query } from './query.ts'

const params = (organization_name: string) => ({ params: { organization_name } })

export const organizations = () => query('organizations_list', {})
export const details = (organization: string) => query('organizations_get', params(organization))
export const members = (organization: string) =>
  query('organization_users_list', params(organization))

/** Who is signed in; an API may not tell. */
export const currentUser = () => query('user', {})
