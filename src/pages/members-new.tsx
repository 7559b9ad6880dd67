import { useMutation } from '@tanstack/react-query'
import { useNavigate, useParams } from 'react-router'
import { UserCreate } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { mutation } from '../api/query.ts'
import { useViewer } from '../api/viewer.ts'
import { Form, SubmitButton, TextField, useApiForm } from '../components/form.tsx'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'

export function Component() {
  const organization = param(useParams(), 'organization')
  const navigate = useNavigate()
  const viewer = useViewer(organization)
  const close = () => navigate(paths.members(organization))
  const add = useMutation({
    ...mutation('organization_users_create'),
    onSuccess: (user) => {
      toast.good(
        user.status === 'pending'
          ? `${user.email} was invited to ${organization}.`
          : `${user.email} is now a member of ${organization}.`,
      )
      return close()
    },
  })
  const form = useApiForm(UserCreate, {
    defaultValues: { email: '', admin: false },
    error: add.error,
  })
  return (
    <Dialog title={`Add a member to ${organization}`} onClose={() => void close()}>
      <Form
        error={add.error}
        onSubmit={form.handleSubmit((body) =>
          add.mutate({ params: { organization_name: organization }, body }),
        )}
        actions={
          <>
            <SubmitButton
              pending={add.isPending}
              disabledReason={whyNot.call('organization_users_create', viewer)}
            >
              Add member
            </SubmitButton>
            <Button variant="quiet" onClick={() => void close()}>
              Cancel
            </Button>
          </>
        }
      >
        <TextField
          form={form}
          name="email"
          label="E-mail"
          type="email"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          help="Someone without an account yet is invited."
        />
        <label className="flex items-start gap-2.5">
          <input
            type="checkbox"
            {...form.register('admin')}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>
            <span className="font-medium">Admin</span>
            <span className="block text-sm text-quiet">
              Admins change members, settings and the organization's name.
            </span>
          </span>
        </label>
      </Form>
    </Dialog>
  )
}
