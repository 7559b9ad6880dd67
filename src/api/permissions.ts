import { operations, type OperationId } from '#contract/operations.ts'
import type { OrganizationUser } from '#contract/resources.ts'
import { fullName } from '../lib/names.ts'
import type { Viewer } from './viewer.ts'

/** Why this viewer may not do something, in words; undefined where it is allowed. The server decides again, always. */
export const whyNot = {
  call: (id: OperationId, viewer: Pick<Viewer, 'admin'>) =>
    operations[id].access === 'admin' && viewer.admin === false
      ? 'Only admins of this organization can do this.'
      : undefined,

  demote: (user: OrganizationUser, all: OrganizationUser[], viewer: Pick<Viewer, 'admin'>) =>
    whyNot.call('organization_users_update', viewer) ?? lastAdmin(user, all),

  remove: (user: OrganizationUser, all: OrganizationUser[], viewer: Pick<Viewer, 'admin'>) =>
    whyNot.call('organization_users_delete', viewer) ?? lastAdmin(user, all),

  /** Leaving is removing oneself, so it takes an admin who isn't the last. */
  leave: (all: OrganizationUser[], viewer: Pick<Viewer, 'admin' | 'member'>) => {
    if (viewer.admin === false)
      return `Only admins can remove members, themselves included. ${whomToAsk(all)}`
    if (!viewer.member)
      return 'The server does not say who you are. Find yourself in the list, and remove yourself there.'
    return lastAdmin(viewer.member, all)
  },
}

/**
 * An organization keeps at least one admin (organization_users_update, organization_users_delete). Someone who was only
 * invited can't act yet, so they don't count. `all` is the whole list, never what a filter shows.
 */
const lastAdmin = (user: OrganizationUser, all: OrganizationUser[]) =>
  isActiveAdmin(user) && !all.some((other) => other.id !== user.id && isActiveAdmin(other))
    ? 'The only admin. Make someone else admin first.'
    : undefined

/** Names a few who can change what the viewer can't. */
export function whomToAsk(all: OrganizationUser[]): string {
  const admins = all.filter(isActiveAdmin).slice(0, 3)
  const named = admins.map((admin) => {
    const name = fullName(admin)
    return name ? `${name} (${admin.email})` : admin.email
  })
  return named.length === 0
    ? 'The list names no active admin to ask: ask whoever runs the server.'
    : `Ask an admin: ${named.join(', ')}.`
}

export const isActiveAdmin = (user: OrganizationUser) => user.admin && user.status !== 'pending'
