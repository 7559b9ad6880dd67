/** What several screens read. */
import { query } from './query.ts'

const params = (organization_name: string) => ({ params: { organization_name } })

export const organizations = () => query('organizations_list', {})
export const details = (organization: string) => query('organizations_get', params(organization))
export const members = (organization: string) =>
  query('organization_users_list', params(organization))
export const resources = (organization: string) =>
  query('organizations_resource_usage', params(organization))

/** The current subscription period's usage, by day. */
export const currentPeriod = (organization: string) =>
  query('organizations_usage_get', { ...params(organization), query: { interval: 'day' } })

/** Who is signed in; an API may not tell. */
export const currentUser = () => query('user', {})
