import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import { redirect, useLocation, type LoaderFunctionArgs } from 'react-router'
import type { ApiError } from '#contract/errors.ts'
import { SignIn, type Session } from '#contract/session.ts'
import { queryClient } from '../api/query.ts'
import { session } from '../api/session.ts'
import { signIn, signInToSample } from '../api/sign-in.ts'
import { Form, SubmitButton, TextField, useApiForm } from '../components/form.tsx'
import { isToldWhen } from '../components/query-view.tsx'
import { isForAnotherWindow, nextAfterSignIn } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { Notice } from '../ui/notice.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { signed_in } = await queryClient.query(session())
  const { search } = new URL(request.url)
  // The session of the other window may be one whose token is refused.
  if (signed_in && !isForAnotherWindow(search)) throw redirect(nextAfterSignIn(search))
  return null
}

/** How a session ended without a press, in words. */
const howWords = {
  'session expired': () => 'That happens when you were away for twelve hours.',
  'token refused': ({ kind, name }: Session['server']) =>
    kind === 'upstream'
      ? `${name} no longer accepts your token: make a new one there.`
      : 'Your token is no longer valid: it takes a new one.',
  'session ended': () => 'You were away for twelve hours, or your token is no longer valid.',
}

const isHow = (state: unknown): state is keyof typeof howWords =>
  typeof state === 'string' && Object.hasOwn(howWords, state)

export function Component() {
  const { server, sample_sign_in } = useSuspenseQuery(session()).data
  const { search, state } = useLocation()
  const why = useId()
  const isElsewhere = isForAnotherWindow(search)
  const isBack = isElsewhere || state === 'signed out' || isHow(state)

  const enter = () => {
    // A browser closes only what has led nowhere else yet.
    if (isElsewhere) window.close()
    // A whole page load, so that neither the token nor what someone else had read stays in memory.
    location.replace(nextAfterSignIn(search))
    return new Promise<never>(() => {})
  }
  const token = useMutation({ mutationFn: signIn, onSuccess: enter })
  const sample = useMutation({ mutationFn: signInToSample, onSuccess: enter })
  const form = useApiForm(SignIn, { defaultValues: { token: '' }, error: token.error })
  const locked = useLocked(token.error)
  const submit = form.handleSubmit((body) => {
    form.resetField('token')
    token.mutate(body)
  })

  return (
    <main
      id="content"
      className="mx-auto grid min-h-dvh w-full max-w-[400px] content-center gap-6 px-4 py-10"
    >
      <title>Sign in – Org Console</title>
      <header className="grid gap-3">
        <Mark />
        <div>
          <h1 tabIndex={-1} className="text-xl font-semibold">
            Sign in to Org Console
          </h1>
          <p className="mt-1 text-quiet">
            {server.kind === 'upstream'
              ? `It works on your organizations at ${server.name}.`
              : 'It works on the organizations of this server.'}
          </p>
        </div>
      </header>
      {isBack && (
        <div id={why}>
          {isElsewhere ? (
            <Notice>
              Sign in for the other window, which keeps what you typed there. Then go back to it:
              this one closes, or can be closed.
            </Notice>
          ) : isHow(state) ? (
            <Notice tone="warning">
              Your session has ended. {howWords[state](server)} Sign in to go on where you were.
            </Notice>
          ) : (
            <Notice>
              You signed out in another window, which signs out all of them. Sign in to go on where
              you were.
            </Notice>
          )}
        </div>
      )}
      {sample_sign_in && (
        <div className="grid gap-3 rounded-lg bg-raised p-4">
          <p className="text-sm">
            New here? Look around with made-up organizations, people and usage. You can change
            everything.
          </p>
          {sample.error && <Notice tone="danger">{sample.error.message}</Notice>}
          <Button variant="primary" pending={sample.isPending} onClick={() => sample.mutate()}>
            Explore the sample organizations
          </Button>
        </div>
      )}
      <Form
        error={token.error}
        fields={['token']}
        onSubmit={submit}
        actions={
          sample_sign_in ? (
            <Button
              type="submit"
              reasonAlign="start"
              pending={token.isPending}
              disabledReason={locked}
            >
              Sign in with the token
            </Button>
          ) : (
            <SubmitButton pending={token.isPending} disabledReason={locked}>
              Sign in
            </SubmitButton>
          )
        }
      >
        <TextField
          form={form}
          name="token"
          label="API token"
          type="password"
          autoComplete="off"
          autoFocus={!sample_sign_in || isBack}
          aria-describedby={isBack ? why : undefined}
          help={
            server.kind === 'upstream' ? (
              <>
                Your personal token from {server.name}. Tokens of service users cannot act on
                organizations. It is kept in a sealed cookie that no script can read.
              </>
            ) : (
              <>
                Made on the server with <code>npm run admin -- token you@example.com</code>. It is
                kept in a sealed cookie that no script can read.
              </>
            )
          }
        />
      </Form>
    </main>
  )
}

/** Until the server takes sign-ins again, why there is none. */
function useLocked(error: ApiError | null): string | undefined {
  const until = error && isToldWhen(error) ? error.at + 1000 * (error.retryAfter ?? 0) : 0
  const [over, setOver] = useState(0)
  useEffect(() => {
    if (over >= until) return
    const timer = setInterval(() => Date.now() >= until && setOver(until), 200)
    return () => clearInterval(timer)
  }, [until, over])
  return over < until ? 'No sign-in is taken before the time above is over.' : undefined
}
