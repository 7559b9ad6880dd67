import { useMutation } from '@tanstack/react-query'
import { useNavigate, useParams } from 'react-router'
import * as z from 'zod/mini'
import { OrganizationName } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { mutation } from '../api/query.ts'
import { useViewer } from '../api/viewer.ts'
import { Form, SubmitButton, TextField, useApiForm } from '../components/form.tsx'
import { Page, Section } from '../components/page.tsx'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Notice } from '../ui/notice.tsx'
import { toast } from '../ui/toast.tsx'

export function Component() {
  const organization = param(useParams(), 'organization')
  return (
    <Page title="Settings" of={organization} narrow>
      {/* A form of its own for each organization: what was typed for one is not meant for another. */}
      <Rename key={organization} organization={organization} />
      <Section title="Deleting">
        <p className="text-quiet">Organizations cannot be deleted through this API.</p>
      </Section>
    </Page>
  )
}

const NewName = z.object({ name: OrganizationName })

function Rename({ organization }: { organization: string }) {
  const navigate = useNavigate()
  const viewer = useViewer(organization)
  const refused = whyNot.call('organizations_update', viewer)
  const update = useMutation({
    ...mutation('organizations_update'),
    onSuccess: ({ name }) => {
      toast.good(
        name === organization
          ? 'The name is the same as before.'
          : `${organization} is now called ${name}.`,
      )
      // The old address no longer exists; left at once, nothing there is refreshed.
      return navigate(paths.settings(name), { replace: true, flushSync: true })
    },
  })
  const form = useApiForm(NewName, { defaultValues: { name: organization }, error: update.error })

  const submit = form.handleSubmit((body) =>
    update.mutate({ params: { organization_name: organization }, body }),
  )

  return (
    <Section title="Name">
      {viewer.admin === false && (
        <Notice>You are a member here, so you cannot change this. {refused}</Notice>
      )}
      <Form
        error={update.error}
        onSubmit={submit}
        actions={
          <SubmitButton pending={update.isPending} disabledReason={refused}>
            Rename
          </SubmitButton>
        }
      >
        <TextField
          form={form}
          name="name"
          label="Name"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          help="The name is the organization's address: links and scripts that use the old one stop working."
        />
      </Form>
    </Section>
  )
}
