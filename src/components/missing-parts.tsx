import type { QueryKey } from '@tanstack/react-query'
import type { Input } from '#contract/operations.ts'
import { formatCount } from '../lib/counts.ts'
import { asName } from '../lib/names.ts'

const MOST_NAMED = 5

const parts: Record<string, string> = {
  organizations_get: 'subscription',
  organization_users_list: 'members',
  organizations_resource_usage: 'projects',
}

/** What of which organizations could not be read: "Missing: credits of acme and 1 more; members of beta." */
export default function MissingParts({ keys }: { keys: QueryKey[] }) {
  const byPart = Map.groupBy(keys, ([id]) => parts[String(id)] ?? 'credits')
  const lines = [...byPart].map(([part, ofPart]) => {
    const names = new Set(ofPart.map(([, input]) => asName(nameIn(input))))
    const named = [...names].slice(0, MOST_NAMED)
    const more = names.size - named.length
    return `${part} of ${named.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
  })
  return `Missing: ${lines.join('; ')}.`
}

const nameIn = (input: unknown) => (input as Input<'organizations_get'>).params.organization_name
