import { startTransition, useEffect, useRef, useState } from 'react'

const entered = new WeakMap<Element, (isOnScreen: boolean) => void>()
// One for all rows. What is about to come into sight counts.
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) entered.get(target)?.(isIntersecting)
  },
  { rootMargin: '100px 0px' },
)

/** Milliseconds without scrolling: what only passes by is never begun. */
const REST = 150

let scrolledAt = -Infinity
addEventListener('scroll', () => (scrolledAt = performance.now()), { passive: true })

/** What waits, and until when at the latest. */
const waiting = new Map<() => void, number>()
let timer: ReturnType<typeof setTimeout> | undefined

function look() {
  const now = performance.now()
  const isStill = now >= scrolledAt + REST
  for (const [act, latest] of waiting)
    if (isStill || now >= latest) {
      waiting.delete(act)
      act()
    }
  timer = waiting.size > 0 ? setTimeout(look, REST / 3) : undefined
}

/** Does something once the window stands still, or after so many milliseconds; not any more once the result is called. */
function whenStill(act: () => void, patience = Infinity): () => void {
  waiting.set(act, performance.now() + patience)
  timer ??= setTimeout(look)
  return () => void waiting.delete(act)
}

/** Whether the window is being scrolled; then this calls back once it stands still. */
export function isScrolled(then: () => void): boolean {
  const isMoving = performance.now() < scrolledAt + REST
  if (isMoving) whenStill(then)
  return isMoving
}

/** Milliseconds in the page after which a row doesn't only pass by, even while the window is being scrolled. */
const STAY = 400

/** False at first; true, when there is time, of what stays: filling what only passes by would make scrolling slow. */
export function useStays(): boolean {
  const [stays, setStays] = useState(false)
  useEffect(() => whenStill(() => startTransition(() => setStays(true)), STAY), [])
  return stays
}

/** Does something while the element that gets the ref is on the screen, once that stands still; what it returns undoes it. */
export function useWhileOnScreen<Shown extends HTMLElement>(act: () => () => void) {
  const element = useRef<Shown>(null)
  useEffect(() => {
    const { current } = element
    if (!current) return
    let undo = () => {}
    entered.set(current, (isOnScreen) => {
      undo()
      undo = isOnScreen ? whenStill(() => (undo = act())) : () => {}
    })
    observer.observe(current)
    return () => {
      observer.unobserve(current)
      undo()
    }
  }, [act])
  return element
}
