import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { OrganizationUser } from '#contract/resources.ts'
import { mutation } from '../api/query.ts'
import { displayName } from '../lib/names.ts'
import { Switch } from '../ui/switch.tsx'
import { toast } from '../ui/toast.tsx'
import { Confirm } from './confirm.tsx'
import { setRole, settleChanges, useMemberChange } from './member-changes.ts'

/**
 * Makes someone admin or a plain member. The server's word counts: until it is there the switch waits, and a refusal puts
 * it back. Whoever gives up their own rights is asked first, for they can't take it back.
 */
export function AdminSwitch({
  organization,
  user,
  self,
  disabledReason,
}: {
  organization: string
  user: OrganizationUser
  /** Whether it is the viewer's own. */
  self: boolean
  /** Why the role stays as it is. */
  disabledReason: string | undefined
}) {
  const [asking, setAsking] = useState(false)
  const change = useMemberChange(organization, user.id)
  const waiting = change?.kind === 'role' ? change.admin : undefined

  return (
    <>
      <Switch
        label={`${displayName(user)} is admin`}
        checked={waiting ?? user.admin}
        pending={waiting !== undefined}
        disabledReason={disabledReason}
        onChange={(admin) => {
          if (admin || !self) setRole({ organization, user }, admin)
          else setAsking(true)
        }}
      />
      {asking && <StepBack {...{ organization, user }} onClose={() => setAsking(false)} />}
    </>
  )
}

function StepBack({
  organization,
  user,
  onClose,
}: {
  organization: string
  user: OrganizationUser
  onClose: () => void
}) {
  const update = useMutation({
    ...mutation('organization_users_update'),
    // Afterwards there is no right to send them.
    onMutate: () => settleChanges(organization),
    onSuccess: () => {
      onClose()
      toast.good(`You are no longer admin of ${organization}.`)
    },
  })
  return (
    <Confirm
      title="Give up your admin rights?"
      action="Give up my rights"
      pending={update.isPending}
      error={update.error}
      onConfirm={() =>
        update.mutate({
          params: { organization_name: organization, user_id: user.id },
          body: { admin: false },
        })
      }
      onCancel={onClose}
    >
      You will no longer be able to change members or settings of {organization}, nor take this
      back. Another admin can make you admin again.
    </Confirm>
  )
}
