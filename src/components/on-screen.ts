import { useEffect, useRef } from 'react'

const entered = new WeakMap<Element, (isOnScreen: boolean) => void>()
// One for all rows. What is about to come into sight counts.
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) entered.get(target)?.(isIntersecting)
  },
  { rootMargin: '100px 0px' },
)

/** Does something while the element that gets the ref is on the screen; what it returns undoes it. */
export function useWhileOnScreen<Shown extends HTMLElement>(act: () => () => void) {
  const element = useRef<Shown>(null)
  useEffect(() => {
    const { current } = element
    if (!current) return
    let undo: (() => void) | undefined
    entered.set(current, (isOnScreen) => {
      undo?.()
      undo = isOnScreen ? act() : undefined
    })
    observer.observe(current)
    return () => {
      observer.unobserve(current)
      undo?.()
    }
  }, [act])
  return element
}
