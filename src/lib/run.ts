/** Many calls, as one run: at most three at a time, phase after phase, each with a result of its own. */

const AT_ONCE = 3

/** A timer takes no more than some weeks, and a clock may be set: it is looked at again after a minute. */
const LONGEST_WAIT = 60_000

export interface RunItem<Job> {
  job: Job
  state: 'waiting' | 'running' | 'done' | 'failed'
  /** What is to be known of it until it has ended. */
  note?: string
  /** Why it failed, until it is tried again. */
  error?: Error
}

export interface RunState<Job> {
  /** In the order in which they begin. */
  items: readonly RunItem<Job>[]
  /** `pausing` goes on by itself at `resumesAt`; `stopped` goes on when it is told to. */
  status: 'running' | 'pausing' | 'stopped' | 'finished'
  /** Milliseconds since 1970, while it pauses. */
  resumesAt?: number
  /** Why it stopped by itself, where that is no single call's failure. */
  why?: string
  /** It was told to stop, and what is on its way ends. */
  cancelled?: true
}

/**
 * What a failure means for the run: on to the next, the same again after so many seconds, nothing more for now, or the
 * same again once somebody has done what the words say; the note says until then what became of it.
 */
export type Verdict = 'next' | 'stop' | { againAfter: number } | { againOnce: string; note: string }

export interface Run<Job> {
  subscribe: (listener: () => void) => () => void
  state: () => RunState<Job>
  /** Begins no more; what is on its way ends. */
  stop: () => void
  /** Goes on with what hasn't begun. */
  resume: () => void
  /** The same, with the failed ones once more. */
  retry: () => void
}

export interface RunOptions<Job> {
  jobs: readonly Job[]
  /** A phase begins when the one before has ended; lower ones are first. */
  phaseOf: (job: Job) => number
  /** Why the phase of a job must not begin after what became of those before, in words; the run then stops. */
  whyNotBegin?: (job: Job, items: readonly RunItem<Job>[]) => string | undefined
  perform: (job: Job, note: (text: string) => void) => Promise<unknown>
  verdict: (error: Error) => Verdict
  /** Before this instant (milliseconds since 1970) nothing begins. */
  heldUntil: () => number
  /** Nothing is on its way any more, because it has finished or was stopped. */
  onRest: (state: RunState<Job>) => void
}

/** Begins at once. */
export function startRun<Job>(options: RunOptions<Job>): Run<Job> {
  const { jobs, phaseOf, whyNotBegin, perform, verdict, heldUntil, onRest } = options
  const listeners = new Set<() => void>()
  let state: RunState<Job> = {
    items: jobs
      .toSorted((a, b) => phaseOf(a) - phaseOf(b))
      .map((job) => ({ job, state: 'waiting' })),
    status: 'running',
  }
  /** Places in `items`, in the order in which they begin. */
  let queue: number[] = []
  const running = new Set<number>()
  let refusedUntil = 0
  /** The phase that was allowed to begin. */
  let phase: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const set = (change: Partial<RunState<Job>>) => {
    const { resumesAt: _, why: __, cancelled: ___, ...rest } = state
    state = { ...rest, ...change }
    for (const listener of listeners) listener()
  }
  const setItem = (at: number, change: Omit<RunItem<Job>, 'job'>) => {
    const item = state.items[at]
    if (item) set({ ...state, items: state.items.with(at, { job: item.job, ...change }) })
  }
  const phaseAt = (at: number) => {
    const item = state.items[at]
    return item && phaseOf(item.job)
  }

  /** Asked once a phase: what counts is what became of the phases before. */
  function whyNot(at: number) {
    const item = state.items[at]
    if (!item || phaseOf(item.job) === phase) return undefined
    const why = whyNotBegin?.(item.job, state.items)
    if (why === undefined) phase = phaseOf(item.job)
    return why
  }

  function pump() {
    clearTimeout(timer)
    while (state.status !== 'stopped' && running.size < AT_ONCE) {
      const [next] = queue
      if (next === undefined) break
      const [current] = running
      if (current !== undefined && phaseAt(current) !== phaseAt(next)) break
      const resumesAt = Math.max(heldUntil(), refusedUntil)
      const wait = resumesAt - Date.now()
      if (wait > 0) {
        set({ status: 'pausing', resumesAt })
        timer = setTimeout(pump, Math.min(wait, LONGEST_WAIT))
        return
      }
      const why = whyNot(next)
      if (why !== undefined) {
        set({ status: 'stopped', why })
        break
      }
      queue.shift()
      running.add(next)
      set({ status: 'running' })
      setItem(next, { state: 'running' })
      void attempt(next)
    }
    if (running.size > 0) return
    if (queue.length === 0) set({ status: 'finished' })
    onRest(state)
  }

  async function attempt(at: number) {
    const item = state.items[at]
    if (!item) return
    try {
      await perform(item.job, (note) => setItem(at, { state: 'running', note }))
      setItem(at, { state: 'done' })
    } catch (reason) {
      const error = reason instanceof Error ? reason : new Error(String(reason))
      const meaning = verdict(error)
      if (typeof meaning === 'object') {
        queue.unshift(at)
        if ('againOnce' in meaning) {
          setItem(at, { state: 'waiting', note: meaning.note })
          set({ status: 'stopped', why: meaning.againOnce })
        } else {
          setItem(at, { state: 'waiting' })
          // Never without a pause, or a server that keeps refusing would be asked without end.
          refusedUntil = Date.now() + Math.max(1, meaning.againAfter) * 1000
        }
      } else {
        setItem(at, { state: 'failed', error })
        if (meaning === 'stop') set({ status: 'stopped' })
      }
    }
    running.delete(at)
    pump()
  }

  function begin(again: (item: RunItem<Job>) => boolean) {
    const items = state.items.map((item): RunItem<Job> =>
      item.state === 'waiting' || again(item) ? { job: item.job, state: 'waiting' } : item,
    )
    phase = undefined
    queue = items.flatMap((item, at) => (item.state === 'waiting' ? [at] : []))
    set({ items, status: 'running' })
    pump()
  }

  begin(() => false)
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: () => state,
    stop: () => {
      if (state.status === 'finished') return
      clearTimeout(timer)
      set({ status: 'stopped', cancelled: true })
      if (running.size === 0) onRest(state)
    },
    resume: () => begin(() => false),
    retry: () => begin(({ state }) => state === 'failed'),
  }
}

/** How far a run is. */
export function progressOf<Job>({ items }: RunState<Job>) {
  const count = (state: RunItem<Job>['state']) =>
    items.reduce((sum, item) => sum + Number(item.state === state), 0)
  return {
    all: items.length,
    done: count('done'),
    failed: count('failed'),
    running: count('running'),
    waiting: count('waiting'),
  }
}
