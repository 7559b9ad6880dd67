import { focusManager, onlineManager, queryOptions } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '#contract/errors.ts'
import { isAwaited, isRefused, readOf, startMany, type Needs } from './many.ts'
import { queryClient } from './query.ts'
import { noteRateLimit } from './rate-limit.ts'

// What one test noted of the API's limit is over in the next.
let hour = 0
beforeEach(() => void vi.useFakeTimers({ now: ++hour * 3_600_000 }))
afterEach(async () => {
  for (const unwant of unwants.splice(0)) unwant()
  await queryClient.cancelQueries()
  queryClient.clear()
  await settle()
  onlineManager.setOnline(true)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const unwants: (() => void)[] = []

/** Lets everything that is ready happen. */
const settle = () => vi.advanceTimersByTimeAsync(0)

/** Reads that end when the test says so, by name. */
function readsOf(isBusy?: (then: () => void) => boolean) {
  const many = startMany(isBusy)
  const want = (...[rows, place]: Parameters<typeof many.want>) => {
    const unwant = many.want(rows, place)
    unwants.push(unwant)
    return unwant
  }
  const begun: string[] = []
  const calls = new Map<string, PromiseWithResolvers<string>>()
  const options = (name: string) =>
    queryOptions({
      queryKey: [name],
      queryFn: () => {
        begun.push(name)
        const call = Promise.withResolvers<string>()
        calls.set(name, call)
        return call.promise
      },
    })
  const needs =
    (...names: string[]): Needs =>
    () =>
      names.map((name) => readOf(options(name)))
  return {
    many: { ...many, want },
    begun,
    options,
    needs,
    rows: () => many.state().rows,
    async want(...names: string[]) {
      const unwant = want(
        names.map((name) => needs(name)),
        'anywhere',
      )
      await settle()
      return unwant
    },
    async done(...names: string[]) {
      for (const name of names) calls.get(name)?.resolve(`${name} has come`)
      await settle()
    },
    async failed(name: string, error: Error = new ApiError('unavailable', 'No.')) {
      calls.get(name)?.reject(error)
      await settle()
    },
  }
}

test('nothing begins while the screen has something else to do, and all of it afterwards', async () => {
  let over: (() => void) | undefined = () => {}
  const { begun, want, done, rows } = readsOf((then) => {
    if (over) over = then
    return over !== undefined
  })
  await want('a', 'b')
  expect(begun).toEqual([])
  const goOn = over
  over = undefined
  goOn()
  await settle()
  expect(begun).toEqual(['a', 'b'])
  over = () => {}
  await want('c')
  await done('a', 'b')
  expect(begun).toEqual(['a', 'b'])
  expect(rows().anywhere).toMatchObject({ all: 3, read: 2 })
})

test('at most four are on their way, and the next begins as soon as one ends', async () => {
  const { begun, want, done, many } = readsOf()
  await want('a', 'b', 'c', 'd', 'e', 'f')
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  expect(many.state().status).toBe('reading')
  await done('c')
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
  await done('a', 'b', 'd', 'e')
  await done('f')
  expect(many.state()).toEqual({
    status: 'resting',
    rows: {
      'on screen': { all: 0, read: 0, failed: 0, refused: 0 },
      anywhere: { all: 6, read: 6, failed: 0, refused: 0 },
    },
  })
})

test('rows on the screen come first, and those that left before their turn are not read', async () => {
  const { begun, many, needs, want, done } = readsOf()
  await want('a', 'b', 'c', 'd', 'e', 'f')
  const leave = many.want([needs('seen'), needs('gone')], 'on screen')
  await done('a')
  expect(begun.at(-1)).toBe('seen')
  leave()
  await done('b', 'c', 'd', 'seen')
  await done('e', 'f')
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'seen', 'e', 'f'])
})

test('what one read tells may be what the next is about', async () => {
  const { begun, many, needs, options, done, rows } = readsOf()
  const more = () => (queryClient.getQueryData(options('first').queryKey) ? ['second'] : [])
  many.want([() => needs('first', ...more())()], 'anywhere')
  await settle()
  expect(begun).toEqual(['first'])
  await done('first')
  expect(begun).toEqual(['first', 'second'])
  expect(rows().anywhere.read).toBe(0)
  await done('second')
  expect(rows().anywhere.read).toBe(1)
})

