import { useEffect, useRef } from 'react'

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

/** Does something while the element that gets the ref is on the screen, once that stands still; what it returns undoes it. */
export function useWhileOnScreen<Shown extends HTMLElement>(act: () => () => void) {
  const element = useRef<Shown>(null)
  useEffect(() => {
    const { current } = element
    if (!current) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let undo: (() => void) | undefined
    const begin = () => {
      const rest = scrolledAt + REST - performance.now()
      if (rest > 0) timer = setTimeout(begin, rest)
      else undo = act()
    }
    const end = () => {
      clearTimeout(timer)
      undo?.()
      undo = undefined
    }
    entered.set(current, (isOnScreen) => {
      end()
      if (isOnScreen) begin()
    })
    observer.observe(current)
    return () => {
      observer.unobserve(current)
      end()
    }
  }, [act])
  return element
}
