/** Which reads are tried again by themselves, and when. Writes never are. */
import type { ApiError } from '#contract/errors.ts'

const MOST_RETRIES = 3
/** Whoever is told to wait longer than so many seconds decides themselves. */
const LONGEST_WAIT = 120

/** Whether another try may help, once whatever is in its way has passed. */
export const isPassing = ({ kind }: ApiError) =>
  kind === 'network' || kind === 'unavailable' || kind === 'rate_limited'

/** Whether a read that has failed before is tried again. Where no connection stood, the connection itself is. */
export const triesAgain = (failures: number, { kind, retryAfter = 0 }: ApiError) =>
  (kind === 'unavailable' || kind === 'rate_limited') &&
  failures < MOST_RETRIES &&
  retryAfter <= LONGEST_WAIT

/** Milliseconds before the next try: twice as many after each failure, and no fewer than the server asks for. */
export const pauseAfter = (failures: number, { retryAfter = 0 }: Partial<ApiError> = {}) =>
  1000 * Math.max(2 ** failures, retryAfter)

/** When a read that is under way and has failed is tried again, in milliseconds since 1970. */
export const nextTry = (failureCount: number, error: ApiError) =>
  error.at + pauseAfter(failureCount - 1, error)
