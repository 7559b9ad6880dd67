import { useEffect, useRef } from 'react'
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router'
import { Floating, Waiting } from '../components/later.tsx'
import { Toasts } from '../ui/toast.tsx'

/** A screen may give the focus to its first field itself. */
const FIELD = '#content :is(input, select, textarea)'

export function Root() {
  const { pathname } = useLocation()
  const announced = useRef({ pathname, heading: '' })

  // A new screen is announced by its heading; the first one is the browser's own affair, and a dialog has its own focus.
  useEffect(() => {
    const element = document.querySelector('h1')
    const heading = element?.textContent ?? ''
    const last = announced.current
    announced.current = { pathname, heading }
    if (last.pathname === pathname || document.activeElement?.matches(FIELD)) return
    if (last.heading !== heading || document.activeElement === document.body)
      element?.focus({ preventScroll: true })
  }, [pathname])

  return (
    <>
      <Progress />
      <Outlet />
      <Toasts>
        <Floating />
      </Toasts>
      <ScrollRestoration />
    </>
  )
}

/** Shown only while a screen takes its time: it waits a fifth of a second before it appears. */
function Progress() {
  const busy = useNavigation().state !== 'idle'
  if (!busy) return null
  return (
    <>
      <div
        role="progressbar"
        aria-label="Loading the screen"
        className="fixed inset-x-0 top-0 z-50 h-0.5 animate-[progress_1.2s_ease-in-out_0.2s_infinite_backwards] bg-accent"
      />
      <Waiting />
    </>
  )
}
