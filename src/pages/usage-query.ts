import { query } from '../api/query.ts'
import type { UsageSearch } from './usage-search.ts'

/** The usage that a search asks for. Without a range the server takes the current subscription period. */
export const usage = (organization_name: string, { range, interval }: UsageSearch) =>
  query('organizations_usage_get', {
    params: { organization_name },
    query: {
      ...(range && { start_date: range.from, end_date: range.to }),
      interval: interval === 'month' ? 'month' : 'day',
    },
  })
