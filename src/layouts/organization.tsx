import { useQuery, type Query, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import {
  Link,
  Outlet,
  useLoaderData,
  useLocation,
  useNavigate,
  type LoaderFunctionArgs,
} from 'react-router'
import { ApiError } from '#contract/errors.ts'
import type { Input } from '#contract/operations.ts'
import { details, members, organizations } from '../api/queries.ts'
import { firstTry, queryClient, warm } from '../api/query.ts'
import { useKeptFocus } from '../components/kept-focus.ts'
import { Page } from '../components/page.tsx'
import { QueryView, useFailure } from '../components/query-view.tsx'
import { useNeedsThisScreen } from '../components/unsaved.tsx'
import { formerlyCalled } from '../lib/former-names.ts'
import { ReadErrorPage } from '../pages/error-pages.tsx'
import { param } from '../params.ts'
import { renamedPath } from '../paths.ts'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { tabClass } from '../ui/tab.ts'
import { toast } from '../ui/toast.tsx'
import { tabOf, tabs } from './tabs.ts'

/**
 * Whether the organization exists for this person decides about every page below; the rest of them load by themselves.
 * Why it can't be shown, the layout says in its frame.
 */
export async function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(members(organization)))
  const read = details(organization)
  try {
    // What is quick is there before anything is drawn.
    await firstTry(read.queryKey, queryClient.query(read), 400)
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind === 'unauthenticated') throw error
  }
  return { organization }
}

/** What an organization is called now whose former name this browser knows; undefined where the person has none such. */
async function nameNow(formerName: string): Promise<string | undefined> {
  const id = formerlyCalled(formerName)
  const all = await queryClient.query({ ...organizations(), staleTime: 0 }).catch(() => undefined)
  return all?.find((one) => one.id === id && one.name !== formerName)?.name
}

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  return <Existing key={organization} organization={organization} />
}

function Tabs({ organization }: { organization: string }) {
  const open = tabOf(useLocation().pathname)
  return (
    <nav
      aria-label="Organization"
      className="-mt-3 mb-6 flex gap-1 overflow-x-auto border-b border-line print:hidden"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.label}
          to={tab.to(organization)}
          aria-current={tab === open ? 'page' : undefined}
          className={tabClass}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}

/** The page, once it is known that there is such an organization. */
function Existing({ organization }: { organization: string }) {
  const read = useQuery({
    ...details(organization),
    enabled: ({ state }) => state.data === undefined,
  })
  const failure = useFailure(read)
  // It says itself what became of what was sent.
  const isNeeded = useNeedsThisScreen()
  const leads = useLeadOn(organization, read.data && isNeeded ? null : failure)
  useReadAgain(organization, read)
  const isShown = read.data && (isNeeded || leads || failure?.kind !== 'not_found')
  // The heading that had the focus gives way to the page's own.
  const box = useKeptFocus<HTMLDivElement>(isShown ? 'there' : failure?.kind, true)
  const title = titleAt(useLocation().pathname, organization)
  // On the way to sign-in.
  if (!read.data && failure?.kind === 'unauthenticated') throw failure
  const isNone = !isShown && !leads && failure?.kind === 'not_found'
  return (
    <>
      {!isNone && <Tabs organization={organization} />}
      <div ref={box} className="contents">
        {isShown ? (
          <Outlet />
        ) : failure && !leads ? (
          <ReadErrorPage error={failure} read={read} />
        ) : (
          <Page title={title} {...(title !== organization && { of: organization })}>
            <QueryView query={read} what={organization} loading={<SkeletonRows rows={6} />}>
              {() => null}
            </QueryView>
          </Page>
        )}
      </div>
    </>
  )
}

/** What isn't there below an organization may be so because that is gone itself: it is looked at again. */
function useReadAgain(organization: string, read: UseQueryResult) {
  const look = useEffectEvent(({ queryKey: [id, input], state: { error } }: Query) => {
    const { params } = (input ?? {}) as Partial<Input<'organizations_get'>>
    const isOfIt = id !== 'organizations_get' && params?.organization_name === organization
    if (isOfIt && read.data && error instanceof ApiError && error.kind === 'not_found')
      void read.refetch()
  })
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') look(event.query)
      }),
    [],
  )
}

/** Leads from a former name to the present one; true until it is known to lead nowhere. */
function useLeadOn(organization: string, failure: ApiError | null): boolean {
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  const [nowhere, setNowhere] = useState<ApiError>()
  const isGone = failure?.kind === 'not_found' && formerlyCalled(organization) !== undefined
  const leadOn = useEffectEvent(async () => {
    const name = await nameNow(organization)
    const there = name === undefined ? undefined : renamedPath(pathname, organization, name)
    if (there === undefined) return failure ?? undefined
    toast.good(`${organization} is now called ${name}: its old address led you here.`)
    await navigate(there + search, { replace: true })
    return undefined
  })
  useEffect(() => {
    if (isGone) void leadOn().then(setNowhere)
  }, [isGone])
  return isGone && nowhere !== failure
}

/** The heading that the screen itself will have; that of a member's page isn't known yet. */
function titleAt(pathname: string, organization: string) {
  const tab = tabs.find(({ to }) => to(organization) === pathname)
  return tab === undefined || tab.label === 'Overview' ? organization : tab.label
}
