import {
  MutationCache,
  mutationOptions,
  onlineManager,
  QueryCache,
  QueryClient,
  queryOptions,
  type Query,
  type QueryKey,
} from '@tanstack/react-query'
import { createClient } from '#contract/client.ts'
import { ApiError } from '#contract/errors.ts'
import {
  operationIds,
  type Api,
  type Input,
  type MutationId,
  type OperationId,
  type Output,
  type QueryId,
} from '#contract/operations.ts'
import { noteAnswer, noteFailure, noteGone, noteShown, untilNextLook } from './again.ts'
import { connectionLost, noConnection } from './connection.ts'
import type { Before } from './outcome.ts'
import { noteRateLimit } from './rate-limit.ts'
import { isPassing, pauseAfter, triesAgain } from './retry.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError
  }
}

export const apiAddress = '/v2.1'
const client = createClient(apiAddress, { onResponse: noteRateLimit })

/** How many sessions other windows have begun. */
let sessions = 0
/** How many calls were refused because the API didn't know who asks, and which. */
let refusals = 0
const refused = new Set<OperationId>()

/** A session has begun in another window: what still comes for the one before says nothing of it. */
export function noteNewSession() {
  sessions += 1
  refused.clear()
}

async function call<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  signal?: AbortSignal,
): Promise<Output<Id>> {
  const before = { sessions, refusals }
  try {
    const output = await client[id](input, signal)
    if (refused.has(id) && refusals === before.refusals) {
      refused.clear()
      onAuthenticated()
    }
    return output
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'unauthenticated') throw error
    if (sessions !== before.sessions)
      throw new ApiError(
        'unavailable',
        'The session had ended before this arrived, and another one has begun, so it was not done. Try again.',
        { status: error.status, cause: error },
      )
    refusals += 1
    refused.add(id)
    throw error
  }
}

const api = Object.fromEntries(
  operationIds.map((id) => [
    id,
    (input: Input<typeof id>, signal?: AbortSignal) => call(id, input, signal),
  ]),
) as unknown as Api

/** What finds out about a write comes after everything else, and before anybody may need it. */
export const loadOutcome = () => import('./outcome.ts').catch(() => undefined)

/** The one way to read: an operation and its input, which are also the key. */
export const query = <Id extends QueryId>(id: Id, input: Input<Id>) =>
  queryOptions({
    queryKey: [id, input] as const,
    queryFn: ({ signal }) => api[id](input, signal),
  })

/**
 * Sends a write, once. Where no answer comes, reading finds out whether it was done, and `setOnLost`'s handler hears of
 * that; that it wasn't done, or that nobody knows, is an `ApiError`. As long as reading fails for now, it is tried again;
 * with a handler of the caller's own, `tell`, only for some seconds.
 */
export async function send<Id extends MutationId>(
  id: Id,
  input: Input<Id>,
  tell?: OnLost,
): Promise<Output<Id>> {
  if (!onlineManager.isOnline()) throw new ApiError('network', noConnection)
  const before = knownBefore(input)
  try {
    return await api[id](input)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const isAnswer = error.kind !== 'unknown_outcome'
    // A server that breaks off in the middle may say so of what it has done; whatever else it refuses isn't done.
    if (isAnswer && error.kind !== 'unexpected') throw error
    const hear = () => (tell ?? onLost)(id, input, before)
    let settle = isAnswer ? undefined : hear()
    const looks = await loadOutcome()
    const outcome = await looks?.findOut(api, id, input, before, {
      once: isAnswer,
      onFailure: noteError,
      untilNextLook: tell
        ? undefined
        : (failure, tries) => {
            settle ??= hear()
            return untilNextLook(failure, tries)
          },
    })
    settle?.()
    if (!looks) throw error
    return looks.answerOf(outcome, error)
  }
}

function knownBefore(input: unknown): Before {
  const { params } = input as { params?: { organization_name: string } }
  const organization = params && { organization_name: params.organization_name }
  const read = organization && {
    details: query('organizations_get', { params: organization }),
    members: query('organization_users_list', { params: organization }),
  }
  return {
    id: read && queryClient.getQueryData(read.details.queryKey)?.id,
    organizations: queryClient.getQueryData(query('organizations_list', {}).queryKey),
    me: queryClient.getQueryData(query('user', {}).queryKey),
    members: read && queryClient.getQueryData(read.members.queryKey),
  }
}

/** The one way to write on a screen. */
export const mutation = <Id extends MutationId>(id: Id) =>
  mutationOptions({
    mutationKey: [id],
    mutationFn: (input: Input<Id>) => send(id, input),
  })

/** Called when it is looked up what became of a write; what it returns, once that is known, or that it can't be. */
export type OnLost = <Id extends MutationId>(id: Id, input: Input<Id>, before: Before) => () => void

