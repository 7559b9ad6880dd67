import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { mutation } from '../api/query.ts'
import { fullName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { toast } from '../ui/toast.tsx'
import { Confirm } from './confirm.tsx'

/** Removing also deletes the person's roles in all projects of the organization (organization_users_delete). */
export function RemoveMember({
  organization,
  user,
  self,
  onClose,
}: {
  organization: string
  user: OrganizationUser
  self: boolean
  onClose: () => void
}) {
  const navigate = useNavigate()
  const name = fullName(user) || user.email
  const remove = useMutation({
    ...mutation('organization_users_delete'),
    onSuccess: () => {
      onClose()
      toast.good(self ? `You left ${organization}.` : `${name} was removed.`)
      // Left at once, a page that is about this person is not refreshed.
      return navigate(self ? paths.organizations() : paths.members(organization), {
        flushSync: true,
      })
    },
  })
  return (
    <Confirm
      title={self ? `Leave ${organization}?` : `Remove ${name}?`}
      action={self ? 'Leave' : `Remove ${name}`}
      pending={remove.isPending}
      error={remove.error}
      onCancel={onClose}
      onConfirm={() =>
        remove.mutate({ params: { organization_name: organization, user_id: user.id } })
      }
    >
      <p>
        {self ? 'You lose' : `${user.email} loses`} access to {organization}, and all roles in all
        its projects are deleted, too. Being added again does not bring the roles back.
      </p>
    </Confirm>
  )
}
