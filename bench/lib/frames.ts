/** In the page: when a change is on the screen. Times are milliseconds of `performance.now()`. */

/** Calls back when anything inside the element changes, before that is painted. Returns what ends it. */
function onChange(element: Element, callback: () => void): () => void {
  const observer = new MutationObserver(callback)
  observer.observe(element, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  })
  return () => observer.disconnect()
}

const frameStart = () => new Promise<number>(requestAnimationFrame)

/** Resolves when the next frame is painted, with when it began and when it was over. */
async function nextFrame(): Promise<{ began: number; over: number }> {
  const began = await frameStart()
  // The highest priority comes before what React has put off until after the frame.
  await scheduler.postTask(() => {}, { priority: 'user-blocking' })
  return { began, over: performance.now() }
}

const quietFrames = 3

/**
 * Makes a change at the start of a frame. `time` is how long it took from there until the last frame was painted in which
 * the element changed.
 */
export async function paintTime<T>(
  element: Element,
  change: () => T,
): Promise<{ result: T; time: number }> {
  let changed = false
  const stop = onChange(element, () => {
    changed = true
  })
  let frame = nextFrame()
  await frameStart()
  const start = performance.now()
  const result = change()
  let time = Number.NaN
  for (let quiet = 0; quiet < quietFrames; quiet += 1) {
    const { over } = await frame
    frame = nextFrame()
    if (!changed) continue
    time = over - start
    quiet = -1
    changed = false
  }
  stop()
  return { result, time }
}

/** What a movement of the pointer over an element came to. */
export type Movement = {
  /** For each step that changed anything, milliseconds from the event until its change was painted. */
  settled: number[]
  /** The frames that there was no time for, in percent. */
  dropped: number
}

/** Watches the pointer over an element until the returned function is called. */
export function watchPointer(element: HTMLElement): () => Movement {
  const steps: number[] = []
  const unpainted: number[] = []
  const settled: number[] = []
  const frames: number[] = []
  const watching = new AbortController()
  element.addEventListener('pointermove', ({ timeStamp }) => steps.push(timeStamp), {
    capture: true,
    signal: watching.signal,
  })
  const stop = onChange(element, () => unpainted.push(...steps.splice(0)))
  void (async () => {
    while (!watching.signal.aborted) {
      const { began, over } = await nextFrame()
      frames.push(began)
      settled.push(...unpainted.splice(0).map((step) => over - step))
    }
  })()
  return () => {
    watching.abort()
    stop()
    return { settled, dropped: dropped(frames) }
  }
}

const frameInterval = 1000 / 60

function dropped(frames: number[]): number {
  const time = (frames.at(-1) ?? 0) - (frames[0] ?? 0)
  const possible = Math.round(time / frameInterval)
  return (100 * (possible - (frames.length - 1))) / possible
}
