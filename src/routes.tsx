import { redirect, type RouteObject } from 'react-router'
import { query, queryClient } from './api/query.ts'
import { Root } from './layouts/root.tsx'
import { SignedIn, signedInLoader } from './layouts/signed-in.tsx'
import { ErrorPage, NotFound } from './pages/error.tsx'
import { Opening } from './pages/opening.tsx'
import { paths } from './paths.ts'

/** The whole route table; each page is a chunk of its own. */
export const routes: RouteObject[] = [
  {
    Component: Root,
    HydrateFallback: Opening,
    ErrorBoundary: ErrorPage,
    children: [
      { path: 'sign-in', lazy: () => import('./pages/sign-in.tsx') },
      {
        Component: SignedIn,
        loader: signedInLoader,
        children: [
          {
            ErrorBoundary: ErrorPage,
            children: [
              { index: true, loader: home },
              { path: 'organizations', lazy: () => import('./pages/organizations.tsx') },
              { path: 'organizations-new', lazy: () => import('./pages/organization-new.tsx') },
              {
                path: 'organizations/:organization',
                lazy: () => import('./layouts/organization.tsx'),
                children: [
                  {
                    ErrorBoundary: ErrorPage,
                    children: [
                      { index: true, lazy: () => import('./pages/overview.tsx') },
                      {
                        lazy: () => import('./pages/members.tsx'),
                        children: [
                          { path: 'members' },
                          { path: 'members-new', lazy: () => import('./pages/members-new.tsx') },
                        ],
                      },
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

/** Whoever has one organization goes straight to it. */
async function home() {
  const [only, another] = await queryClient.query(query('organizations_list', {}))
  return redirect(only && !another ? paths.overview(only.name) : paths.organizations())
}
