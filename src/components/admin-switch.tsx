import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { OrganizationUser } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { mutation } from '../api/query.ts'
import type { Viewer } from '../api/viewer.ts'
import { fullName } from '../lib/names.ts'
import { Switch } from '../ui/switch.tsx'
import { toast } from '../ui/toast.tsx'
import { Confirm } from './confirm.tsx'

/** Makes someone admin or a plain member. The server's word counts: a refusal puts the switch back and says why. */
export function AdminSwitch({
  organization,
  user,
  all,
  viewer,
}: {
  organization: string
  user: OrganizationUser
  /** Everyone in the organization, for the last admin's guard. */
  all: OrganizationUser[]
  viewer: Viewer
}) {
  const [asking, setAsking] = useState(false)
  const name = fullName(user) || user.email
  const update = useMutation({
    ...mutation('organization_users_update'),
    onSuccess: ({ admin }) => {
      setAsking(false)
      toast.good(admin ? `${name} is admin now.` : `${name} is no longer admin.`)
    },
    onError: (error) => {
      if (asking) return
      const stays = error.kind === 'unknown_outcome' ? '' : `${name} stays as before. `
      toast.danger(stays + error.message)
    },
  })
  const set = (admin: boolean) =>
    update.mutate({
      params: { organization_name: organization, user_id: user.id },
      body: { admin },
    })

  return (
    <>
      <Switch
        label={`${name} is admin`}
        checked={update.isPending ? update.variables.body.admin === true : user.admin}
        pending={update.isPending}
        disabledReason={
          user.admin
            ? whyNot.demote(user, all, viewer)
            : whyNot.call('organization_users_update', viewer)
        }
        onChange={(admin) => {
          if (admin || user.id !== viewer.member?.id) return set(admin)
          update.reset()
          setAsking(true)
        }}
      />
      {asking && (
        <Confirm
          title="Give up your admin rights?"
          action="Give up my rights"
          pending={update.isPending}
          error={update.error}
          onConfirm={() => set(false)}
          onCancel={() => setAsking(false)}
        >
          You will no longer be able to change members or settings of {organization}, nor take this
          back. Another admin can make you admin again.
        </Confirm>
      )}
    </>
  )
}
