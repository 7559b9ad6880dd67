import { useEffect, useState, type ReactNode } from 'react'
import { Link, useRouteError, useLocation } from 'react-router'
import { ApiError, type ErrorKind } from '#contract/errors.ts'
import { useLostConnection } from '../api/connection.ts'
import { isGone, loadAgain } from '../gone-chunks.ts'
import { paths } from '../paths.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Page } from '../components/page.tsx'
import { UnknownAnswer } from '../components/unknown-answer.tsx'
import { Opening } from './opening.tsx'

interface Explanation {
  title: string
  body: string
  retry?: boolean
}

const explanations: Partial<Record<ErrorKind, Explanation>> = {
  not_found: {
    title: 'Not found',
    body: 'There is nothing at this address, or you have no access to it. An organization may have been renamed, and only its members can see it.',
  },
  forbidden: {
    title: 'No access',
    body: 'Your token may not read this. Ask an admin of the organization for access.',
  },
  network: {
    title: 'No connection',
    body: 'The server could not be reached. This page opens by itself when the connection is back.',
    retry: true,
  },
  rate_limited: {
    title: 'Too many requests',
    body: 'The server takes no more requests for now.',
    retry: true,
  },
}

/** What a page's failure looks like: what happened, the address that was asked for, and what to do now. */
export function ErrorPage() {
  const error = useRouteError()
  if (isGone(error)) return <NewVersion error={error} />
  if (!(error instanceof ApiError)) {
    console.error(error)
    return (
      <Explained title="Something broke" retry error={error instanceof Error ? error : undefined}>
        This page could not be shown. Load it again; if that does not help, tell whoever runs this
        console.
      </Explained>
    )
  }
  // On the way to sign-in.
  if (error.kind === 'unauthenticated') return <Opening />
  const { title, body, retry } = explanations[error.kind] ?? {
    title: 'The server had a problem',
    body: 'This page could not be loaded.',
    retry: true,
  }
  return (
    <Explained title={title} retry={retry ?? false} error={error}>
      {body}
    </Explained>
  )
}

/** A part of this version is gone. What was asked for opens in the new one by itself, or where that did not help, when told. */
function NewVersion({ error }: { error: Error }) {
  const lost = useLostConnection() !== undefined
  const [stays, setStays] = useState(false)
  useEffect(() => {
    if (!lost) void loadAgain(error).then((again) => setStays(!again))
  }, [error, lost])
  if (!stays) return <Opening />
  return (
    <Explained title="This page could not be loaded" retry error={undefined}>
      A part of it did not come from the server: there is no connection, or the console has just
      been updated. Check your connection and try again.
    </Explained>
  )
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
  return (
    <Explained title="Not found" retry={false} error={undefined}>
      There is no page at this address. Check it for a typing error.
    </Explained>
  )
}

function Explained({
  title,
  retry,
  error,
  children,
}: {
  title: string
  retry: boolean
  error: Error | undefined
  children: ReactNode
}) {
  const { pathname } = useLocation()
  return (
    <Page title={title} narrow>
      <div className="grid gap-4">
        <p>{children}</p>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm text-quiet">
          <dt>Address</dt>
          <dd className="break-all">{pathname}</dd>
          {error?.message && (
            <>
              <dt>Answer</dt>
              <dd className="break-words">{error.message}</dd>
            </>
          )}
        </dl>
        {error instanceof ApiError && <UnknownAnswer error={error} />}
        <div className="flex flex-wrap gap-2">
          {retry && (
            <Button variant="primary" onClick={() => location.reload()}>
              Try again
            </Button>
          )}
          <Link to={paths.organizations()} className={buttonClass('secondary')}>
            Go to your organizations
          </Link>
        </div>
      </div>
    </Page>
  )
}
