import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { activeAdmins, adminsLeftWords, isActiveAdmin } from '../api/permissions.ts'
import { organizations } from '../api/queries.ts'
import { forgetOrganization, mutation, queryClient } from '../api/query.ts'
import { displayName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { toast } from '../ui/toast.tsx'
import { Confirm } from './confirm.tsx'
import { removeLater, settleChanges } from './member-changes.ts'

/**
 * Asks before someone is removed, which also deletes their roles in all projects of the organization
 * (organization_users_delete). It is sent a few seconds later.
 */
export function RemoveMember({
  organization,
  user,
  all,
  onClose,
}: {
  organization: string
  user: OrganizationUser
  /** Everyone who stays a member otherwise, for the number of admins. */
  all: Rows<OrganizationUser>
  onClose: () => void
}) {
  const name = displayName(user)
  const admins = activeAdmins(all)
  return (
    <Confirm
      title={`Remove ${name}?`}
      action={`Remove ${name}`}
      pending={false}
      error={null}
      onCancel={onClose}
      onConfirm={() => {
        removeLater({ organization, user })
        onClose()
      }}
    >
      <p>
        {user.email} loses access to {organization}, and all roles in all its projects are deleted,
        too. Being added again does not bring the roles back.
      </p>
      <p>It is sent after 8 seconds. Until then you can undo it.</p>
      {user.admin && (
        <p>{adminsLeftWords(organization, admins && admins - Number(isActiveAdmin(user)))}</p>
      )}
    </Confirm>
  )
}

/** Asks before the viewer leaves. Done at once: afterwards there is no place here to take it back from. */
export function LeaveOrganization({
  organization,
  user,
  onClose,
}: {
  organization: string
  user: OrganizationUser
  onClose: () => void
}) {
  const navigate = useNavigate()
  const leave = useMutation({
    ...mutation('organization_users_delete'),
    // Afterwards there is no right to send them.
    onMutate: () => settleChanges(organization),
    onSuccess: async () => {
      // Whose list still has it would be shown a row of which nothing can be read.
      await queryClient.query({ ...organizations(), staleTime: 0 }).catch(() => undefined)
      onClose()
      toast.good(`You left ${organization}.`)
      // Back doesn't lead to what can't be read any more.
      await navigate(paths.organizations(), { replace: true })
      await forgetOrganization(organization)
    },
  })
  return (
    <Confirm
      title={`Leave ${organization}?`}
      action="Leave"
      pending={leave.isPending}
      error={leave.error}
      onCancel={onClose}
      onConfirm={() =>
        leave.mutate({ params: { organization_name: organization, user_id: user.id } })
      }
    >
      <p>
        You lose access to {organization}, and all your roles in all its projects are deleted, too.
        You cannot take this back: an admin would have to add you again, and that does not bring the
        roles back.
      </p>
    </Confirm>
  )
}
