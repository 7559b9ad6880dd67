import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useLocation, useNavigate, useParams } from 'react-router'
import { ApiError } from '#contract/errors.ts'
import type { OrganizationUser } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { members } from '../api/queries.ts'
import { useViewer, type Viewer } from '../api/viewer.ts'
import { setRole, useMemberChange, useStaying, whyNotNow } from '../components/member-changes.ts'
import { useUnsaved } from '../components/unsaved.tsx'
import { formatCount } from '../lib/counts.ts'
import type { RunItem, RunState } from '../lib/run.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Tick } from '../ui/checkbox.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field, inputClass } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { toast } from '../ui/toast.tsx'
import { resultsOf, type Results, type Step } from './member-plan.ts'
import { resultWord, RunProgress, useMemberRun, useWhyStopped, whyFailed } from './member-run.tsx'
import { NotAdmin } from './not-admin.tsx'
import { addressesIn, typedMembers, type TypedMember } from './typed-members.ts'

const none: OrganizationUser[] = []
const keyOf = (email: string) => email.toLowerCase()
const people = (count: number) => (count === 1 ? 'one member' : `${formatCount(count)} members`)

export function Component() {
  const organization = param(useParams(), 'organization')
  const navigate = useNavigate()
  const { search } = useLocation()
  const viewer = useViewer(organization)
  const all = useQuery(members(organization)).data ?? none
  const [text, setText] = useState('')
  const [admin, setAdmin] = useState(false)
  /** What was tried, by address. */
  const [tried, setTried] = useState<Results>(new Map())
  const { run, state, busy, start } = useMemberRun(organization)

  const typed = useMemo(() => typedMembers(text, all), [text, all])
  const sendable = typed.filter(({ kind }) => kind === 'ok')
  const results = busy ? new Map([...tried, ...resultsOf(state.items)]) : tried
  const added = [...tried.values()].filter(({ state }) => state === 'done').length

  const why = useWhyStopped(
    state,
    sendable.length === 1
      ? 'add the one that remains'
      : `add the remaining ${formatCount(sendable.length)}`,
  )
  const isUnknown = [...tried.values()].some(
    ({ error }) => error instanceof ApiError && error.kind === 'unknown_outcome',
  )

  const refusal = busy
    ? 'It is on its way. Cancel it, or wait until it is done.'
    : (whyNot.call('organization_users_create', viewer) ?? whyNotSend(typed, sendable.length))
  const unhandled = typed.filter(({ kind }) => kind === 'ok' || kind === 'invalid').length
  const { question, release } = useUnsaved(
    unhandled > 0,
    busy
      ? 'Some of these addresses are on their way. Those that are not are not added.'
      : `${unhandled === 1 ? 'One address was' : `${formatCount(unhandled)} addresses were`} typed here and not added.`,
  )

  const close = () => {
    if (!busy) void navigate({ pathname: paths.members(organization), search })
  }
  const settle = (ended: RunState<Step>) => {
    const results = new Map([...tried, ...resultsOf(ended.items)])
    const remaining = addressesIn(text).filter(
      (email) => results.get(keyOf(email))?.state !== 'done',
    )
    setTried(results)
    setText(remaining.join('\n'))
    if (remaining.length > 0) return
    const count = [...results.values()].filter(({ state }) => state === 'done').length
    const [only] = sendable
    toast.good(
      `${count === 1 && only ? only.email : people(count)} ${count === 1 ? 'was' : 'were'} added to ${organization}.`,
    )
    release()
    close()
  }
  const submit = () =>
    start(
      sendable.map(({ email }) => ({ kind: 'add', email, admin })),
      settle,
    )

  return (
    <Dialog title={`Add members to ${organization}`} onClose={close}>
      {viewer.admin === false && <NotAdmin all={all} />}
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!refusal) submit()
        }}
      >
        <Field
          label="E-mail addresses"
          help="One or many: with commas, semicolons, spaces or lines between them, also as Ann <ann@example.com>. Someone without an account yet is invited."
        >
          {(control) => (
            <textarea
              {...control}
              rows={4}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              readOnly={busy || viewer.admin === false}
              value={text}
              onChange={({ target }) => setText(target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
                event.preventDefault()
                event.currentTarget.form?.requestSubmit()
              }}
              className={`${inputClass} !h-auto py-1.5`}
            />
          )}
        </Field>
        <Tick
          label="Admin"
          help="Admins change members, settings and the organization’s name."
          checked={admin}
          disabled={busy}
          onChange={setAdmin}
        />
        {run && busy && <RunProgress {...{ run, state }} />}
        {!busy && tried.size > 0 && (
          <Notice tone={added < tried.size ? 'warning' : 'info'}>
            {added === 0
              ? isUnknown
                ? 'None is known to have been added.'
                : 'None was added.'
              : added === 1
                ? 'One was added.'
                : `${formatCount(added)} were added.`}{' '}
            {why}
            {added < tried.size && ' What was not stays here, to try again.'}
          </Notice>
        )}
        {typed.length > 0 && (
          <ul
            aria-label="What becomes of each address"
            className="grid max-h-60 divide-y divide-line overflow-y-auto border-y border-line"
          >
            {typed.map((one, index) => (
              <AddressLine
                // The same address may stand there twice.
                key={`${one.email} ${index}`}
                {...{ organization, one, all, viewer }}
                result={one.kind === 'ok' ? results.get(keyOf(one.email)) : undefined}
                busy={busy}
              />
            ))}
          </ul>
        )}
        <DialogActions>
          {/* What is on its way has a Cancel of its own. */}
          {!busy && <Button onClick={close}>{added > 0 ? 'Close' : 'Cancel'}</Button>}
          <Button type="submit" variant="primary" pending={busy} disabledReason={refusal}>
            {sendable.length > 1 ? `Add ${people(sendable.length)}` : 'Add member'}
          </Button>
        </DialogActions>
      </form>
      {question}
    </Dialog>
  )
}