test('two rows that need the same read it once, and what was read a moment ago is not read again', async () => {
  const { begun, many, needs, options, done, rows } = readsOf()
  queryClient.setQueryData(options('known').queryKey, 'known has come')
  many.want([needs('same'), needs('same'), needs('known')], 'anywhere')
  await settle()
  await done('same')
  expect(begun).toEqual(['same'])
  expect(rows().anywhere.read).toBe(3)
})

test('a page that needs the same read does not wait for its turn', async () => {
  const { begun, want, done, options } = readsOf()
  await want('a', 'b', 'c', 'd', 'e')
  const page = queryClient.query(options('e'))
  await settle()
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
  await done('e')
  await expect(page).resolves.toBe('e has come')
  await done('a')
  expect(begun).toHaveLength(5)
})

test('below twenty calls left it waits, says until when, and goes on by itself', async () => {
  const { begun, want, done, many } = readsOf()
  await want('a', 'b', 'c', 'd', 'e')
  noteRateLimit(
    new Response(null, { headers: { 'x-ratelimit-remaining': '19', 'x-ratelimit-reset': '30' } }),
  )
  await done('a')
  expect(begun).toHaveLength(4)
  expect(many.state()).toMatchObject({ status: 'pausing', resumesAt: Date.now() + 30_000 })
  await done('b', 'c', 'd')
  await vi.advanceTimersByTimeAsync(29_999)
  expect(begun).toHaveLength(4)
  await vi.advanceTimersByTimeAsync(1)
  expect(begun.at(-1)).toBe('e')
  expect(many.state().resumesAt).toBeUndefined()
})

test.each([
  [7, 7],
  [0, 1],
  [undefined, 60],
])('refused for the limit with a wait of %s, it waits %s s and tries again', async (told, wait) => {
  const { begun, want, done, failed, many, rows } = readsOf()
  await want('a')
  const error = new ApiError('rate_limited', 'Slower.', { retryAfter: told })
  await failed('a', error)
  expect(isAwaited(error)).toBe(true)
  expect(many.state()).toMatchObject({ status: 'pausing', resumesAt: Date.now() + wait * 1000 })
  await vi.advanceTimersByTimeAsync(wait * 1000 - 1)
  expect(begun).toEqual(['a'])
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toEqual(['a', 'a'])
  await done('a')
  expect(rows().anywhere).toEqual({ all: 1, read: 1, failed: 0, refused: 0 })
})

