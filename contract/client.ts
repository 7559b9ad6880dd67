import * as z from 'zod/mini'
import { ApiError, errorFromAnswer, NOT_KNOWN, type ErrorOptions } from './errors.ts'
import { operations, pathOf, type Api, type Operation, type OperationId } from './operations.ts'
import { printed } from './resources.ts'

/** How a client calls. */
export interface ClientOptions {
  /** Sent with every call, such as `authorization`. */
  headers?: Record<string, string>
  /** Told of every answer, refusals too, before it is parsed: for what its headers say. */
  onResponse?: (response: Response) => void
}

/**
 * A typed client of the API at `baseUrl` (an address or a path, without a trailing slash). It parses what comes back:
 * an answer of unknown shape is an `unexpected` ApiError and never data.
 */
export function createClient(baseUrl: string, options: ClientOptions = {}): Api {
  const call = (id: OperationId) => async (input: AnyInput, signal?: AbortSignal) => {
    const { method, reads }: Operation = operations[id]
    const answer = await fetchJson(addressOf(baseUrl, id, input), {
      method,
      headers: options.headers ?? {},
      body: input.body,
      signal,
      onResponse: options.onResponse,
    })
    try {
      return read(reads, answer)
    } catch (error) {
      if (method === 'GET' || !(error instanceof ApiError)) throw error
      throw unknownOutcome(error.message, {
        answer: error.answer,
        place: error.place,
        cause: error,
      })
    }
  }
  return Object.fromEntries(
    (Object.keys(operations) as OperationId[]).map((id) => [id, call(id)]),
  ) as unknown as Api
}

/** The address of one call, its query included. */
export function addressOf(baseUrl: string, id: OperationId, { params, query = {} }: AnyInput) {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const search = new URLSearchParams(given).toString()
  return `${baseUrl}${pathOf(operations[id].path, params)}${search && `?${search}`}`
}

interface AnyInput {
  params?: Record<string, string>
  query?: Record<string, string | undefined>
  body?: unknown
}

/**
 * Checks an answer; throws an `unexpected` ApiError that holds the answer, and the place of the first field that doesn't fit.
 */
export function read<Schema extends z.core.$ZodType>(
  schema: Schema,
  answer: unknown,
): z.output<Schema> {
  const { data, error } = z.safeParse(schema, answer)
  if (!error) return data
  const [issue] = error.issues
  const path = issue ? placeOf(issue).join('.') : ''
  throw new ApiError(
    'unexpected',
    "The server's answer has a shape this console doesn't know, so it can't be used.",
    { cause: error, answer: printed(answer), place: path || undefined },
  )
}

/** Where the first field is that doesn't fit; of several shapes it may have, in the one that fits furthest. */
function placeOf(issue: z.core.$ZodIssue): PropertyKey[] {
  if (issue.code !== 'invalid_union') return issue.path
  const [deepest = []] = issue.errors
    .flatMap(([first]) => (first ? [placeOf(first)] : []))
    .toSorted((a, b) => b.length - a.length)
  return [...issue.path, ...deepest]
}

interface RequestOptions {
  method: string
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal | undefined
  onResponse?: ClientOptions['onResponse']
  /** Called whenever more of the answer has arrived. */
  onProgress?: (progress: Progress) => void
}

/** How much of an answer has arrived, in bytes; `total` is undefined where the server doesn't say. */
export interface Progress {
  received: number
  total: number | undefined
}

/** An answer in the parts in which it came. */
export type Bytes = Uint8Array<ArrayBuffer>[]

/** One request; resolves with the parsed JSON, or undefined for an empty answer. Every failure is an `ApiError`. */
export const fetchJson = async (url: string, request: RequestOptions): Promise<unknown> =>
  parseJson(await fetchBytes(url, request))

/**
 * One request; resolves with the answer as it came. Every failure is an `ApiError`. A write that has begun arrives even
 * where the page that made it is closed.
 */
export async function fetchBytes(url: string, request: RequestOptions): Promise<Bytes> {
  const { method, body, signal } = request
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      keepalive: method !== 'GET',
    })
    request.onResponse?.(response)
    const bytes = await receive(response, request.onProgress)
    if (response.ok) return bytes
    const answer = json(textOf(bytes))
    // Something in between has answered: the write may have arrived behind it all the same.
    if (method !== 'GET' && response.status >= 500 && answer === undefined)
      throw unknownOutcome(`The server answered with status ${response.status} and no explanation.`)
    throw errorFromAnswer(response.status, answer, response.headers)
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) throw error
    throw method === 'GET'
      ? new ApiError(
          'network',
          'The server could not be reached. Check your connection and try again.',
          {
            cause: error,
          },
        )
      : unknownOutcome('No answer came.', { cause: error })
  }
}

const unknownOutcome = (
  why: string,
  options: Pick<ErrorOptions, 'answer' | 'place' | 'cause'> = {},
) => new ApiError('unknown_outcome', `${why} ${NOT_KNOWN}`, options)

async function receive({ body, headers }: Response, onProgress: RequestOptions['onProgress']) {
  const length = headers.get('content-length')
  // Of a compressed answer the length is that of what travels, not of what arrives here.
  const total = length === null || headers.has('content-encoding') ? undefined : Number(length)
  const parts: Bytes = []
  let received = 0
  const write = (part: Uint8Array<ArrayBuffer>) => {
    parts.push(part)
    received += part.length
    onProgress?.({ received, total })
  }
  await body?.pipeTo(new WritableStream({ write }))
  return parts
}

/** Parses an answer; undefined where it is empty. Throws an `unexpected` ApiError that holds what isn't JSON. */
export function parseJson(bytes: Bytes): unknown {
  const text = textOf(bytes)
  if (text === '') return undefined
  const parsed = json(text)
  if (parsed === undefined)
    throw new ApiError('unexpected', 'The server answered with something that is not JSON.', {
      answer: text,
    })
  return parsed
}

function textOf(bytes: Bytes): string {
  const decoder = new TextDecoder()
  const texts = bytes.map((part) => decoder.decode(part, { stream: true }))
  return texts.join('') + decoder.decode()
}

/** Undefined for what isn't JSON. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
