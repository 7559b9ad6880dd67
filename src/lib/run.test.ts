import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressOf, startRun, type RunOptions } from './run.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** Lets everything that is ready happen. */
const settle = () => vi.advanceTimersByTimeAsync(0)

/** A run whose calls end when the test says so. A job is named for its phase: "0a" is in phase 0. */
function runOf(jobs: string[], options: Partial<RunOptions<string>> = {}) {
  const calls = new Map<string, PromiseWithResolvers<void>>()
  const begun: string[] = []
  let rests = 0
  const run = startRun({
    jobs,
    phaseOf: (job) => Number(job[0]),
    perform: (job) => {
      begun.push(job)
      const call = Promise.withResolvers<void>()
      calls.set(job, call)
      return call.promise
    },
    verdict: () => 'next',
    heldUntil: () => 0,
    onRest: () => (rests += 1),
    ...options,
  })
  return {
    run,
    begun,
    rests: () => rests,
    status: () => run.state().status,
    failures: () =>
      run
        .state()
        .items.filter(({ state }) => state === 'failed')
        .map(({ job, error }) => `${job}: ${error?.message}`),
    notes: () =>
      run
        .state()
        .items.flatMap(({ job, state, note }) => (note ? `${job}: ${state}, ${note}` : [])),
    async done(...jobs: string[]) {
      for (const job of jobs) calls.get(job)?.resolve()
      await settle()
    },
    async failed(job: string, message = 'No.') {
      calls.get(job)?.reject(new Error(message))
      await settle()
    },
  }
}

test('at most three are on their way, and the next begins as soon as one ends', async () => {
  const { begun, done, run, status } = runOf(['0a', '0b', '0c', '0d', '0e'])
  expect(begun).toEqual(['0a', '0b', '0c'])
  await done('0b')
  expect(begun).toEqual(['0a', '0b', '0c', '0d'])
  expect(progressOf(run.state())).toEqual({ all: 5, done: 1, failed: 0, running: 3, waiting: 1 })
  await done('0a', '0c', '0d')
  await done('0e')
  expect(status()).toBe('finished')
})

test('a phase begins only when the one before has ended', async () => {
  const { begun, done, failed } = runOf(['1a', '0a', '2a', '0b', '1b'])
  expect(begun).toEqual(['0a', '0b'])
  await done('0a')
  expect(begun).toEqual(['0a', '0b'])
  await failed('0b')
  expect(begun.slice(2)).toEqual(['1a', '1b'])
  await done('1a', '1b')
  expect(begun.slice(4)).toEqual(['2a'])
})

test('that it was told to stop is known until it goes on', async () => {
  const { run, done, status } = runOf(['0a', '0b', '0c', '0d'])
  expect(run.state().cancelled).toBeUndefined()
  run.stop()
  expect(run.state()).toMatchObject({ status: 'stopped', cancelled: true })
  await done('0a')
  expect(run.state().cancelled).toBe(true)
  run.resume()
  expect(run.state().cancelled).toBeUndefined()
  await done('0b', '0c', '0d')
  expect(status()).toBe('finished')
})

test('what waits for somebody to act is not failed, says so, and goes on when it is told to', async () => {
  const { run, begun, done, failed, failures, notes, rests } = runOf(['0a', '0b', '0c'], {
    verdict: () => ({ againOnce: 'Sign in first.', note: 'Refused' }),
  })
  await done('0a')
  await failed('0b')
  await failed('0c')
  expect(run.state()).toMatchObject({ status: 'stopped', why: 'Sign in first.' })
  expect(run.state().cancelled).toBeUndefined()
  expect(failures()).toEqual([])
  expect(notes()).toEqual(['0b: waiting, Refused', '0c: waiting, Refused'])
  expect(rests()).toBe(1)
  run.resume()
  expect(notes()).toEqual([])
  expect(begun.slice(3)).toEqual(['0b', '0c'])
  expect(run.state().why).toBeUndefined()
})

test('what failed keeps its reason, and can be tried again without the others', async () => {
  const { run, begun, done, failed, failures, status } = runOf(['0a', '0b'])
  await failed('0a', 'Not this one.')
  await done('0b')
  expect(status()).toBe('finished')
  expect(failures()).toEqual(['0a: Not this one.'])
  run.retry()
  expect(failures()).toEqual([])
  await done('0a')
  expect(begun).toEqual(['0a', '0b', '0a'])
  expect(progressOf(run.state())).toMatchObject({ done: 2, failed: 0 })
})

