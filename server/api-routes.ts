import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import { ApiError } from '#contract/errors.ts'
import { parseInput, type RawInput } from '#contract/input.ts'
import { operationIds, operations, type Operation, type OperationId } from '#contract/operations.ts'
import { callerByToken } from './embedded/tokens.ts'
import { embeddedApi } from './embedded/index.ts'
import type { Db } from './db/schema.ts'

/** Who calls: a bare token, and the word that came before it where that is not `Token`. */
export interface Credentials {
  token: string | undefined
  scheme?: 'Bearer'
}

/** One call as it came. */
export interface Call extends Credentials {
  id: OperationId
  input: RawInput
  /** Aborted when nobody waits for the answer any more. */
  gone?: AbortSignal
}

/** What goes back to the caller. */
export interface Answer {
  status: number
  /** A value to be serialized, bytes of JSON that are passed on as they are, or undefined for an empty answer. */
  body: unknown
  /** Another API's own, its rate limits among them. */
  headers?: Record<string, string>
}

/** Whatever answers the API's calls: it finds out who calls, and only then checks the input. Throws `ApiError`. */
export type Backend = (call: Call) => Promise<Answer>

/** The status in the log where the caller hung up before the answer; nobody is sent it. */
export const LEFT = 499

/** The embedded API as a backend. `now` is the clock that decides what today is. */
export function embeddedBackend(db: Db, now: () => Date = () => new Date()): Backend {
  return async ({ id, input, token }) => {
    const caller = token === undefined ? undefined : await callerByToken(db, token, now())
    if (!caller && operations[id].access !== 'public') throw unauthenticated(token)
    const call = embeddedApi({ db, caller, now })[id] as (input: unknown) => Promise<unknown>
    return { status: operations[id].status, body: await call(parseInput(id, input)) }
  }
}

/** Why whoever has this token, or none, may not call. */
export const unauthenticated = (token: string | undefined): ApiError =>
  new ApiError(
    'unauthenticated',
    token === undefined
      ? "Sign in first: send your API token in the header 'Authorization: Token …'."
      : 'This token is unknown here, or it has expired. Sign in with another one.',
  )

/**
 * Mounts every operation of the contract below the scope's prefix. The embedded API's answers are serialized by their
 * schemas, which drops whatever a schema doesn't name; another API's JSON goes out as it came.
 */
export function apiRoutes(
  scope: FastifyInstance,
  options: {
    backend: Backend
    strict: boolean
    tokenOf: (request: FastifyRequest) => Promise<Credentials>
  },
) {
  // A cookie tells whose it is, and nothing in between knows that.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
  for (const id of operationIds) {
    const operation: Operation = operations[id]
    scope.route<{ Params: Record<string, string> }>({
      method: operation.method,
      url: operation.path,
      config: { operation: id },
      schema:
        options.strict && operation.status !== 204
          ? {
              response: {
                [operation.status]: z.toJSONSchema(operation.sends, { target: 'draft-7' }),
              },
            }
          : {},
      handler: async (request, reply) => {
        const { params, query, body } = request
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const credentials =
          operation.access === 'public' ? { token: undefined } : await options.tokenOf(request)
        const answer = await options.backend({
          id,
          input: { params, query, body },
          ...credentials,
          gone: gone.signal,
        })
        // Whoever counts the calls tells of it: here this server, or else the API behind it.
        if (answer.headers)
          for (const name of Object.keys(reply.getHeaders()))
            if (name.startsWith('x-ratelimit-')) reply.removeHeader(name)
        reply.status(answer.status).headers(answer.headers ?? {})
        if (answer.body instanceof Uint8Array) reply.type('application/json; charset=utf-8')
        return reply.send(answer.body)
      },
    })
  }
}
