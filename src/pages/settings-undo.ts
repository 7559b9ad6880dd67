import type { ApiError } from '#contract/errors.ts'
import { organizations } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
import { renamedPath } from '../paths.ts'
import { toast } from '../ui/toast.tsx'

/** What takes away what was said last, by the organization's id. */
const said = new Map<string, () => void>()

/**
 * Says what was done to an organization in place of what was said of it before, and offers to take it back. An earlier
 * change can't be taken back from under a later one: its Undo would bring back what was changed since.
 */
export function sayDone(id: string, sentence: string, undo?: () => void) {
  said.get(id)?.()
  said.set(id, toast.good(sentence, undo && { label: 'Undo', onPress: undo }))
}

/** Why a change failed stands in its form; finding out may have taken so long that the organization's screens were left. */
export function sayWhereLeft(organization: string, { message }: ApiError) {
  const isLeft = renamedPath(location.pathname, organization, organization) === undefined
  if (isLeft) toast.danger(`${organization}: ${message}`)
}

/** What it is called now, since someone may have renamed it; undefined where it isn't among one's own any more. */
export async function nameOf(id: string): Promise<string | undefined> {
  // What is being read already may tell of a time before that, and is given up.
  const all = await queryClient
    .getQueryCache()
    .build(queryClient, queryClient.defaultQueryOptions(organizations()))
    .fetch(undefined, { cancelRefetch: true })
  return all.find((one) => one.id === id)?.name
}
