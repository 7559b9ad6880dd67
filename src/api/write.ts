import type { Input, MutationId, Output } from '#contract/operations.ts'
import { mutation, queryClient } from './query.ts'

/**
 * A write that outlives the screen it was asked for on; what it makes stale is read again as after any other. `onSuccess`
 * runs before that, and the promise resolves after it. Rejects with an `ApiError`.
 */
export const write = <Id extends MutationId>(
  id: Id,
  input: Input<Id>,
  onSuccess?: () => unknown,
): Promise<Output<Id>> =>
  queryClient
    .getMutationCache()
    .build(queryClient, { ...mutation(id), ...(onSuccess && { onSuccess }) })
    .execute(input)
