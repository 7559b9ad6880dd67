import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onArrivals, onTicks } from './many-results.ts'
import type { ManyState } from './many.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** So many rows that are read, and how often it was told of them. */
function reading(all: number, listen = onArrivals) {
  const progress = (read: number) => ({ all, read, failed: 0, refused: 0 })
  const rows = (read: number) => ({ 'on screen': progress(0), anywhere: progress(read) })
  let state: ManyState = { status: 'reading', rows: rows(0) }
  let listener = () => {}
  const tell = vi.fn<() => void>()
  const many = {
    subscribe: (next: () => void) => {
      listener = next
      return () => (listener = () => {})
    },
    state: () => state,
  }
  const end = listen(many, tell)
  return {
    end,
    tell,
    set: (read: number, status: ManyState['status'] = 'reading') => {
      state = { status, rows: rows(read) }
      listener()
    },
  }
}

test('tells of the first soon, and then of each tenth', () => {
  const { tell, set } = reading(1000)
  set(1)
  vi.advanceTimersByTime(1000)
  expect(tell).toHaveBeenCalledTimes(1)
  for (let read = 2; read <= 100; read += 1) set(read)
  vi.advanceTimersByTime(1000)
  expect(tell).toHaveBeenCalledTimes(1)
  set(101)
  vi.advanceTimersByTime(1000)
  expect(tell).toHaveBeenCalledTimes(2)
})

test('of what comes slowly it tells every ten seconds', () => {
  const { tell, set } = reading(1000)
  set(1)
  vi.advanceTimersByTime(1000)
  for (let second = 1; second <= 20; second += 1) {
    set(1 + second)
    vi.advanceTimersByTime(1000)
  }
  expect(tell).toHaveBeenCalledTimes(3)
  // And not at all where nothing comes.
  vi.advanceTimersByTime(60_000)
  expect(tell).toHaveBeenCalledTimes(3)
})

test.each(['resting', 'stopped', 'pausing'] as const)('tells soon when it is %s', (status) => {
  const { tell, set } = reading(1000)
  set(1)
  vi.advanceTimersByTime(1000)
  set(2)
  set(3, status)
  vi.advanceTimersByTime(1000)
  expect(tell).toHaveBeenCalledTimes(2)
})

test('what begins anew is told of as the first', () => {
  const { tell, set } = reading(1000)
  set(900)
  vi.advanceTimersByTime(1000)
  set(0)
  vi.advanceTimersByTime(1000)
  set(1)
  vi.advanceTimersByTime(1000)
  expect(tell).toHaveBeenCalledTimes(3)
})

test('what is to run tells of the first soon, and then each second, however little comes', () => {
  const { tell, set } = reading(1000, onTicks)
  set(1)
  vi.advanceTimersByTime(200)
  expect(tell).toHaveBeenCalledTimes(1)
  for (let read = 2; read <= 41; read += 1) {
    set(read)
    vi.advanceTimersByTime(100)
  }
  vi.advanceTimersByTime(1000)
  expect(tell).toHaveBeenCalledTimes(5)
  vi.advanceTimersByTime(60_000)
  expect(tell).toHaveBeenCalledTimes(5)
})

test.each([onArrivals, onTicks])('tells no more after its end', (listen) => {
  const { tell, set, end } = reading(10, listen)
  set(1)
  end()
  set(2)
  vi.advanceTimersByTime(60_000)
  expect(tell).not.toHaveBeenCalled()
})