test('stopped, it begins no more, comes to rest when the last has ended, and goes on when told', async () => {
  const { run, begun, done, rests, status } = runOf(['0a', '0b', '0c', '0d'])
  run.stop()
  expect(rests()).toBe(0)
  await done('0a', '0b')
  expect(rests()).toBe(0)
  await done('0c')
  expect(rests()).toBe(1)
  expect(begun).toHaveLength(3)
  expect(status()).toBe('stopped')
  run.resume()
  expect(begun.at(-1)).toBe('0d')
  await done('0d')
  expect(status()).toBe('finished')
  expect(rests()).toBe(2)
})

test('told to go on while calls are on their way, it makes none of them twice', async () => {
  const { run, begun, done } = runOf(['0a', '0b', '0c', '0d'])
  run.stop()
  run.resume()
  await done('0a', '0b', '0c')
  expect(begun).toEqual(['0a', '0b', '0c', '0d'])
})

test('some failures stop it by themselves', async () => {
  const { begun, failed, status, done } = runOf(['0a', '0b', '0c', '0d'], {
    verdict: () => 'stop',
  })
  await failed('0a')
  await done('0b', '0c')
  expect(status()).toBe('stopped')
  expect(begun).toHaveLength(3)
})

test('while the calls are held it pauses, says until when, and goes on by itself', async () => {
  let until = 0
  const { run, begun, done, status } = runOf(['0a', '0b', '0c', '0d'], { heldUntil: () => until })
  until = Date.now() + 5000
  await done('0a')
  expect(run.state()).toMatchObject({ status: 'pausing', resumesAt: 1_005_000 })
  await vi.advanceTimersByTimeAsync(4999)
  expect(begun).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toHaveLength(4)
  expect(status()).toBe('running')
})

test('a pause can be stopped', async () => {
  const { run, begun, rests, status } = runOf(['0a'], { heldUntil: () => 1_005_000 })
  run.stop()
  expect(rests()).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(rests()).toBe(1)
  expect(begun).toEqual([])
  expect(status()).toBe('stopped')
})

test('what came too early is tried again after the seconds it was told, and at least one', async () => {
  let seconds = 7
  const { begun, failed, done, failures, status } = runOf(['0a'], {
    verdict: () => ({ againAfter: seconds }),
  })
  await failed('0a')
  await vi.advanceTimersByTimeAsync(6999)
  expect(begun).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(begun).toHaveLength(2)
  seconds = 0
  await failed('0a')
  await vi.advanceTimersByTimeAsync(999)
  expect(begun).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1)
  await done('0a')
  expect(begun).toHaveLength(3)
  expect(failures()).toEqual([])
  expect(status()).toBe('finished')
})

test('before a phase it stops where that must not begin, says why, and asks again when told to go on', async () => {
  const { run, begun, done, failed, rests, status } = runOf(['0a', '1a', '1b'], {
    whyNotBegin: (job, items) =>
      job[0] === '1' && items.some(({ state }) => state === 'failed') ? 'Not so.' : undefined,
  })
  await failed('0a')
  expect(run.state()).toMatchObject({ status: 'stopped', why: 'Not so.' })
  expect(rests()).toBe(1)
  run.resume()
  expect(begun).toEqual(['0a'])
  expect(run.state().why).toBe('Not so.')
  run.retry()
  expect(run.state().why).toBeUndefined()
  await done('0a')
  await done('1a', '1b')
  expect(begun).toEqual(['0a', '0a', '1a', '1b'])
  expect(status()).toBe('finished')
})

test('a phase that was stopped is asked about again before it goes on', async () => {
  let why: string | undefined
  const { run, begun, done } = runOf(['1a', '1b', '1c', '1d'], { whyNotBegin: () => why })
  run.stop()
  await done('1a', '1b', '1c')
  why = 'Not so.'
  run.resume()
  expect(run.state()).toMatchObject({ status: 'stopped', why })
  expect(begun).toHaveLength(3)
})

test('it looks at the clock again within a minute, however long it is to wait', async () => {
  let until = Date.now() + 1e12
  const heldUntil = vi.fn(() => until)
  const { begun, run } = runOf(['0a'], { heldUntil })
  await vi.advanceTimersByTimeAsync(59_000)
  expect(run.state().status).toBe('pausing')
  expect(heldUntil).toHaveBeenCalledOnce()
  until = 0
  await vi.advanceTimersByTimeAsync(1000)
  expect(begun).toEqual(['0a'])
})

test('a run without calls has finished when it begins', () => {
  const { status, rests } = runOf([])
  expect(status()).toBe('finished')
  expect(rests()).toBe(1)
})
