import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useWatch } from 'react-hook-form'
import { useNavigate, useSearchParams, type NavigateFunction } from 'react-router'
import * as z from 'zod/mini'
import { ApiError } from '#contract/errors.ts'
import { operations } from '#contract/operations.ts'
import { OrganizationName, type OrganizationDetail } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { organizations } from '../api/queries.ts'
import { apiAddress, forgetOrganization, mutation } from '../api/query.ts'
import type { Viewer } from '../api/viewer.ts'
import { write } from '../api/write.ts'
import { useDraftInAddress } from '../components/draft.ts'
import { Form, pressedBy, SubmitButton, TextField, useApiForm } from '../components/form.tsx'
import { NameField } from '../components/name-field.tsx'
import { RenamedNotice, usePressedBefore } from '../components/renamed-notice.tsx'
import { notOwn, ownName, useTakenNames } from '../components/taken-name.ts'
import { rememberFormerName } from '../lib/former-names.ts'
import { paths, renamedPath } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'
import { nameOf, sayDone, sayWhereLeft } from './settings-undo.ts'

const newName = (own: ReadonlySet<string>) =>
  z.object({ name: OrganizationName, again: z.string() }).check(
    notOwn(own),
    z.refine(({ again }) => again !== '', {
      path: ['again'],
      abort: true,
      error: 'Type the new name to confirm.',
    }),
    z.refine(({ name, again }) => name === again, {
      path: ['again'],
      error: 'This is not the new name. Type it exactly as above.',
    }),
  )

/** Gives an organization another name, and says before what the old one no longer leads to. */
export function Rename({
  organization,
  data,
  viewer,
  onMoved,
  onRenamed,
}: {
  organization: string
  data: OrganizationDetail
  viewer: Viewer
  onMoved: (moved: boolean) => void
  /** Its page is about to be left for the one under the new name. */
  onRenamed: () => void
}) {
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const { own, taken, refuse } = useTakenNames(data.id)
  const update = useMutation({
    ...mutation('organizations_update'),
    onError: (error, { body }) => {
      refuse(error, body.name ?? '')
      sayWhereLeft(organization, error)
    },
    onSuccess: ({ name }) => renamed(name),
  })
  const renamed = (name: string) => {
    const { id } = data
    sayDone(
      id,
      `${organization} is now called ${name}.`,
      () => void undoRename({ id, from: organization, to: name }, navigate),
    )
    onRenamed()
    return follow({ id, from: organization, to: name }, navigate)
  }
  const { error } = update
  const asked = update.variables?.body.name
  const list = useQuery(organizations()).data
  const isAfterAll =
    update.error?.kind === 'unknown_outcome' &&
    list?.some(({ id, name }) => id === data.id && name === asked) === true
  const goOn = useEffectEvent(() => renamed(asked ?? organization))
  useEffect(() => {
    if (isAfterAll) void goOn()
  }, [isAfterAll])
  // Whether there still is one of the old name is what is being found out.
  useEffect(() => {
    if (!update.isPending) return
    onMoved(true)
    return () => onMoved(false)
  }, [update.isPending, onMoved])
  const form = useApiForm(newName(own), {
    defaultValues: { name: params.get('name') ?? organization, again: '' },
    error,
  })
  const { name = '' } = useWatch({ control: form.control })
  const refusal = whyNot.call('organizations_update', viewer)
  const locked = viewer.admin === false ? refusal : undefined
  const problem = name !== organization && own.has(name) ? ownName : undefined
  const isRefused = problem !== undefined || form.formState.errors.name !== undefined
  const another = name !== organization && !isRefused && z.safeParse(OrganizationName, name).success
  useDraftInAddress({ name: name === organization ? undefined : name })

  const submit = form.handleSubmit(({ name }) =>
    update.mutate({ params: { organization_name: organization }, body: { name } }),
  )
  const gone = error?.kind === 'not_found'
  const pressedBefore = usePressedBefore('rename')

  return (
    <Form
      error={gone ? null : error}
      fields={['name']}
      onSubmit={submit}
      onKeyDown={pressedBy('s')}
      actions={
        <>
          <SubmitButton
            autoFocus={pressedBefore}
            pending={update.isPending}
            disabledReason={refusal ?? (name === organization ? 'Nothing is changed.' : undefined)}
          >
            Rename
          </SubmitButton>
          {name !== organization && !update.isPending && (
            <Button
              variant="quiet"
              onClick={() => {
                update.reset()
                form.reset({ name: organization, again: '' })
                form.setFocus('name')
              }}
            >
              Keep the old name
            </Button>
          )}
        </>
      }
    >
      <NameField
        form={form}
        taken={taken}
        current={organization}
        problem={problem}
        locked={locked}
        help="The name is the organization’s address, in this console and for programs."
      />
      {another && locked === undefined && (
        <>
          <WhatChanges from={organization} to={name} />
          <TextField
            form={form}
            name="again"
            label="Type the new name again"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </>
      )}
      {gone && (
        <RenamedNotice
          organization={organization}
          id={data.id}
          pressed="rename"
          onMoved={onMoved}
        />
      )}
    </Form>
  )
}