test('stopped, it begins no more, and goes on where it was', async () => {
  const { begun, want, done, many, rows } = readsOf()
  await want('a', 'b', 'c', 'd', 'e', 'f')
  many.stop()
  await done('a', 'b', 'c', 'd')
  expect(begun).toHaveLength(4)
  expect(many.state().status).toBe('stopped')
  expect(rows().anywhere.read).toBe(4)
  many.resume()
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

test('stopped while it pauses, it does not go on by itself', async () => {
  const { begun, want, failed, many } = readsOf()
  await want('a')
  await failed('a', new ApiError('rate_limited', 'Slower.', { retryAfter: 5 }))
  many.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(begun).toEqual(['a'])
})

test('no other try helps against a refusal, and only what passes by itself is awaited', () => {
  const errors = (['forbidden', 'not_found', 'invalid', 'unavailable', 'unexpected'] as const).map(
    (kind) => new ApiError(kind, 'No.'),
  )
  expect(errors.filter(isRefused).map(({ kind }) => kind)).toEqual([
    'forbidden',
    'not_found',
    'invalid',
  ])
  expect(errors.some(isAwaited)).toBe(false)
})

test('a failure is not tried again at once, is told, and is tried again when asked; a refusal stays', async () => {
  const { begun, want, failed, done, many, rows } = readsOf()
  await want('a', 'b', 'c')
  await failed('a')
  await failed('b', new ApiError('forbidden', 'Not you.'))
  await done('c')
  await vi.advanceTimersByTimeAsync(7000)
  expect(begun).toEqual(['a', 'b', 'c'])
  expect(rows().anywhere).toEqual({ all: 3, read: 1, failed: 1, refused: 1 })
  many.retry()
  await done('a')
  expect(begun).toEqual(['a', 'b', 'c', 'a'])
  expect(rows().anywhere).toEqual({ all: 3, read: 2, failed: 0, refused: 1 })
})

test('a row is read or failed once all it needs has been tried', async () => {
  const { many, needs, done, failed, rows } = readsOf()
  many.want([needs('a', 'b')], 'on screen')
  await settle()
  await failed('a')
  expect(rows()['on screen']).toEqual({ all: 1, read: 0, failed: 0, refused: 0 })
  await done('b')
  expect(rows()['on screen']).toEqual({ all: 1, read: 0, failed: 1, refused: 0 })
})

test('where another try may help with a part of a row, the row counts as failed', async () => {
  const { many, needs, failed, rows } = readsOf()
  many.want([needs('a', 'b')], 'anywhere')
  await settle()
  await failed('a', new ApiError('forbidden', 'Not you.'))
  await failed('b')
  expect(rows().anywhere).toEqual({ all: 1, read: 0, failed: 1, refused: 0 })
})

test('what its row took away when it left the screen is read again where it is still wanted', async () => {
  const { begun, want, options, done, rows } = readsOf()
  await want('a')
  await queryClient.cancelQueries({ queryKey: options('a').queryKey })
  await settle()
  expect(begun).toEqual(['a', 'a'])
  await done('a')
  expect(rows().anywhere).toEqual({ all: 1, read: 1, failed: 0, refused: 0 })
})

test('the first is still there when the last has come, half an hour later', async () => {
  const { want, options, done } = readsOf()
  await want('a')
  await done('a')
  await vi.advanceTimersByTimeAsync(30 * 60_000)
  expect(queryClient.getQueryData(options('a').queryKey)).toBe('a has come')
})

test('without a connection nothing begins, and it goes on when it is back', async () => {
  const { begun, want, failed, done, rows } = readsOf()
  await want('a')
  const error = new ApiError('network', 'Gone.')
  await failed('a', error)
  expect(isAwaited(error)).toBe(true)
  expect(rows().anywhere.failed).toBe(0)
  expect(begun).toEqual(['a'])
  onlineManager.setOnline(true)
  await settle()
  expect(begun).toEqual(['a', 'a'])
  await done('a')
  expect(rows().anywhere.read).toBe(1)
})

test('what broke off while the server can be reached has failed, and is not asked on and on', async () => {
  vi.stubGlobal('fetch', async () => new Response('ok'))
  const { begun, want, failed, done, many, rows } = readsOf()
  await want('a')
  const error = new ApiError('network', 'Gone.')
  await failed('a', error)
  expect(isAwaited(error)).toBe(false)
  await vi.advanceTimersByTimeAsync(7000)
  expect(begun).toEqual(['a'])
  expect(many.state().status).toBe('resting')
  expect(rows().anywhere.failed).toBe(1)
  many.retry()
  await failed('a', error)
  // That it was lost later nobody can know here; whoever comes back is asked once more.
  onlineManager.setOnline(false)
  onlineManager.setOnline(true)
  await settle()
  await done('a')
  expect(begun).toEqual(['a', 'a', 'a'])
  expect(rows().anywhere.read).toBe(1)
})

test('what is wanted stays, however long it is shown', async () => {
  const { begun, want, options, done } = readsOf()
  const unwant = await want('a')
  await done('a')
  await vi.advanceTimersByTimeAsync(61 * 60_000)
  expect(queryClient.getQueryData(options('a').queryKey)).toBe('a has come')
  expect(begun).toEqual(['a'])
  unwant()
  await vi.advanceTimersByTimeAsync(59 * 60_000)
  expect(queryClient.getQueryData(options('a').queryKey)).toBe('a has come')
  await vi.advanceTimersByTimeAsync(2 * 60_000)
  expect(queryClient.getQueryData(options('a').queryKey)).toBeUndefined()
  await want('a')
  expect(begun).toEqual(['a', 'a'])
})

test('an answer that comes after its screen has gone is not kept longer for it', async () => {
  const { want, options, done } = readsOf()
  const unwant = await want('a')
  unwant()
  await settle()
  await done('a')
  await vi.advanceTimersByTimeAsync(61 * 60_000)
  expect(queryClient.getQueryData(options('a').queryKey)).toBeUndefined()
})

test('what was taken out of the cache is read again where it is wanted', async () => {
  const { begun, want, options, done, rows } = readsOf()
  await want('a', 'b')
  await done('a', 'b')
  queryClient.removeQueries({ queryKey: options('a').queryKey })
  await settle()
  expect(begun).toEqual(['a', 'b', 'a'])
  expect(rows().anywhere.read).toBe(1)
  await done('a')
  expect(rows().anywhere.read).toBe(2)
})

test('what a change has made stale while nothing was wanted is read when it is wanted again', async () => {
  const { begun, want, done, rows } = readsOf()
  const unwant = await want('a')
  await done('a')
  unwant()
  await settle()
  await queryClient.invalidateQueries({ refetchType: 'none' })
  await want('a')
  expect(begun).toEqual(['a', 'a'])
  expect(rows().anywhere.read).toBe(0)
})

test('two screens have four on their way together, and the next goes on where the last one ends', async () => {
  const first = readsOf()
  const second = readsOf()
  const leave = await first.want('a', 'b', 'c', 'd')
  leave()
  await second.want('e', 'f', 'a')
  expect(second.begun).toEqual([])
  expect(second.many.state().status).toBe('reading')
  await first.done('a', 'b')
  // What the other screen asked for is not asked twice.
  expect(second.begun).toEqual(['e', 'f'])
  await first.done('c')
  expect(second.begun).toEqual(['e', 'f'])
  expect(second.rows().anywhere.read).toBe(1)
})

test('what the server refuses one screen for its limit, the next waits for too', async () => {
  const first = readsOf()
  const second = readsOf()
  const leave = await first.want('a', 'b')
  await first.failed('a', new ApiError('rate_limited', 'Slower.', { retryAfter: 60 }))
  // The shorter pause doesn't take back the longer one.
  await first.failed('b', new ApiError('rate_limited', 'Slower.', { retryAfter: 5 }))
  leave()
  await second.want('c')
  expect(second.many.state()).toMatchObject({
    status: 'pausing',
    resumesAt: Date.now() + 60_000,
  })
  await vi.advanceTimersByTimeAsync(59_999)
  expect(second.begun).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(second.begun).toEqual(['c'])
})

test('all that is wanted is read again when asked, what failed or was refused as well', async () => {
  const { begun, want, failed, done, many, rows } = readsOf()
  await want('a', 'b', 'c')
  await done('a')
  await failed('b')
  await failed('c', new ApiError('forbidden', 'Not you.'))
  const unwant = await want('gone')
  await done('gone')
  unwant()
  many.stop()
  many.readAgain()
  expect(many.state().status).toBe('reading')
  expect(begun).toEqual(['a', 'b', 'c', 'gone', 'a', 'b', 'c'])
  await done('a', 'b', 'c')
  expect(rows().anywhere).toEqual({ all: 3, read: 3, failed: 0, refused: 0 })
})

test('tells when the oldest of what is wanted came', async () => {
  const { want, done, many } = readsOf()
  const unwant = await want('a')
  expect(many.oldest()).toBeUndefined()
  const start = Date.now()
  await done('a')
  await vi.advanceTimersByTimeAsync(60_000)
  await want('b', 'c')
  await done('b')
  expect(many.oldest()).toBe(start)
  many.readAgain()
  expect(many.oldest()).toBe(start)
  await done('a')
  expect(many.oldest()).toBe(start + 60_000)
  unwant()
  expect(many.oldest()).toBe(start + 60_000)
})

test('what a change has made stale is read again', async () => {
  const { begun, want, done } = readsOf()
  const unwant = await want('a', 'b')
  await done('a', 'b')
  await queryClient.invalidateQueries({ queryKey: ['a'], refetchType: 'none' })
  await settle()
  expect(begun).toEqual(['a', 'b', 'a'])
  unwant()
  await done('a')
  await queryClient.invalidateQueries({ refetchType: 'none' })
  await settle()
  expect(begun).toHaveLength(3)
})

test('what a change has made stale while it was on its way is read again, each time', async () => {
  const { begun, want, done, failed, options, rows } = readsOf()
  const change = () => queryClient.invalidateQueries({ refetchType: 'none' })
  await want('a', 'b')
  await done('b')
  await change()
  await done('a', 'b')
  // What came is shown until then, but counts as what it is.
  expect(queryClient.getQueryData(options('a').queryKey)).toBe('a has come')
  expect(begun).toEqual(['a', 'b', 'b', 'a'])
  expect(rows().anywhere.read).toBe(1)
  await change()
  await done('a')
  await change()
  await failed('a', new ApiError('rate_limited', 'Slower.', { retryAfter: 5 }))
  await done('b')
  await vi.advanceTimersByTimeAsync(5000)
  await change()
  await done('a', 'b')
  expect(begun.slice(4)).toEqual(['b', 'a', 'a', 'b', 'a', 'b'])
  await done('a', 'b')
  expect(begun).toHaveLength(10)
  expect(rows().anywhere).toEqual({ all: 2, read: 2, failed: 0, refused: 0 })
})

test('once nobody is signed in, nothing more is asked', async () => {
  const { begun, want, failed, many } = readsOf()
  await want('a', 'b', 'c', 'd', 'e')
  await failed('a', new ApiError('unauthenticated', 'Who?'))
  expect(begun).toHaveLength(4)
  expect(many.state().status).toBe('stopped')
})

test('what failed for now is tried again slowly, one alone, and where that goes well so are the others', async () => {
  const { begun, want, done, failed, many, rows } = readsOf()
  await want('a', 'b', 'c')
  for (const name of ['a', 'b', 'c']) await failed(name)
  expect(rows().anywhere.failed).toBe(3)
  const at = Date.now()
  expect(many.state().failure).toMatchObject({ error: { message: 'No.' }, triesAt: at + 8000 })
  await vi.advanceTimersByTimeAsync(7999)
  expect(begun).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toEqual(['a', 'b', 'c', 'a'])
  // It is still told of what it was, until that has come to something.
  expect(rows().anywhere.failed).toBe(3)
  await failed('a')
  expect(many.state().failure?.triesAt).toBe(at + 8000 + 16_000)
  await vi.advanceTimersByTimeAsync(16_000)
  await done('a')
  expect(begun.slice(4)).toEqual(['a', 'b', 'c'])
  await done('b', 'c')
  expect(rows().anywhere).toEqual({ all: 3, read: 3, failed: 0, refused: 0 })
  expect(many.state().failure).toBeUndefined()
})

test('what failed for now is tried again sooner where another read goes well or the page is looked at', async () => {
  for (const sign of [
    () => queryClient.query({ queryKey: ['other'], queryFn: () => 'there' }),
    () => focusManager.onFocus(),
  ]) {
    const { begun, want, failed } = readsOf()
    const unwant = await want('a')
    await failed('a')
    await vi.advanceTimersByTimeAsync(6000)
    expect(begun).toHaveLength(1)
    void sign()
    await settle()
    expect(begun).toHaveLength(2)
    await failed('a')
    unwant()
    await settle()
  }
})

test('what failed for now is not tried before the server’s own time, nor while nobody looks', async () => {
  const { begun, want, failed } = readsOf()
  await want('a')
  await failed('a', new ApiError('unavailable', 'No.', { retryAfter: 30 }))
  void queryClient.query({ queryKey: ['other'], queryFn: () => 'there' })
  await vi.advanceTimersByTimeAsync(29_000)
  expect(begun).toHaveLength(1)
  focusManager.setFocused(false)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(begun).toHaveLength(1)
  focusManager.setFocused(true)
  await settle()
  expect(begun).toHaveLength(2)
  focusManager.setFocused(undefined)
})

test('what failed for now is not tried again while few calls are left', async () => {
  const { begun, want, failed } = readsOf()
  await want('a')
  await failed('a')
  noteRateLimit(
    new Response(null, { headers: { 'x-ratelimit-remaining': '19', 'x-ratelimit-reset': '30' } }),
  )
  await vi.advanceTimersByTimeAsync(29_999)
  expect(begun).toEqual(['a'])
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toEqual(['a', 'a'])
})

test('what failed for good is not tried again by itself', async () => {
  const { begun, want, failed } = readsOf()
  await want('a', 'b')
  await failed('a', new ApiError('unexpected', 'A mess.'))
  await failed('b', new ApiError('forbidden', 'Not for you.'))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(begun).toEqual(['a', 'b'])
})
