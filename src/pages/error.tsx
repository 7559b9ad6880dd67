import { useQuery, useSuspenseQuery, type UseQueryResult } from '@tanstack/react-query'
import { Fragment, useEffect, useState, type ReactNode } from 'react'
import { Link, useLocation, useParams, useRouteError } from 'react-router'
import { ApiError, type ErrorKind } from '#contract/errors.ts'
import { useLostConnection } from '../api/connection.ts'
import { whomToAsk } from '../api/permissions.ts'
import { members, organizations } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
import { session } from '../api/session.ts'
import { useViewer } from '../api/viewer.ts'
import { copyAndSay } from '../components/copy-and-say.ts'
import { useShowsNothing } from '../components/nothing-shown.ts'
import { Page } from '../components/page.tsx'
import { isToldWhen, useUntil } from '../components/query-view.tsx'
import { UnknownAnswer } from '../components/later.tsx'
import { isGone, loadAgain } from '../gone-chunks.ts'
import { useLeave } from '../layouts/leave.ts'
import { tabOf } from '../layouts/tabs.ts'
import { asName, visible } from '../lib/names.ts'
import { nearest } from '../lib/nearest.ts'
import { paths } from '../paths.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Opening } from './opening.tsx'

interface Explanation {
  title: string
  body: string
  /** The likeliest first. */
  reasons: string[]
}

const unreachable: Explanation = {
  title: 'The API did not answer',
  body: 'This page could not be loaded. The console itself is there; the API behind it gave no answer that can be used.',
  reasons: [
    'The API is down, busy or being updated, and this passes.',
    'Between the console and the API something lets nothing through, or answers in its place.',
    'The console was given a wrong address of the API. Whoever runs it sets that: UBIOPS_API_HOST.',
  ],
}

const otherShape: Explanation = {
  title: 'An answer nobody can read',
  body: 'This page could not be loaded. The API answered, but not in a form that this console knows.',
  reasons: [
    'The API is of a later version than this console, or of an older one.',
    'The console was given a wrong address of the API, and something else answers there.',
    'The API has a fault. Tell whoever runs it, with the answer.',
  ],
}

const wrongAddress: Explanation = {
  title: 'The API is not at this address',
  body: 'Something answers there, but does not know the first call that this console makes: the list of your organizations.',
  reasons: [
    'The console was given a wrong address of the API. Whoever runs it sets that: UBIOPS_API_HOST, for example https://api.ubiops.com/v2.1.',
    'The API has moved, or is of a version without organizations.',
  ],
}

const refusedReading: Explanation = {
  title: 'The API refused this',
  body: 'This page could not be loaded. The API gave an answer that makes no sense for reading.',
  reasons: [
    'The console was given a wrong address of the API, and something else answers there. Whoever runs it sets that: UBIOPS_API_HOST.',
    'The API has a fault. Tell whoever runs it what it answered.',
  ],
}

const serverProblem: Explanation = {
  title: 'The server had a problem',
  body: 'This page could not be loaded.',
  reasons: [
    'The server is busy or being updated, and this passes.',
    'The server has a fault. Tell whoever runs it what it answered.',
  ],
}

const noConnection: Explanation = {
  title: 'No connection',
  body: 'The server could not be reached. This page opens by itself when the connection is back.',
  reasons: [
    'Your own connection is down.',
    'The server is being restarted, or is down.',
    'Something between the two, like a proxy or a VPN, lets nothing through.',
  ],
}

const explanations: Partial<Record<ErrorKind, Explanation>> = {
  forbidden: {
    title: 'No access',
    body: 'Your token may not read this.',
    reasons: [
      'The token is a service user’s, and those cannot act on organizations.',
      'Your rights have changed since you signed in.',
    ],
  },
  network: noConnection,
  rate_limited: {
    title: 'Too many requests',
    body: 'The server takes no more requests for now.',
    reasons: [
      'Many pages were opened within a minute, or a script makes many calls.',
      'Others share your address, and with it how many calls there may be.',
    ],
  },
  // Without an organization it is the list of them that isn't there.
  not_found: wrongAddress,
  conflict: refusedReading,
  invalid: refusedReading,
}

function explanationOf({ kind, status, answer }: ApiError): Explanation {
  const server = queryClient.getQueryData(session().queryKey)?.server
  if (kind === 'unavailable' && status !== 503 && server?.kind !== 'own') return unreachable
  if (answer !== undefined) return otherShape
  return explanations[kind] ?? serverProblem
}

