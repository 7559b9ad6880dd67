import { redirect, type RouteObject, type ShouldRevalidateFunctionArgs } from 'react-router'
import { ApiError } from '#contract/errors.ts'
import { organizations } from './api/queries.ts'
import { firstTry, queryClient } from './api/query.ts'
import { isPassing } from './api/retry.ts'
import { Across } from './layouts/across.tsx'
import { Root } from './layouts/root.tsx'
import { SignedIn, signedInLoader } from './layouts/signed-in.tsx'
import { BareErrorPage, ErrorPage, NotFound } from './pages/error-pages.tsx'
import { Opening } from './pages/opening.tsx'
import { paths } from './paths.ts'

/** The whole route table; each page is a chunk of its own. */
export const routes: RouteObject[] = [
  {
    Component: Root,
    HydrateFallback: Opening,
    ErrorBoundary: BareErrorPage,
    children: [
      { path: 'sign-in', lazy: () => import('./pages/sign-in.tsx') },
      {
        Component: SignedIn,
        loader: signedInLoader,
        shouldRevalidate: onNewPath,
        children: [
          {
            ErrorBoundary: ErrorPage,
            children: [
              { index: true, loader: home, Component: Opening },
              {
                Component: Across,
                children: [
                  {
                    path: 'organizations',
                    lazy: () => import('./pages/organizations.tsx'),
                    shouldRevalidate: onNewPath,
                  },
                  {
                    path: 'usage',
                    lazy: () => import('./pages/usage-all.tsx'),
                    shouldRevalidate: onNewPath,
                  },
                  {
                    path: 'people',
                    lazy: () => import('./pages/people.tsx'),
                    shouldRevalidate: onNewPath,
                  },
                  {
                    path: 'organizations-new',
                    lazy: () => import('./pages/organization-new.tsx'),
                  },
                ],
              },
              {
                path: 'organizations/:organization',
                lazy: () => import('./layouts/organization.tsx'),
                shouldRevalidate: onNewPath,
                children: [
                  {
                    ErrorBoundary: ErrorPage,
                    children: [
                      { index: true, lazy: () => import('./pages/overview.tsx') },
                      {
                        lazy: () => import('./pages/members.tsx'),
                        shouldRevalidate: onNewPath,
                        children: [
                          { path: 'members' },
                          { path: 'members-new', lazy: () => import('./pages/members-new.tsx') },
                        ],
                      },
                      { path: 'members-file', lazy: () => import('./pages/members-file.tsx') },
                      { path: 'members/:user', lazy: () => import('./pages/member.tsx') },
                      { path: 'usage', lazy: () => import('./pages/usage.tsx') },
                      { path: 'settings', lazy: () => import('./pages/settings.tsx') },
                    ],
                  },
                ],
              },
              { path: '*', Component: NotFound },
            ],
          },
        ],
      },
    ],
  },
]

/** What a list filters by is in the address, too: typing there loads nothing. */
function onNewPath({ currentUrl, nextUrl, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return currentUrl.pathname !== nextUrl.pathname && defaultShouldRevalidate
}

/** Whoever has one organization goes straight to it. The list says of itself why it can't be read now. */
async function home() {
  const read = organizations()
  const all = await firstTry(read.queryKey, queryClient.query(read), 2000).catch(undefinedForNow)
  const [only, another] = all ?? []
  return redirect(only && !another ? paths.overview(only.name) : paths.organizations())
}

function undefinedForNow(error: unknown) {
  if (error instanceof ApiError && isPassing(error)) return undefined
  throw error
}
