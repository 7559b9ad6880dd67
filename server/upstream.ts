import { ApiError, errorBody, errorFromAnswer, NOT_KNOWN } from '#contract/errors.ts'
import { emptied, parseInput } from '#contract/input.ts'
import { operations, pathOf, type Operation } from '#contract/operations.ts'
import { isJson, parsedJson } from './json.ts'
import { LEFT, unauthenticated, type Answer, type Backend } from './api-routes.ts'

/** Where calls are passed on to. */
export interface UpstreamOptions {
  /** An address with the API's version, without a trailing slash. */
  host: string
  /** Milliseconds until an answer has to begin; it has to end within twice that. */
  timeout: number
}

/** More bytes of an answer aren't read. */
const LARGEST_ANSWER = 128 * 1024 * 1024

/**
 * Passes calls on to the API at `host` with the caller's own token, and its status and JSON back as they came. Of a call
 * that is well-formed it sends what the operation has: the query's own parameters, and a body. A refusal without a
 * sentence under `error` gets one. What isn't an answer of that API throws an `ApiError`: 504 where it came too late,
 * else 502; for a write that may have arrived its kind is `unknown_outcome`.
 */
export function upstreamBackend({ host, timeout }: UpstreamOptions): Backend {
  const { host: name } = new URL(host)
  return async ({ id, input, token, scheme = 'Token', gone }) => {
    const operation: Operation = operations[id]
    if (token === undefined && operation.access !== 'public') throw unauthenticated(token)
    parseInput(id, input)
    // Some servers decode these before they look where an address leads; no name or id has any.
    if (/[/\\%?#;]/.test(Object.values(input.params ?? {}).join('')))
      throw new ApiError('not_found', 'There is nothing of this name.')
    const body = operation.body && written(emptied(input.body))
    const isRead = operation.method === 'GET'
    // Reads are tried again by whoever shows them, who says when.
    const fault = (status: number, what: string, sent = true, cause?: unknown) =>
      isRead || !sent
        ? new ApiError('unavailable', isRead ? what : `${what} Try again in a moment.`, {
            status,
            cause,
          })
        : new ApiError('unknown_outcome', `${what} ${NOT_KNOWN}`, { status, cause })

    const late = new AbortController()
    const abort = () => late.abort()
    const toBegin = setTimeout(abort, timeout)
    const toEnd = setTimeout(abort, 2 * timeout)
    // A write that nobody waits for is done all the same.
    const signal = isRead && gone ? AbortSignal.any([late.signal, gone]) : late.signal
    let began = false
    try {
      const response = await fetch(addressOf(host, operation, input), {
        method: operation.method,
        headers: {
          accept: 'application/json',
          ...(token !== undefined && { authorization: `${scheme} ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal,
      })
      clearTimeout(toBegin)
      began = true
      const bytes = await bytesOf(response)
      if (!bytes) throw fault(502, `${name} answered with more than the 128 MB that are read.`)
      return await answerOf(response, bytes, operation, signal, (status, what) =>
        fault(status, `${name} ${what}`),
      )
    } catch (error) {
      if (error instanceof ApiError) throw error
      if (isRead && gone?.aborted) throw left(error)
      if (late.signal.aborted)
        throw fault(
          504,
          began
            ? `${name} did not finish its answer within ${(2 * timeout) / 1000} s.`
            : `${name} did not answer within ${timeout / 1000} s.`,
          true,
          error,
        )
      if (codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT')
        throw fault(504, `${name} could not be reached in time.`, false, error)
      throw began
        ? fault(502, `${name} broke off in the middle of its answer.`, true, error)
        : fault(502, `${name} could not be reached.`, !neverSent(error), error)
    } finally {
      clearTimeout(toBegin)
      clearTimeout(toEnd)
    }
  }
}

/** Nobody is told, and nothing went wrong. */
const left = (cause: unknown) =>
  new ApiError('network', 'Whoever asked has left.', { status: LEFT, cause })

/** As JSON. A parser reads deeper than this can write. */
function written(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    throw new ApiError('invalid', 'The body is nested too deeply.', { cause })
  }
}

function addressOf(
  host: string,
  { path, query }: Operation,
  input: Parameters<Backend>[0]['input'],
) {
  const asked = input.query as Record<string, string | undefined> | undefined
  const search = new URLSearchParams(
    Object.keys(query?.shape ?? {}).flatMap((name) => {
      const value = asked?.[name]
      return value === undefined ? [] : [[name, value]]
    }),
  ).toString()
  return `${host}${pathOf(path, input.params)}${search && `?${search}`}`
}

/** Undefined for what is too large. */
async function bytesOf({ body }: Response): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.length
    if (size > LARGEST_ANSWER) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The API's own refusals, whatever comes with them. What else is no success comes from something in between. */
const isRefusal = (status: number) =>
  (status >= 400 && status < 500) || status === 500 || status === 503

async function answerOf(
  { ok, status, headers }: Response,
  bytes: Buffer,
  operation: Operation,
  signal: AbortSignal,
  fault: (status: number, what: string) => ApiError,
): Promise<Answer> {
  const kept = Object.fromEntries(
    [...headers].filter(([name]) => /^(x-ratelimit-.*|retry-after)$/.test(name)),
  )
  if (isRefusal(status)) {
    const json = parsedJson(bytes)
    // Something in between may say this of a write that has arrived.
    if (status >= 500 && operation.method !== 'GET' && !record(json))
      throw fault(status, `answered with status ${status} and no explanation.`)
    const body = says(json) ? bytes : errorBody(errorFromAnswer(status, json, headers))
    return { status, body, headers: kept }
  }
  if (!ok) throw fault(status === 504 ? 504 : 502, `answered with status ${status}.`)
  if (bytes.length === 0 && operation.status === 204)
    return { status, body: undefined, headers: kept }
  if (!(await isJson(bytes, signal))) throw fault(502, 'answered with something that is not JSON.')
  return { status, body: bytes, headers: kept }
}

const says = (json: unknown) => typeof record(json)?.['error'] === 'string'

const record = (json: unknown) =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined

/** Faults before a connection stood, its certificate included, after which nothing can have arrived. */
const neverSent = (error: unknown) =>
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SSL_WRONG_VERSION_NUMBER|(ERR_TLS|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_.*)$/.test(
    codeOf(error),
  )

const codeOf = (error: unknown) =>
  error instanceof Error &&
  typeof error.cause === 'object' &&
  error.cause !== null &&
  'code' in error.cause
    ? String(error.cause.code)
    : ''
