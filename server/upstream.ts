import { ApiError } from '#contract/errors.ts'
import { emptied, parseInput } from '#contract/input.ts'
import { operations, pathOf, type Operation } from '#contract/operations.ts'
import { unauthenticated, type Backend } from './api-routes.ts'

/**
 * Passes calls on to the API at `host` with the caller's own token, and its status and JSON back as they came. Of a call
 * that is well-formed it sends what the operation has: the query's own parameters, and a body. What isn't an answer of
 * that API throws an `ApiError`: 504 where none came within `timeout` milliseconds, else 502; for a
 * write that may have arrived its kind is `unknown_outcome`.
 */
export function upstreamBackend({ host, timeout }: { host: string; timeout: number }): Backend {
  const { hostname } = new URL(host)
  return async ({ id, input, token }) => {
    const { method, path, ...operation }: Operation = operations[id]
    if (token === undefined && operation.access !== 'public') throw unauthenticated(token)
    parseInput(id, input)
    const fault = (status: number, what: string, sent: boolean, cause?: unknown) =>
      method !== 'GET' && sent
        ? new ApiError(
            'unknown_outcome',
            `${what} It is not known whether this was done: look before you try again.`,
            { status, cause },
          )
        : new ApiError('unavailable', `${what} Try again in a moment.`, { status, cause })

    const asked = input.query as Record<string, string | undefined> | undefined
    const query = new URLSearchParams(
      Object.keys(operation.query?.shape ?? {}).flatMap((name) => {
        const value = asked?.[name]
        return value === undefined ? [] : [[name, value]]
      }),
    ).toString()
    const body = operation.body && JSON.stringify(emptied(input.body))
    let response: Response
    let text: string
    try {
      response = await fetch(`${host}${pathOf(path, input.params)}${query && `?${query}`}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(token !== undefined && { authorization: `Token ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      })
      text = await response.text()
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError')
        throw fault(504, `${hostname} did not answer within ${timeout / 1000} s.`, true, error)
      throw fault(502, `${hostname} could not be reached.`, !neverSent(error), error)
    }
    if (response.status !== 204 && !isJson(text))
      throw fault(502, `${hostname} answered with something that is not JSON.`, true)
    return {
      status: response.status,
      body: text === '' ? undefined : text,
      headers: Object.fromEntries(
        [...response.headers].filter(([name]) => /^(x-ratelimit-.*|retry-after)$/.test(name)),
      ),
    }
  }
}

/** Faults before a connection stood, its certificate included, after which nothing can have arrived. */
const neverSent = (error: unknown) =>
  error instanceof Error &&
  typeof error.cause === 'object' &&
  error.cause !== null &&
  'code' in error.cause &&
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|(ERR_TLS|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_.*)$/.test(
    String(error.cause.code),
  )

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
