import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useController, useWatch, type Control } from 'react-hook-form'
import { Link, useNavigate, useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import { OrganizationCreate, OrganizationName } from '#contract/resources.ts'
import { mutation } from '../api/query.ts'
import { refusalOf } from '../api/refusal.ts'
import { dayIn, useDraftInAddress, useDraftKey } from '../components/draft.ts'
import { Form, pressedBy, SubmitButton, TextField, useApiForm } from '../components/form.tsx'
import { NameField } from '../components/name-field.tsx'
import { notOwn, ownName, useTakenNames } from '../components/taken-name.ts'
import { Page } from '../components/page.tsx'
import { PlanField } from '../components/plan-field.tsx'
import { useUnfinished, useUnsaved } from '../components/unsaved.tsx'
import { addDays, formatDay, LAST_DAY, today } from '../lib/dates.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { toast } from '../ui/toast.tsx'

/** A subscription other than free should have an end date (organizations_create), and one to come. */
const NewOrganization = OrganizationCreate.check(
  z.refine((body) => body.subscription === 'free' || Boolean(body.subscription_end_date), {
    path: ['subscription_end_date'],
    error: 'A subscription other than free needs an end date.',
  }),
  z.refine(
    ({ subscription, subscription_end_date: end }) =>
      subscription === 'free' || !end || end > today(),
    {
      path: ['subscription_end_date'],
      error: () =>
        `The end date is not in the future: today is ${formatDay(today())} (UTC). Give a later day.`,
    },
  ),
)

/** There is nothing yet that could be gone, and no admin who could be asked. */
const meanings = {
  forbidden:
    'Your account or your token may not create organizations here. Ask whoever runs the API, or sign in with another account.',
  not_found:
    'The API does not offer to create organizations, or not to you. Ask whoever runs it, or sign in with another account.',
  conflict:
    'There may be an organization of this name already that you cannot see. Take another name, or try again later.',
}

export function Component() {
  return (
    <Page title="New organization" narrow>
      <NewOrganizationForm key={useDraftKey()} />
    </Page>
  )
}

function NewOrganizationForm() {
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const { own, taken, refuse } = useTakenNames()
  const here = useIsHere()
  const create = useMutation({
    ...mutation('organizations_create'),
    onError: (error, { body }) => {
      refuse(error, body.name)
      // Otherwise the form says it.
      if (!here.current)
        toast.danger(
          `${body.name}${error.kind === 'unknown_outcome' ? ':' : ' was not created.'} ${refusalOf(error, meanings)}`,
        )
    },
    onSuccess: ({ name }) => {
      const said = `${name} was created, and you are its admin.`
      // Whoever left stays where they are, with what they may have typed there.
      if (!here.current)
        return void toast.good(said, {
          label: 'Open it',
          onPress: () => void navigate(paths.overview(name)),
        })
      toast.good(said)
      release()
      return navigate(paths.overview(name), { replace: true })
    },
  })
  const { error } = create
  const asked = create.variables?.body.name
  // That there is one now is nothing against what was asked for.
  const isOwnAfterAll = error?.kind === 'unknown_outcome' && asked !== undefined && own.has(asked)
  const form = useApiForm(NewOrganization.check(notOwn(own)), {
    defaultValues: {
      name: params.get('name') ?? '',
      subscription: params.get('subscription') ?? 'free',
      subscription_end_date: dayIn(params.get('end')),
    },
    error,
  })
  const {
    name = '',
    subscription = '',
    subscription_end_date,
  } = useWatch({ control: form.control })
  const free = subscription === 'free'
  const isThere = isOwnAfterAll && name === asked

  useDraftInAddress({
    name: name || undefined,
    subscription: free ? undefined : subscription,
    end: subscription_end_date || undefined,
  })
  const { question, release } = useUnsaved(
    ['name', 'subscription', 'end'].some((one) => params.has(one)),
    create.isPending
      ? 'The organization is on its way, and may still be created.'
      : 'The organization was not created.',
    { inAddress: true },
  )

  // Its answer is told here.
  useUnfinished(create.isPending)

  const submit = form.handleSubmit(({ name, subscription, subscription_end_date }) =>
    create.mutate({
      body: { name, subscription, ...(subscription !== 'free' && { subscription_end_date }) },
    }),
  )

  return (
    <>
      <Form
        error={isOwnAfterAll ? null : error}
        meanings={meanings}
        fields={['name', 'subscription', 'subscription_end_date']}
        onSubmit={submit}
        onKeyDown={pressedBy('enter')}
        actions={
          <>
            <SubmitButton
              pending={create.isPending}
              disabledReason={isThere ? 'There is an organization of this name now.' : undefined}
            >
              Create organization
            </SubmitButton>
            <Link to={paths.organizations()} className={buttonClass('quiet')}>
              Cancel
            </Link>
          </>
        }
      >
        <NameField
          form={form}
          taken={taken}
          problem={own.has(name) && !create.isPending && !isThere ? ownName : undefined}
          autoFocus
          help={
            z.safeParse(OrganizationName, name).success ? (
              <>
                Its address here will be <span className="break-all">{paths.overview(name)}</span>.
                Whether someone else has the name shows once you create it.
              </>
            ) : (
              'No other organization may have it: whether someone else does shows once you create it.'
            )
          }
        />
        <Plan control={form.control} />
        {free ? (
          <p className="text-sm text-quiet">
            A free subscription takes no end date: it is always valid for a year.
          </p>
        ) : (
          <TextField
            form={form}
            name="subscription_end_date"
            label="End date"
            type="date"
            min={addDays(today(), 1)}
            max={LAST_DAY}
            registration={{ setValueAs: (text: string) => text || undefined }}
            help="The subscription is cancelled on this day (UTC)."
          />
        )}
        <p className="text-sm text-quiet">
          You become its admin, and can rename it later. It can’t be deleted again: this API has no
          call for that.
        </p>
        {isOwnAfterAll && (
          <Notice
            action={
              <Link to={paths.overview(asked)} onClick={release} className={buttonClass()}>
                Open it
              </Link>
            }
          >
            No readable answer came, so it was looked up: {asked} is among your organizations now.
          </Notice>
        )}
      </Form>
      {question}
    </>
  )
}

/** Whether the form is still on the screen. */
function useIsHere() {
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  return here
}

/** A part of its own, so that the form learns of its fields in the order in which they stand: the first broken one gets the focus. */
function Plan({ control }: { control: Control<z.input<typeof OrganizationCreate>> }) {
  const {
    field: { ref, value, onChange },
    fieldState: { error },
  } = useController({ control, name: 'subscription' })
  return <PlanField label="Subscription" error={error?.message} {...{ ref, value, onChange }} />
}