function whyNotSend(typed: TypedMember[], sendable: number): string | undefined {
  if (sendable > 0) return undefined
  return typed.length === 0
    ? 'Give at least one address.'
    : 'None of these can be added: the reason stands beside each.'
}

function AddressLine({
  organization,
  one,
  result,
  busy,
  all,
  viewer,
}: {
  organization: string
  one: TypedMember
  result: RunItem<Step> | undefined
  busy: boolean
  all: OrganizationUser[]
  viewer: Viewer
}) {
  const failed = result?.error
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-1.5 text-sm [content-visibility:auto]">
      <span className="min-w-0 flex-1 basis-40 wrap-anywhere">{one.email}</span>
      {one.kind === 'ok' && !failed && (
        <span className="text-quiet">{result ? wordOf(result, busy) : 'Will be added'}</span>
      )}
      {one.kind === 'ok' && failed && (
        <span className="basis-full text-danger">{whyFailed(failed)}</span>
      )}
      {one.kind === 'invalid' && <span className="basis-full text-danger">{one.why}</span>}
      {one.kind === 'twice' && <span className="text-quiet">Twice: counts once</span>}
      {one.kind === 'member' && <RoleOffer {...{ organization, all, viewer }} user={one.user} />}
    </li>
  )
}

/** Once nothing is on its way any more, whether it was sent makes no difference. */
const wordOf = (result: RunItem<Step>, busy: boolean) =>
  result.state === 'waiting' && !busy ? 'Not added' : resultWord(result)

/** Someone who is a member already can't be added, but may be meant to have another role. */
function RoleOffer({
  organization,
  user,
  all,
  viewer,
}: {
  organization: string
  user: OrganizationUser
  all: OrganizationUser[]
  viewer: Viewer
}) {
  const change = useMemberChange(organization, user.id)
  const staying = useStaying(organization, all)
  const reason =
    user.id === viewer.member?.id
      ? 'This is you. Change your own role in the list.'
      : (whyNotNow(change) ??
        (user.admin
          ? whyNot.demote(user, staying, viewer)
          : whyNot.call('organization_users_update', viewer)))
  return (
    <>
      <span className="text-quiet">{user.admin ? 'Already an admin' : 'Already a member'}</span>
      <Button
        pending={change?.kind === 'role'}
        disabledReason={reason}
        onClick={() => setRole({ organization, user }, !user.admin)}
      >
        {user.admin ? 'Make member' : 'Make admin'}
      </Button>
      {change?.kind === 'refused' && (
        <span role="alert" className="basis-full text-danger">
          {change.sentence}
        </span>
      )}
    </>
  )
}