/** What a page's failure looks like: what happened, the address that was asked for, likely reasons, and what to do now. */
export function ErrorPage() {
  const error = useRouteError()
  if (isGone(error)) return <NewVersion error={error} />
  if (!(error instanceof ApiError)) {
    console.error(error)
    return (
      <Explained
        title="Something broke"
        body="This page could not be shown. Load it again; if that does not help, tell whoever runs this console, with the details."
        error={error instanceof Error ? error : undefined}
      />
    )
  }
  // On the way to sign-in.
  if (error.kind === 'unauthenticated') return <Opening />
  return <NotRead error={error} />
}

/** The same inside a screen's frame, for a read that is tried again. */
export function ReadErrorPage({
  error,
  read,
}: {
  error: ApiError
  read: UseQueryResult<unknown, ApiError>
}) {
  return (
    <NotRead
      error={error}
      until={useUntil(error, read)}
      retry={{ pending: read.isFetching, onPress: () => void read.refetch() }}
    />
  )
}

function NotRead({ error, ...tries }: Tries & { error: ApiError }) {
  const { organization } = useParams()
  const lost = useLostConnection()
  if (lost && error.kind === 'network') return <NoConnection />
  // Whatever else was asked for of it has failed as well, so another try loads the whole page.
  if (organization !== undefined && error.kind === 'not_found')
    return <NoOrganization organization={organization} error={error} />
  if (organization !== undefined && error.kind === 'forbidden')
    return <NoAccess organization={organization} error={error} />
  return (
    <Explained
      {...explanationOf(error)}
      {...(organization !== undefined && { of: organization })}
      {...tries}
      error={error}
    />
  )
}

/** Whether it isn't there or isn't one's own is not told apart: who isn't a member shall not learn of it. */
function NoOrganization({ organization, error }: { organization: string; error: ApiError }) {
  const { error: noList } = useQuery(organizations())
  if (noList?.kind === 'not_found') return <Explained {...wrongAddress} error={noList} />
  return (
    <Explained
      title="Not found"
      of={organization}
      body={`None of your organizations is called “${asName(organization)}”.`}
      reasons={[
        'The name has a typing error.',
        'The organization was renamed. Ask whoever gave you the link for the new name.',
        'You are not a member, and only members can see it. Ask one of its admins to add you.',
      ]}
      error={error}
    >
      <DidYouMean asked={organization} />
    </Explained>
  )
}

function NoAccess({ organization, error }: { organization: string; error: ApiError }) {
  const viewer = useViewer(organization)
  const { data: all } = useQuery(members(organization))
  // Whose every call is refused would ask an admin in vain.
  const { data: list } = useQuery(organizations())
  const role = viewer.admin === undefined ? undefined : viewer.admin ? 'an admin' : 'a member'
  return (
    <Explained
      title="No access"
      of={organization}
      body={
        role
          ? `You are ${role} of ${asName(organization)}, but the API does not show it to you.`
          : `The API does not show ${asName(organization)} to you.`
      }
      reasons={[
        'Your rights do not suffice, or have changed since you signed in.',
        'The token is a service user’s, and those cannot act on organizations.',
      ]}
      error={error}
    >
      {viewer.pending || viewer.admin ? null : all ? (
        <p>{whomToAsk(all)}</p>
      ) : (
        list && <p>Ask one of its admins. The API does not show you who they are.</p>
      )}
    </Explained>
  )
}

/** The nearest names among one's own organizations, for the same screen. */
function DidYouMean({ asked }: { asked: string }) {
  const { data = [] } = useQuery(organizations())
  const { pathname } = useLocation()
  const to = tabOf(pathname)?.to ?? paths.overview
  const names = nearest(
    asked,
    // What has been renamed a moment ago may still be in the list.
    data.flatMap(({ name }) => (to(name) === pathname ? [] : name)),
  )
  if (names.length === 0) return null
  return (
    <p>
      Did you mean{' '}
      {names.map((name, index) => (
        <Fragment key={name}>
          {index > 0 && (index === names.length - 1 ? ' or ' : ', ')}
          <Link to={to(name)} className="font-medium wrap-anywhere text-accent underline">
            {asName(name)}
          </Link>
        </Fragment>
      ))}
      ?
    </p>
  )
}

/**
 * A part of the app did not come. Without a connection that is all there is to say; else it is gone with its version, and
 * what was asked for opens in the new one by itself, or where that did not help, when told.
 */
