/**
 * The one error of the product: thrown by the embedded API's handlers, written to the wire as
 * `{ "error": "…", "fields"?: {…} }`, and made again from the wire by the client.
 */

const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
  /** No answer came at all, so there is no status of the API's own; a gateway says 502. */
  network: 502,
  /** A write whose answer never came: it may or may not have happened. */
  unknown_outcome: 504,
  unexpected: 500,
} as const

/** What a caller branches on. */
export type ErrorKind = keyof typeof statusOf

/** What an error may say beside its kind and sentence. */
export interface ErrorOptions {
  /** The HTTP status, where it differs from the kind's own (413 and 415 are `invalid`, too). */
  status?: number
  /** Field of the request body → sentence, for forms. */
  fields?: Record<string, string>
  /** Seconds until another try makes sense. */
  retryAfter?: number | undefined
  /** The answer itself, where it could not be read. */
  answer?: string | undefined
  /** Where in the answer the first field is that doesn't fit, as in "0.id". */
  place?: string | undefined
  cause?: unknown
}

/** More characters of an answer aren't kept. */
export const LONGEST_ANSWER = 100_000

/** Every failure of a call, with one of a closed set of kinds. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly kind: ErrorKind
  readonly status: number
  readonly fields: Record<string, string>
  readonly retryAfter: number | undefined
  /** The first `LONGEST_ANSWER` characters of an answer that could not be read. */
  readonly answer: string | undefined
  /** Where in it the first field is that doesn't fit. */
  readonly place: string | undefined
  /** When it was made, in milliseconds since 1970: `retryAfter` counts from then. */
  readonly at = Date.now()

  /** `message` is shown to people: it says what happened and what to do now. */
  constructor(kind: ErrorKind, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.status = options.status ?? statusOf[kind]
    this.fields = options.fields ?? {}
    this.retryAfter = options.retryAfter
    this.answer = options.answer?.slice(0, LONGEST_ANSWER)
    this.place = options.place
  }
}

/** What is said of a write whose answer never came. */
export const NOT_KNOWN = 'It is not known whether this was done: look before you try again.'

/** What goes over the wire; the official clients read `error`. */
export interface ErrorBody {
  error: string
  fields?: Record<string, string>
  /** Beside a write's error: whether it happened is not known. */
  outcome?: 'unknown'
  /** Beside a gateway's 502 for a read: another try would be answered alike. */
  retry?: false
}

/** Writes an error for the wire. */
export function errorBody(error: ApiError): ErrorBody {
  return {
    error: error.message,
    ...(Object.keys(error.fields).length > 0 && { fields: error.fields }),
    ...(error.kind === 'unknown_outcome' && { outcome: 'unknown' as const }),
    ...(error.kind === 'invalid' && error.status === 502 && { retry: false as const }),
  }
}

/** The kind that a status stands for; what isn't in the table is `invalid` (4xx) or `unavailable` (502 to 504). */
function kindOf(status: number): ErrorKind {
  if (status === 502 || status === 503 || status === 504) return 'unavailable'
  const known = (Object.keys(statusOf) as ErrorKind[]).find((kind) => statusOf[kind] === status)
  return known ?? (status >= 400 && status < 500 ? 'invalid' : 'unexpected')
}

/**
 * The error that an answer with status 400 or more stands for. `body` is the parsed JSON, or undefined where it wasn't
 * JSON. The API answers `error`; `error_message` and `detail` are what its clients accept beside it.
 */
export function errorFromAnswer(status: number, body: unknown, headers: Headers): ApiError {
  const answer = isRecord(body) ? body : {}
  const said = [answer['error'], answer['error_message'], answer['detail']].find(
    (text) => typeof text === 'string' && text !== '',
  )
  const fields = isRecord(answer['fields'])
    ? Object.fromEntries(
        Object.entries(answer['fields']).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string',
        ),
      )
    : {}
  return new ApiError(
    answer['outcome'] === 'unknown'
      ? 'unknown_outcome'
      : answer['retry'] === false
        ? 'invalid'
        : kindOf(status),
    typeof said === 'string'
      ? said
      : `The server answered with status ${status} and no explanation.`,
    { status, fields, retryAfter: secondsToWait(status, headers) },
  )
}

/** `retry-after` is seconds or an HTTP date; `x-ratelimit-reset` comes with every answer, and means a wait on 429 alone. */
function secondsToWait(status: number, headers: Headers): number | undefined {
  const told =
    (status === 429 || status === 503 ? headers.get('retry-after') : undefined) ??
    (status === 429 ? headers.get('x-ratelimit-reset') : undefined)
  if (!told) return undefined
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(told)
    ? Number(told)
    : (Date.parse(told) - Date.now()) / 1000
  return seconds >= 0 ? Math.ceil(seconds) : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