interface Renaming {
  id: string
  from: string
  to: string
}

/** Whoever is at an address with the old name is led to the same screen with the new one. */
async function follow({ id, from, to }: Renaming, navigate: NavigateFunction) {
  rememberFormerName(from, id)
  const { pathname, search } = window.location
  const there = renamedPath(pathname, from, to)
  if (there !== undefined) {
    const params = new URLSearchParams(search)
    if (there === paths.settings(to) && params.get('name') === to) params.delete('name')
    await navigate({ pathname: there, search: params.toString() }, { replace: true })
  }
  await forgetOrganization(from)
}

async function undoRename({ id, from, to }: Renaming, navigate: NavigateFunction) {
  try {
    const now = await nameOf(id)
    if (now !== to)
      return void toast.danger(
        now === undefined
          ? `${to} was not renamed back: it is not among your organizations any more.`
          : `${to} was not renamed back: someone has called it ${now} since.`,
      )
    await write(
      'organizations_update',
      { params: { organization_name: to }, body: { name: from } },
      () => {
        sayDone(id, `It is called ${from} again.`)
        return follow({ id, from: to, to: from }, navigate)
      },
    )
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    toast.danger(`${to} was not renamed back. ${error.message}`)
  }
}

const calls = Object.values(operations).filter(({ path }) => path.includes(':organization_name'))

function WhatChanges({ from, to }: { from: string; to: string }) {
  const address = (name: string) => location.origin + paths.overview(name)
  const call = ({ method, path }: (typeof calls)[number], name: string) =>
    `${method} ${apiAddress}${path.replace(':organization_name', name)}`
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg bg-raised p-4 text-sm">
      <p className="wrap-anywhere">
        From <strong className="font-medium">{from}</strong> to{' '}
        <strong className="font-medium">{to}</strong>. What uses the old name stops working: links,
        scripts, clients and deployments. In this browser the old links lead on to the new ones,
        until another organization takes the name.
      </p>
      <Changed title="The address of this console" changes={[[address(from), address(to)]]} />
      <details>
        <summary className="w-fit rounded-md font-medium max-sm:py-3">
          The {calls.length} calls that change
        </summary>
        <div className="mt-2">
          <Changed title="Calls" changes={calls.map((one) => [call(one, from), call(one, to)])} />
        </div>
      </details>
    </div>
  )
}

function Changed({ title, changes }: { title: string; changes: (readonly [string, string])[] }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <p className="text-quiet">{title}</p>
      <pre className="text-xs/5 wrap-anywhere whitespace-pre-wrap">
        {changes.map(([before, after]) => `${before}\n→\u00a0${after}`).join('\n')}
      </pre>
    </div>
  )
}
