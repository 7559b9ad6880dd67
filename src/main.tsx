import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { queryClient, setOnUnauthenticated } from './api/query.ts'
import { loseSession } from './api/session.ts'
import { forgetChanges, sendRemovals } from './components/member-changes.ts'
import { paths } from './paths.ts'
import { routes } from './routes.tsx'
import './styles.css'

const router = createBrowserRouter(routes)

// Several reads may find out at once; the first of them leads to sign-in.
let leaving = false
setOnUnauthenticated(async () => {
  const { pathname, search } = router.state.navigation.location ?? router.state.location
  if (leaving || pathname === paths.signIn()) return
  leaving = true
  forgetChanges()
  await loseSession()
  await router.navigate(paths.signIn(pathname + search), { replace: true, state: 'ended' })
  leaving = false
})

// Closed or loaded anew, the page has no other time to send them; a browser that dies never comes here, and sends nothing.
addEventListener('pagehide', () => void sendRemovals())

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element #root.')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
