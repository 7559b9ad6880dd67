import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { signOut } from './api/session.ts'
import { queryClient, setOnUnauthenticated } from './api/query.ts'
import { paths } from './paths.ts'
import { routes } from './routes.tsx'
import './styles.css'

const router = createBrowserRouter(routes)

// The cookie goes too: else the sign-in page would take the person for signed in and send them back here.
setOnUnauthenticated(() => {
  const { pathname, search } = router.state.location
  if (pathname === paths.signIn()) return
  void signOut()
    .catch(() => undefined)
    .then(() => router.navigate(paths.signIn(pathname + search)))
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
