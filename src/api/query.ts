import {
  MutationCache,
  mutationOptions,
  QueryCache,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import { createClient } from '#contract/client.ts'
import type { ApiError } from '#contract/errors.ts'
import type { Input, MutationId, QueryId } from '#contract/operations.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError
  }
}

const api = createClient('/v2.1')

/** The one way to read: an operation and its input, which are also the key. */
export const query = <Id extends QueryId>(id: Id, input: Input<Id>) =>
  queryOptions({
    queryKey: [id, input] as const,
    queryFn: ({ signal }) => api[id](input, signal),
  })

/** The one way to write. */
export const mutation = <Id extends MutationId>(id: Id) =>
  mutationOptions({
    mutationKey: [id],
    mutationFn: (input: Input<Id>) => api[id](input),
  })

let onUnauthenticated = () => {}
/** What happens when the API no longer knows who is asking. */
export function setOnUnauthenticated(handler: () => void) {
  onUnauthenticated = handler
}

const onError = (error: ApiError) => {
  if (error.kind === 'unauthenticated') onUnauthenticated()
}

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) =>
        (error.kind === 'unavailable' || error.kind === 'network') && failures < 2,
    },
  },
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({
    onError,
    // Everything is stale first, so that wherever the page goes next it loads fresh data…
    onSuccess: () => queryClient.invalidateQueries({ refetchType: 'none' }),
    // …and what is still on the screen is refreshed then.
    onSettled: () => {
      void queryClient.refetchQueries({ type: 'active', stale: true })
    },
  }),
})
