import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { noteRateLimit, rateLimitedUntil } from './rate-limit.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const answer = (headers: Record<string, string>) => new Response(null, { headers })
const remaining = (count: number | string, reset: number | string = 30) =>
  answer({ 'x-ratelimit-remaining': String(count), 'x-ratelimit-reset': String(reset) })

test('below 20 calls left, many calls wait until the count begins anew', () => {
  noteRateLimit(remaining(20))
  expect(rateLimitedUntil()).toBeLessThanOrEqual(Date.now())
  noteRateLimit(remaining(19))
  expect(rateLimitedUntil()).toBe(Date.now() + 30_000)
})

test('an answer that was overtaken allows nothing before its time', () => {
  noteRateLimit(remaining(19))
  noteRateLimit(remaining(299, 60))
  expect(rateLimitedUntil()).toBe(Date.now() + 30_000)
})

test.each([
  ['an instant', remaining(0, 1_800_000_000)],
  ['nothing', answer({ 'x-ratelimit-remaining': '0' })],
  ['no number', remaining(0, '')],
])('a minute is the most they wait, and what they wait where the reset is %s', (_, odd) => {
  noteRateLimit(odd)
  expect(rateLimitedUntil()).toBe(Date.now() + 60_000)
})

test.each([[answer({})], [remaining('none')], [answer({ 'x-ratelimit-reset': '5' })]])(
  'an answer that does not tell changes nothing',
  (silent) => {
    noteRateLimit(remaining(19))
    noteRateLimit(silent)
    expect(rateLimitedUntil()).toBe(Date.now() + 30_000)
  },
)
