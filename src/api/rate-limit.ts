/** How many calls the API still takes in this minute, as its last answer said. */

/** So many are left to the other screens, and to whoever shares the address. */
const KEPT = 20

/** The count begins anew each minute, whatever an answer says: some name an instant in place of seconds, or nothing. */
const MOST_SECONDS = 60

/** Seconds to wait where a server refuses for its limit and doesn't say how long. */
const UNTOLD_WAIT = 60

let freeAt = 0
let refusedUntil = 0

/** Reads an answer's `x-ratelimit-*` (a count, and the seconds until it begins anew). An API may send none. */
export function noteRateLimit({ headers }: Response): void {
  const remaining = numberIn(headers, 'x-ratelimit-remaining')
  // Answers overtake each other, so a larger count frees nothing before its time.
  if (remaining === undefined || remaining >= KEPT) return
  const reset = numberIn(headers, 'x-ratelimit-reset') ?? MOST_SECONDS
  freeAt = Date.now() + Math.min(reset, MOST_SECONDS) * 1000
}

/** A server has refused a call for its limit, and says how many seconds to wait. Never none, or it'd be asked without end. */
export function noteRefusal(retryAfter = UNTOLD_WAIT): void {
  refusedUntil = Math.max(refusedUntil, Date.now() + Math.max(1, retryAfter) * 1000)
}

/** When many calls may go on, in milliseconds since 1970; now or earlier where nothing stands in their way. */
export const rateLimitedUntil = (): number => Math.max(freeAt, refusedUntil)

function numberIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)
  return text === null || !/^\d+(\.\d+)?$/.test(text) ? undefined : Number(text)
}