function NewVersion({ error }: { error: Error }) {
  const lost = useLostConnection() !== undefined
  const [stays, setStays] = useState(false)
  useEffect(() => {
    if (!lost) void loadAgain(error).then((next) => setStays(next === 'stays'))
  }, [error, lost])
  if (lost) return <NoConnection />
  if (!stays) return <SkeletonRows rows={6} />
  return (
    <Explained
      title="This page could not be loaded"
      body="A part of it did not come from the server, which answers otherwise."
      reasons={[
        'The console is being updated just now. Try again in a moment.',
        'Something between you and the server holds that part back.',
      ]}
      error={undefined}
    />
  )
}

/** When that is tried again, and that it can be now, is told of the connection. */
function NoConnection() {
  useShowsNothing()
  return <Explained {...noConnection} retry={false} error={undefined} />
}

/** The same where not even the frame of the app could be loaded. */
export function BareErrorPage() {
  return (
    <main className="mx-auto max-w-[1280px] px-4 pt-10 sm:px-6">
      <ErrorPage />
    </main>
  )
}

export function NotFound() {
  const [, first = '', second = ''] = useLocation().pathname.split('/')
  return (
    <Explained
      title="Not found"
      body="There is no page at this address."
      reasons={['The address has a typing error.', 'The link is out of date.']}
      retry={false}
      error={undefined}
    >
      <DidYouMean asked={first === 'organizations' ? second : first} />
    </Explained>
  )
}

interface Tries {
  /** Loads the page again where it says no more than that; not at all where the answer would be the same again. */
  retry?: boolean | { pending: boolean; onPress: () => void }
  /** When it is tried again by itself. */
  until?: number | undefined
}

function Explained({
  title,
  of,
  body,
  reasons = [],
  retry = true,
  until,
  error,
  children,
}: Partial<Explanation> &
  Tries & {
    title: string
    of?: string
    body: string
    error: Error | undefined
    /** What may help right now. */
    children?: ReactNode
  }) {
  const { pathname, search } = useLocation()
  const address = pathname + search
  const { kind, retryAfter, at } = error instanceof ApiError ? error : {}
  const waits = until !== undefined && error instanceof ApiError && isToldWhen(error)
  const { pending = false, onPress = () => location.reload() } =
    typeof retry === 'object' ? retry : {}
  return (
    <Page title={title} {...(of !== undefined && { of })} narrow>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p className="wrap-anywhere">{body}</p>
        {children}
        {until !== undefined ? (
          <p>
            Trying again <Countdown until={until} />.
          </p>
        ) : (
          at !== undefined &&
          retryAfter !== undefined && (
            <p>
              You can try again <Countdown until={at + retryAfter * 1000} />.
            </p>
          )
        )}
        {reasons.length > 0 && (
          <div className="grid gap-1">
            <h2 className="text-sm font-medium">Likely reasons</h2>
            <ol className="grid list-decimal gap-1 pl-5 text-sm">
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ol>
          </div>
        )}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm text-quiet">
          <dt>Address</dt>
          <dd className="break-all">{address}</dd>
          {/* That nothing was found is said above. */}
          {error?.message && kind !== 'not_found' && (
            <>
              <dt>Answer</dt>
              <dd className="wrap-anywhere">{visible(error.message)}</dd>
            </>
          )}
        </dl>
        {error instanceof ApiError && <UnknownAnswer error={error} />}
        <div className="flex flex-wrap gap-2">
          {retry && !waits && (
            <Button variant="primary" pending={pending} onClick={onPress}>
              {until === undefined ? 'Try again' : 'Try now'}
            </Button>
          )}
          {pathname !== paths.organizations() && (
            <Link to={paths.organizations()} className={buttonClass('secondary')}>
              Go to your organizations
            </Link>
          )}
          {kind === 'forbidden' && <AnotherToken next={address} />}
          {error && (
            <Button onClick={() => void copyDetails(title, address, error)}>Copy details</Button>
          )}
        </div>
      </div>
    </Page>
  )
}

/** A service user’s token reads nothing here, and a personal one may read more. */
function AnotherToken({ next }: { next: string }) {
  const { own_token } = useSuspenseQuery(session()).data
  const leave = useLeave(next)
  if (own_token) return null
  return (
    <Button pending={leave.isPending} onClick={() => leave.mutate()}>
      Sign in with another token
    </Button>
  )
}

/** For whoever runs the server: what was asked for, when, and what came of it. */
function copyDetails(title: string, address: string, error: Error) {
  const details = [
    title,
    `Address: ${location.origin}${address}`,
    `Time: ${new Date().toISOString()}`,
    error instanceof ApiError
      ? `Answer: ${error.status}, ${error.message}`
      : `Error: ${error.stack ?? error.message}`,
  ]
  return copyAndSay(details.join('\n'), 'The details were copied.')
}
