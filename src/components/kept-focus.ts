import { useLayoutEffect, useRef } from 'react'

/**
 * Where what had the focus gives way to something else, that is focused: what is marked `data-first` in the element that
 * gets the ref, or else the next row's first control, or the heading; the heading alone, where a whole screen gives way.
 * The focus is never taken from elsewhere.
 */
export function useKeptFocus<Kept extends HTMLElement>(kind: string | undefined, whole = false) {
  const element = useRef<Kept>(null)
  const last = useRef(kind)
  const active = document.activeElement
  // A dialog that closes gives the focus back to what may be gone as well.
  // oxlint-disable-next-line react/refs -- only before it is rendered is the focus where this rendering takes it away
  const here = Boolean(active && (element.current?.contains(active) || active.closest('dialog')))
  useLayoutEffect(() => {
    const changed = last.current !== kind
    last.current = kind
    if (changed && here && document.activeElement === document.body)
      (whole ? heading() : successorOf(element.current))?.focus({ preventScroll: true })
  })
  return element
}

function successorOf(element: HTMLElement | null): HTMLElement | null | undefined {
  const control = 'input, a, button'
  return (
    element?.querySelector<HTMLElement>('[data-first]') ??
    element?.closest('tr')?.nextElementSibling?.querySelector<HTMLElement>(control) ??
    element?.closest('tr')?.previousElementSibling?.querySelector<HTMLElement>(control) ??
    heading()
  )
}

const heading = () => document.querySelector('h1')
