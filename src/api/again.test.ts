import { focusManager, onlineManager, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '#contract/errors.ts'
import { lookNow, tryAgainSoon, untilNextLook } from './again.ts'
import { hasJustFailed, queryClient } from './query.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(async () => {
  for (const hide of hides.splice(0)) hide()
  await queryClient.cancelQueries()
  queryClient.clear()
  focusManager.setFocused(undefined)
  onlineManager.setOnline(true)
  vi.useRealTimers()
})

const hides: (() => void)[] = []

const unreachable = (retryAfter?: number) =>
  new ApiError('unavailable', 'It could not be reached.', { status: 502, retryAfter })

/** Shows what a read brings, and notes the seconds at which it is asked for. */
function show(name: string, answer: () => unknown) {
  const seconds: number[] = []
  const observer = new QueryObserver(queryClient, {
    queryKey: [name],
    queryFn: async () => {
      seconds.push(Math.round((Date.now() - 1_000_000) / 1000))
      return answer()
    },
  })
  const hide = observer.subscribe(() => {})
  hides.push(hide)
  return { seconds, observer, hide }
}

const after = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)

test('what is shown and failed is tried again once at a time, slower and slower, up to a minute', async () => {
  const { seconds } = show('one', () => {
    throw unreachable()
  })
  await after(300)
  // Quickly at first; then after 8, 16 and 32 s, and after a minute each.
  expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243])
})

test('whoever asks for it is answered as quickly as at first', async () => {
  const { seconds } = show('one', () => {
    throw unreachable()
  })
  await after(16)
  void queryClient.refetchQueries({ queryKey: ['one'] })
  await after(4)
  expect(seconds).toEqual([0, 1, 3, 7, 15, 16, 17, 19])
})

test('no sooner than the server asks for, however long that is', async () => {
  const { seconds } = show('one', () => {
    throw unreachable(300)
  })
  tryAgainSoon()
  await after(700)
  expect(seconds).toEqual([0, 300, 600])
})

test.each([
  ['it was refused', 'forbidden'],
  ['nobody can read it', 'unexpected'],
] as const)('where %s, another try is no help', async (_, kind) => {
  const { seconds } = show('one', () => {
    throw new ApiError(kind, 'No.')
  })
  tryAgainSoon()
  await after(300)
  expect(seconds).toEqual([0])
})

test('what nobody looks at is not asked for: behind another window, or on another screen', async () => {
  const { seconds, hide } = show('one', () => {
    throw unreachable()
  })
  await after(10)
  focusManager.setFocused(false)
  await after(100)
  expect(seconds).toEqual([0, 1, 3, 7])
  focusManager.setFocused(true)
  await after(0)
  expect(seconds.at(4)).toBe(110)
  hide()
  await after(300)
  expect(seconds.at(-1)).toBeLessThan(120)
})

test('what goes well elsewhere brings it forward, though never to where it has just failed', async () => {
  let broken = true
  const { seconds, observer } = show('one', () => {
    if (broken) throw unreachable()
    return 'there'
  })
  await after(32)
  expect(seconds.at(-1)).toBe(31)
  show('another', () => 'there')
  await after(3)
  expect(seconds.at(-1)).toBe(31)
  broken = false
  await after(1)
  expect(seconds.at(-1)).toBe(36)
  expect(observer.getCurrentResult().data).toBe('there')
  await after(300)
  expect(seconds.at(-1)).toBe(36)
})

test('what goes well elsewhere again and again brings nothing forward more than once', async () => {
  const { seconds } = show('one', () => {
    throw unreachable()
  })
  for (let second = 0; second < 200; second += 1) {
    await after(1)
    void queryClient.query({ queryKey: ['another', second], queryFn: () => 'there' })
  }
  await after(43)
  // 5 s after the first failure; from then on as slowly as without them.
  expect(seconds).toEqual([0, 1, 3, 7, 12, 28, 60, 120, 180, 240])
})

test('what was left and is shown again is tried again', async () => {
  let broken = true
  const answer = () => {
    if (broken) throw unreachable()
    return 'there'
  }
  const { seconds, hide } = show('one', answer)
  await after(8)
  hide()
  await after(60)
  expect(seconds).toEqual([0, 1, 3, 7])
  broken = false
  const { observer } = show('one', answer)
  await after(1)
  expect(observer.getCurrentResult().data).toBe('there')
})

test('a look at the page, or a network that is back, brings it forward', async () => {
  const { seconds } = show('one', () => {
    throw unreachable()
  })
  await after(50)
  expect(seconds.at(-1)).toBe(31)
  tryAgainSoon()
  await after(0)
  expect(seconds.at(-1)).toBe(50)
})

test('what has failed a moment ago is known to have, and later it may be asked for again', async () => {
  const { observer } = show('one', () => {
    throw new ApiError('forbidden', 'No.')
  })
  expect(hasJustFailed(['one'])).toBe(false)
  await after(1)
  expect(observer.getCurrentResult().isError).toBe(true)
  expect(hasJustFailed(['one'])).toBe(true)
  await after(5)
  expect(hasJustFailed(['one'])).toBe(false)
  expect(hasJustFailed(['another'])).toBe(false)
})

/** Notes the second at which a look is due. */
function look(failure: ApiError, tries = 0) {
  const seconds: number[] = []
  void untilNextLook(failure, tries).then(() =>
    seconds.push(Math.round((Date.now() - 1_000_000) / 1000)),
  )
  return seconds
}

test('a look after a write is due more and more seldom, at a press at once, and sooner where a read goes well', async () => {
  const [first, third] = [look(unreachable()), look(unreachable(), 2)]
  await after(10)
  expect([first, third]).toEqual([[8], []])
  lookNow()
  await after(0)
  expect(third).toEqual([10])
  const next = look(unreachable(), 3)
  await after(6)
  expect(next).toEqual([])
  show('one', () => 'good')
  await after(1)
  expect(next).toEqual([16])
})

test('who isn’t signed in looks only when something says that they are', async () => {
  const seconds = look(new ApiError('unauthenticated', 'Who asks?'))
  await after(600)
  expect(seconds).toEqual([])
  tryAgainSoon()
  await after(0)
  expect(seconds).toEqual([600])
  // What was due once waits no more.
  expect(vi.getTimerCount()).toBe(0)
})
