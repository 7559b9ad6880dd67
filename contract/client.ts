import * as z from 'zod/mini'
import { ApiError, errorFromAnswer } from './errors.ts'
import { operations, pathOf, type Api, type Operation, type OperationId } from './operations.ts'

/** How a client calls. */
export interface ClientOptions {
  /** Sent with every call, such as `authorization`. */
  headers?: Record<string, string>
}

/**
 * A typed client of the API at `baseUrl` (an address or a path, without a trailing slash). It parses what comes back:
 * an answer of unknown shape is an `unexpected` ApiError and never data.
 */
export function createClient(baseUrl: string, options: ClientOptions = {}): Api {
  const call = (id: OperationId) => async (input: AnyInput, signal?: AbortSignal) => {
    const operation: Operation = operations[id]
    const query = new URLSearchParams(
      Object.entries(input.query ?? {}).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ).toString()
    const answer = await fetchJson(
      `${baseUrl}${pathOf(operation.path, input.params)}${query && `?${query}`}`,
      {
        method: operation.method,
        headers: options.headers ?? {},
        body: input.body,
        signal,
      },
    )
    return read(operation.reads, answer)
  }
  return Object.fromEntries(
    (Object.keys(operations) as OperationId[]).map((id) => [id, call(id)]),
  ) as unknown as Api
}

interface AnyInput {
  params?: Record<string, string>
  query?: Record<string, string | undefined>
  body?: unknown
}

/** Parses an answer; throws an `unexpected` ApiError that names the first field that doesn't fit. */
export function read<Schema extends z.core.$ZodType>(
  schema: Schema,
  answer: unknown,
): z.output<Schema> {
  const parsed = z.safeParse(schema, answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : ''
  throw new ApiError(
    'unexpected',
    `The server's answer has a shape this console doesn't know${where}, so it isn't shown.`,
    { cause: parsed.error },
  )
}

interface JsonRequest {
  method: string
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal | undefined
}

/** One request; resolves with the parsed JSON, or undefined for an empty answer. Every failure is an `ApiError`. */
export async function fetchJson(url: string, request: JsonRequest): Promise<unknown> {
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
    })
    const text = await response.text()
    const json = parseJson(text)
    if (!response.ok) throw errorFromAnswer(response.status, json, response.headers)
    if (text !== '' && json === undefined)
      throw new ApiError('unexpected', 'The server answered with something that is not JSON.')
    return json
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
      : new ApiError(
          'unknown_outcome',
          'No answer came, so it is not known whether this was done. Look before you try again.',
          { cause: error },
        )
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