let onLost: OnLost = () => () => {}
/** Who tells people that a write's answer never came; that it was done is told as if it had, and that it wasn't is an error. */
export function setOnLost(handler: OnLost) {
  onLost = handler
}

let onUnauthenticated: () => unknown = () => {}
let onAuthenticated: () => unknown = () => {}
/** What happens when the API no longer knows who is asking, and when it takes again what it had refused so. */
export function setOnUnauthenticated(handler: () => unknown, onceKnownAgain: () => unknown) {
  onUnauthenticated = handler
  onAuthenticated = onceKnownAgain
}

/** Told of every failed call: by the cache, and by whoever uses `send` alone. */
export const noteError = (error: ApiError) => {
  if (error.kind === 'unauthenticated') onUnauthenticated()
  if (error.kind === 'network') void connectionLost()
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
      retry: triesAgain,
      retryDelay: pauseAfter,
      refetchOnReconnect: 'always',
    },
  },
  queryCache: new QueryCache({
    onError: (error, read) => {
      noteError(error)
      noteFailure(read as Query<unknown, ApiError>, error)
    },
    onSuccess: (_, read) => noteAnswer(read as Query<unknown, ApiError>),
  }),
  mutationCache: new MutationCache({
    // A refusal often means that what was read is no longer true.
    onError: (error) => {
      noteError(error)
      return queryClient.invalidateQueries({ refetchType: 'none' })
    },
    // Everything is stale first, so that wherever `onSuccess` of the page leads, fresh data is loaded…
    onSuccess: () => queryClient.invalidateQueries({ refetchType: 'none' }),
    // …and what is still on the screen after that is refreshed.
    // A write counts as pending until then, so that nothing falls back to what was read before it. A refusal waits for
    // nothing: reading may fail for as long as writing does.
    onSettled: (_, error) => {
      const refreshed = queryClient.refetchQueries({ type: 'active', stale: true })
      return error ? undefined : refreshed
    },
  }),
})

queryClient.getQueryCache().subscribe(({ type, query }) => {
  if (type === 'observerAdded') noteShown(query)
  if (type === 'removed') noteGone(query)
})

/**
 * Forgets what was read of an organization that has this name no more, or that the person has left, so that nothing asks
 * for it again: once no screen shows it, since the router is at the next address before that is drawn.
 */
export async function forgetOrganization(name: string): Promise<void> {
  const ofIt = ({ queryKey: [, input] }: { queryKey: QueryKey }) =>
    (input as Input<QueryId> | undefined)?.params?.organization_name === name
  const cache = queryClient.getQueryCache()
  const isShown = () => cache.findAll({ predicate: ofIt, type: 'active' }).length > 0
  await new Promise<void>((resolve) => {
    const look = () => {
      if (isShown()) return
      stop()
      resolve()
    }
    const stop = cache.subscribe(look)
    look()
  })
  // What is being read still is somebody's, and is told that there is nothing.
  queryClient.removeQueries({ predicate: ofIt, fetchStatus: 'idle' })
}

/** What decides whether a screen exists. What was read before stands in for what can't be read now. */
export async function needed<Data>(key: QueryKey, reading: Promise<Data>): Promise<Data> {
  try {
    return await reading
  } catch (error) {
    const known = queryClient.getQueryData<Data>(key)
    if (known === undefined || !(error instanceof ApiError) || !isPassing(error)) throw error
    return known
  }
}

/**
 * Waits for the first try of a read alone, and no longer than so many milliseconds: where others follow, or it takes its
 * time, the screen itself says so.
 */
export function firstTry<Data>(
  key: QueryKey,
  reading: Promise<Data>,
  patience: number,
): Promise<Data | undefined> {
  const cache = queryClient.getQueryCache()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const look = () => {
    const state = queryClient.getQueryState(key)
    if (state?.fetchStatus === 'fetching' && state.fetchFailureCount > 0) resolve(undefined)
  }
  const stop = cache.subscribe(look)
  const limit = setTimeout(resolve, patience)
  look()
  return Promise.race([reading, promise]).finally(() => {
    stop()
    clearTimeout(limit)
  })
}

const JUST = 5_000

/** Whether a read has failed a moment ago: a screen's loaders may want the same, and it isn't asked for twice. */
export function hasJustFailed(key: QueryKey): boolean {
  const { status, errorUpdatedAt = 0 } = queryClient.getQueryState(key) ?? {}
  return status === 'error' && errorUpdatedAt > Date.now() - JUST
}

/** Lets a screen's reads begin before it renders; the screen itself says how they went. */
export function warm(...reads: Promise<unknown>[]) {
  for (const read of reads) read.catch(() => undefined)
}
