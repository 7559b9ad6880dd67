import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { tryAgainSoon } from './api/again.ts'
import { onReturn } from './api/connection.ts'
import {
  loadOutcome,
  noteNewSession,
  queryClient,
  setOnLost,
  setOnUnauthenticated,
} from './api/query.ts'
import { forgetReads, howSessionEnded, loseSession } from './api/session.ts'
import { noteLost } from './components/lost-writes.ts'
import { forgetChanges, sendWaiting } from './components/member-changes.ts'
import { sessionEnded, setSessionEnded } from './components/session-ended.ts'
import { needsThisScreen, releaseAll, setOnFree } from './components/unsaved.tsx'
import { noteGoneChunks } from './gone-chunks.ts'
import { onOtherWindows, type Ended } from './lib/other-windows.ts'
import { loadErrorPages } from './pages/error-pages.tsx'
import { nextAfterSignIn, paths } from './paths.ts'
import { routes } from './routes.tsx'
import './styles.css'

noteGoneChunks()

// The router calls each page that is opened anew "default", and would scroll it to where another one was left.
const state = history.state as { key?: string } | null
if (!state?.key) history.replaceState({ ...state, key: crypto.randomUUID() }, '')
const router = createBrowserRouter(routes)

// Several reads may find out at once; the first of them leads to sign-in.
let leaving = false
let newSessions = 0
const leave = async () => {
  const { pathname, search } = router.state.navigation.location ?? router.state.location
  if (leaving || pathname === paths.signIn()) return
  if (needsThisScreen()) return setSessionEnded(sessionEnded() ?? 'session ended')
  leaving = true
  const before = newSessions
  // On a first visit a screen's own reads find out before the session is known; then none has ended.
  const ended = await howSessionEnded()
  // It is the session before that has ended.
  const isOver = newSessions === before
  if (isOver && ended) {
    forgetChanges()
    await loseSession(ended)
  }
  if (isOver) {
    setSessionEnded(undefined)
    await router.navigate(paths.signIn(pathname + search), {
      replace: true,
      state: ended,
    })
    forgetReads()
  }
  leaving = false
}
setOnUnauthenticated(leave, () => setSessionEnded(undefined))

/** The session was ended in another window. */
const follow = (why: Ended) => {
  const { pathname, search } = router.state.location
  forgetChanges(
    why === 'signed out' ? 'you signed out in another window' : 'your session has ended',
  )
  releaseAll()
  // A whole page load, so that nothing of this session stays in memory; why, the new page is told in its state.
  history.replaceState({ usr: why }, '', paths.signIn(pathname + search))
  location.reload()
}

setOnFree(() => {
  const ended = sessionEnded()
  if (ended === 'session ended') void leave()
  else if (ended) follow(ended)
})

// Closed or loaded anew, the page has no other time to send them; a browser that dies never comes here, and sends nothing.
addEventListener('pagehide', () => void sendWaiting())

onOtherWindows(async (message) => {
  if (message === 'send removals') return void (await sendWaiting())
  const { pathname, search } = router.state.location
  const isAtSignIn = pathname === paths.signIn()
  if (message === 'new session') {
    if (isAtSignIn) return location.replace(nextAfterSignIn(search))
    newSessions += 1
    noteNewSession()
    // Nothing that was asked for in one session is sent in another.
    forgetChanges('another session began in another window')
    setSessionEnded(undefined)
    tryAgainSoon()
    await queryClient.invalidateQueries()
  } else if (needsThisScreen()) setSessionEnded(message)
  else if (!isAtSignIn) follow(message)
})

setOnLost(noteLost)

addEventListener('focus', tryAgainSoon)

onReturn(() => {
  void queryClient.invalidateQueries({ refetchType: 'none' })
  // A screen that could not be loaded at all.
  void router.revalidate()
})

// Back shows a page as it was left, with what was read in a session that may have ended since.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  document.body.hidden = true
  location.reload()
})

addEventListener('load', () => {
  void loadErrorPages()
  void loadOutcome()
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element #root.')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
