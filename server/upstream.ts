import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
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
 * sentence under `error` gets one, and the fields that it names. What isn't an answer of that API throws an `ApiError`:
 * 504 where it came too late, else 502, of kind `invalid` where it is too large to be read; for a write that may have
 * arrived its kind is `unknown_outcome`.
 */
export function upstreamBackend({ host, timeout }: UpstreamOptions): Backend {
  const { host: name, protocol } = new URL(host)
  // `fetch` would call again after some answers, a write too, and never tells whether a call was sent.
  const [client, connected] =
    protocol === 'https:' ? ([https, 'secureConnect'] as const) : ([http, 'connect'] as const)
  return async ({ id, input, token, scheme = 'Token', gone }) => {
    const operation: Operation = operations[id]
    if (token === undefined && operation.access !== 'public') throw unauthenticated(token)
    parseInput(id, input)
    // Some servers decode these before they look where an address leads; no name or id has any.
    if (/[/\\%?#;]/.test(Object.values(input.params ?? {}).join('')))
      throw new ApiError('not_found', 'There is nothing of this name.')
    const body = operation.body && written(emptied(input.body))
    const isRead = operation.method === 'GET'
    let sent = false
    let began = false
    // Reads are tried again by whoever shows them, who says when.
    const fault = (status: number, happened: string, cause?: unknown) => {
      const what = `${name} ${happened}.`
      if (isRead) return new ApiError('unavailable', what, { status, cause })
      return sent
        ? new ApiError('unknown_outcome', `${what} ${NOT_KNOWN}`, { status, cause })
        : new ApiError('unavailable', `${what} Try again in a moment.`, { status, cause })
    }
    const tooLarge = () => {
      const happened = 'answered with more than the 128 MB that are read'
      // Another try would be answered with as much.
      return isRead
        ? new ApiError('invalid', `${name} ${happened}.`, { status: 502 })
        : fault(502, happened)
    }

    const late = new AbortController()
    const abort = () => late.abort()
    const toBegin = setTimeout(abort, timeout)
    const toEnd = setTimeout(abort, 2 * timeout)
    // A write that nobody waits for is done all the same.
    const signal = isRead && gone ? AbortSignal.any([late.signal, gone]) : late.signal
    try {
      const request = client.request(addressOf(host, operation, input), {
        method: operation.method,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip',
          ...(token !== undefined && { authorization: `${scheme} ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        signal,
      })
      request.once('socket', (socket) => {
        // Nothing is sent before the certificate is looked at.
        if (request.reusedSocket) sent = true
        else socket.once(connected, () => (sent = true))
      })
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        // Of an offer to speak something else only the end is heard.
        request.once('response', resolve).on('error', reject).once('close', reject)
        request.end(body)
      })
      clearTimeout(toBegin)
      began = true
      const bytes = await bytesOf(response)
      if (!bytes) throw tooLarge()
      return await answerOf(response, bytes, operation, signal, fault)
    } catch (error) {
      if (error instanceof ApiError) throw error
      if (isRead && gone?.aborted) throw left(error)
      if (late.signal.aborted)
        throw began
          ? fault(504, `did not finish its answer within ${(2 * timeout) / 1000} s`, error)
          : fault(504, `did not answer within ${timeout / 1000} s`, error)
      throw fault(
        502,
        began ? 'broke off in the middle of its answer' : 'could not be reached',
        error,
      )
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
const bytesOf = (response: IncomingMessage): Promise<Buffer | undefined> =>
  response.headers['content-encoding'] === 'gzip'
    ? pipeline(response, createGunzip(), collect)
    : collect(response)

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
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
  { statusCode: status = 0, headers }: IncomingMessage,
  bytes: Buffer,
  operation: Operation,
  signal: AbortSignal,
  fault: (status: number, what: string) => ApiError,
): Promise<Answer> {
  const kept = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      /^(x-ratelimit-.*|retry-after)$/.test(name) ? [[name, String(value)]] : [],
    ),
  )
  if (isRefusal(status)) {
    const json = parsedJson(bytes)
    // Something in between may say this of a write that has arrived.
    if (status >= 500 && operation.method !== 'GET' && !record(json))
      throw fault(status, `answered with status ${status} and no explanation`)
    if (says(json)) return { status, body: bytes, headers: kept }
    const body = refusedFields(status, json) ?? errorFromAnswer(status, json, new Headers(kept))
    return { status, body: errorBody(body), headers: kept }
  }
  if (status < 200 || status > 299)
    throw fault(status === 504 ? 504 : 502, `answered with status ${status}`)
  if (bytes.length === 0 && operation.status === 204)
    return { status, body: undefined, headers: kept }
  if (!(await isJson(bytes, signal))) throw fault(502, 'answered with something that is not JSON')
  return { status, body: bytes, headers: kept }
}

const says = (json: unknown) => typeof record(json)?.['error'] === 'string'

/**
 * What Django REST framework says of a body: a list of sentences for each field, or for the whole of it, at the top or
 * under `error`.
 */
function refusedFields(status: number, json: unknown): ApiError | undefined {
  if (status !== 400 && status !== 422) return undefined
  const said = record(json)?.['error'] ?? json
  if (isSentences(said)) return new ApiError('invalid', said.join(' '), { status })
  const fields = Object.entries(record(said) ?? {}).flatMap(([field, about]) =>
    isSentences(about) ? [[field, about.join(' ')] as const] : [],
  )
  if (fields.length === 0) return undefined
  const words = fields.map(([field, text]) => (ofNoField.has(field) ? text : `${field}: ${text}`))
  return new ApiError('invalid', words.join(' '), { status, fields: Object.fromEntries(fields) })
}

const ofNoField = new Set(['non_field_errors', '__all__', 'detail'])

const isSentences = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')

const record = (json: unknown) =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : undefined
