import { useMutation } from '@tanstack/react-query'
import { useWatch } from 'react-hook-form'
import { Link, useNavigate } from 'react-router'
import * as z from 'zod/mini'
import { OrganizationCreate, plans } from '#contract/resources.ts'
import { mutation } from '../api/query.ts'
import { Form, SelectField, SubmitButton, TextField, useApiForm } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'

const planOptions = plans.map((value) => ({
  value,
  label: `${value.slice(0, 1).toUpperCase()}${value.slice(1)}`,
}))

/** A subscription other than free should have an end date (organizations_create). */
const NewOrganization = OrganizationCreate.check(
  z.refine((body) => body.subscription === 'free' || Boolean(body.subscription_end_date), {
    path: ['subscription_end_date'],
    error: 'A subscription other than free needs an end date.',
  }),
)

export function Component() {
  const navigate = useNavigate()
  const create = useMutation({
    ...mutation('organizations_create'),
    onSuccess: ({ name }) => {
      toast.good(`${name} was created, and you are its admin.`)
      return navigate(paths.overview(name))
    },
  })
  const form = useApiForm(NewOrganization, {
    defaultValues: { name: '', subscription: 'free', subscription_end_date: undefined },
    error: create.error,
  })
  const free = useWatch({ control: form.control, name: 'subscription' }) === 'free'

  const submit = form.handleSubmit(({ name, subscription, subscription_end_date }) =>
    create.mutate({
      body: { name, subscription, ...(subscription !== 'free' && { subscription_end_date }) },
    }),
  )

  return (
    <Page title="New organization" narrow>
      <Form
        error={create.error}
        onSubmit={submit}
        actions={
          <>
            <SubmitButton pending={create.isPending}>Create organization</SubmitButton>
            <Link to={paths.organizations()} className={buttonClass('quiet')}>
              Cancel
            </Link>
          </>
        }
      >
        <TextField
          form={form}
          name="name"
          label="Name"
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          help="Lower-case letters, numbers and dashes, starting with a letter; at most 64. No other organization may have it. You can change it later."
        />
        <SelectField form={form} name="subscription" label="Subscription" options={planOptions} />
        {free ? (
          <p className="text-sm text-quiet">A free subscription is always valid for a year.</p>
        ) : (
          <TextField
            form={form}
            name="subscription_end_date"
            label="End date"
            type="date"
            registration={{ setValueAs: (text: string) => text || undefined }}
            help="The subscription is cancelled on this day (UTC)."
          />
        )}
        <p className="text-sm text-quiet">
          You become its admin. An organization cannot be deleted through this API.
        </p>
      </Form>
    </Page>
  )
}
