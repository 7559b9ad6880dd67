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
import { noteRateLimit } from './rate-limit.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError
  }
}

export const apiAddress = '/v2.1'
/** The calls themselves, for a run of many: it says by itself when what was read is stale. */
export const api = createClient(apiAddress, { onResponse: noteRateLimit })

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

let onUnauthenticated: () => unknown = () => {}
/** What happens when the API no longer knows who is asking. */
export function setOnUnauthenticated(handler: () => unknown) {
  onUnauthenticated = handler
}

const onError = (error: ApiError) => {
  if (error.kind === 'unauthenticated') onUnauthenticated()
}

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    // What a browser thinks of its connection is not asked: the call itself tells.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      // The loader has just asked; rendering its failure is no reason to ask again.
      retryOnMount: false,
      retry: (failures, error) =>
        (error.kind === 'unavailable' || error.kind === 'network') && failures < 2,
    },
  },
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({
    // A refusal often means that what was read is no longer true.
    onError: (error) => {
      onError(error)
      return queryClient.invalidateQueries({ refetchType: 'none' })
    },
    // Everything is stale first, so that wherever `onSuccess` of the page leads, fresh data is loaded…
    onSuccess: () => queryClient.invalidateQueries({ refetchType: 'none' }),
    // …and what is still on the screen after that is refreshed.
    // A write counts as pending until then, so that nothing falls back to what was read before it.
    onSettled: () => queryClient.refetchQueries({ type: 'active', stale: true }),
  }),
})

/** Lets a screen's reads begin before it renders; the screen itself says how they went. */
export function warm(...reads: Promise<unknown>[]) {
  for (const read of reads) read.catch(() => undefined)
}
