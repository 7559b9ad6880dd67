/** Watches what happens in a page of the built app. Each function is sent to the page as text, so it stands alone. */

declare global {
  interface Window {
    /** Milliseconds from each key until the frame that shows its letter was painted. */
    keyTimes: number[]
    watchFrames: () => void
    /** The share of frames that there was no time for since then, in percent, and how far the window moved, in pixels. */
    endFrames: () => { dropped: number; moved: number }
  }
}

export function watchKeys(): void {
  window.keyTimes = []
  addEventListener(
    'input',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // The highest priority comes before what React has put off until after the frame.
        void scheduler.postTask(() => window.keyTimes.push(performance.now() - timeStamp), {
          priority: 'user-blocking',
        })
      })
    },
    { capture: true },
  )
}

export function watchScrolling(): void {
  const frames: number[] = []
  let from = 0
  let watching = false
  const note = (time: number) => {
    if (!watching) return
    frames.push(time)
    requestAnimationFrame(note)
  }
  window.watchFrames = () => {
    from = scrollY
    watching = true
    requestAnimationFrame(note)
  }
  window.endFrames = () => {
    watching = false
    const possible = Math.round(((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / (1000 / 60))
    return {
      dropped: (100 * (possible - (frames.length - 1))) / possible,
      moved: scrollY - from,
    }
  }
}
