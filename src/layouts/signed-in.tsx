import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { CircleUser, Database } from 'lucide-react'
import { useState } from 'react'
import { Link, Outlet, redirect, useParams, type LoaderFunctionArgs } from 'react-router'
import { currentUser, details, organizations } from '../api/queries.ts'
import { needed, queryClient, warm } from '../api/query.ts'
import { session } from '../api/session.ts'
import { useIsUnfinished } from '../components/unsaved.tsx'
import { currentTheme, setTheme, themes, type Theme } from '../lib/theme.ts'
import { paths } from '../paths.ts'
import { Mark } from '../ui/mark.tsx'
import { Popover } from '../ui/popover.tsx'
import { barButton, panelItem } from './bar.ts'
import { useLeave } from './leave.ts'
import { Switcher } from './switcher.tsx'

export async function signedInLoader({ request }: LoaderFunctionArgs) {
  const { signed_in } = await needed(session().queryKey, queryClient.query(session()))
  const { pathname, search } = new URL(request.url)
  if (!signed_in) throw redirect(paths.signIn(pathname + search))
  warm(queryClient.query(currentUser()))
  return null
}

export function SignedIn() {
  const { organization } = useParams()
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:translate-y-0 print:hidden"
      >
        Skip to content
      </a>
      <header className="border-b border-line print:hidden">
        <div className="mx-auto flex h-12 max-w-[1280px] items-center gap-2 px-4 sm:px-6">
          <Link
            to={paths.organizations()}
            className="flex shrink-0 items-center gap-2 rounded-md font-semibold"
          >
            <Mark />
            <span className={organization === undefined ? '' : 'max-sm:sr-only'}>
              {organization === undefined ? 'Org Console' : 'Organizations'}
            </span>
          </Link>
          {organization !== undefined && (
            <>
              <span aria-hidden className="text-quiet">
                /
              </span>
              <Switcher current={organization} />
            </>
          )}
          <span className="flex-1" />
          <Where />
          <Account />
        </div>
      </header>
      <main id="content" className="mx-auto w-full max-w-[1280px] px-4 pt-5 pb-16 sm:px-6">
        <Outlet />
      </main>
    </>
  )
}

/** What this is about, always in sight: nobody should take sample data for their own, nor their own for sample data. */
function Where() {
  const { organization } = useParams()
  const { server, sample_organizations } = useSuspenseQuery(session()).data
  const hasSample = sample_organizations.length > 0
  const { data = [], isPending } = useQuery({ ...organizations(), enabled: hasSample })
  const { data: open } = useQuery({ ...details(organization ?? ''), enabled: false })
  if (hasSample && isPending) return null
  const seen = open ? [open] : data
  const made = new Set(sample_organizations)
  const samples = seen.filter(({ id }) => made.has(id))
  const shown =
    samples.length === 0
      ? server.name
      : samples.length === seen.length
        ? 'Sample data'
        : 'Partly sample data'
  return (
    <span
      title={`This console shows: ${shown}`}
      className="flex max-w-40 shrink-0 items-center gap-1.5 rounded-full border border-line px-2.5 text-xs/6 text-quiet"
    >
      <Database size={12} aria-hidden className="shrink-0 max-sm:hidden" />
      <span className="truncate">{shown}</span>
    </span>
  )
}

function Account() {
  const { data: user } = useQuery(currentUser())
  const { own_token } = useSuspenseQuery(session()).data
  const unfinished = useIsUnfinished()
  const leave = useLeave()
  return (
    <Popover
      label="Account"
      align="end"
      trigger={<CircleUser size={20} aria-hidden />}
      triggerClass={`${barButton} shrink-0`}
    >
      <div className="grid gap-1">
        <p className="truncate px-2.5 py-1.5 text-sm text-quiet">
          {user ? (
            <>
              Signed in as <span className="font-medium text-text">{user.email}</span>
            </>
          ) : (
            'Signed in'
          )}
        </p>
        <ThemeChoice />
        {own_token ? (
          <p className="border-t border-line px-2.5 pt-2 text-sm text-quiet">
            This console was started with a token of its own, so there is nothing to sign out of.
          </p>
        ) : (
          <>
            <button
              type="button"
              aria-disabled={leave.isPending || unfinished || undefined}
              aria-describedby={unfinished ? 'why-not-sign-out' : undefined}
              onClick={() => !leave.isPending && !unfinished && leave.mutate()}
              className={`${panelItem} border-t border-line aria-disabled:text-quiet`}
            >
              Sign out
            </button>
            {unfinished && (
              <p id="why-not-sign-out" className="px-2.5 pb-1 text-xs text-quiet">
                Something on this page is on its way, or typed and not sent. Finish or discard it
                first.
              </p>
            )}
          </>
        )}
      </div>
    </Popover>
  )
}

const themeNames = { light: 'Light', dark: 'Dark', system: 'As the system' } as const

function ThemeChoice() {
  const [theme, choose] = useState<Theme>(currentTheme)
  return (
    <fieldset className="grid gap-1 border-t border-line pt-1">
      <legend className="sr-only">Theme</legend>
      {themes.map((one) => (
        <label key={one} className={`${panelItem} cursor-pointer`}>
          <input
            type="radio"
            name="theme"
            checked={theme === one}
            onChange={() => {
              setTheme(one)
              choose(one)
            }}
            className="accent-accent"
          />
          {themeNames[one]}
        </label>
      ))}
    </fieldset>
  )
}
