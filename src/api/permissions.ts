import { operations, type OperationId } from '#contract/operations.ts'
import type { OrganizationUser } from '#contract/resources.ts'
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
}

/**
 * An organization keeps at least one admin (organization_users_update, organization_users_delete). Someone who was only
 * invited can't act yet, so they don't count. `all` is the whole list, never what a filter shows.
 */
const lastAdmin = (user: OrganizationUser, all: OrganizationUser[]) =>
  isActiveAdmin(user) && all.filter(isActiveAdmin).length === 1
    ? 'The only admin. Make someone else admin first.'
    : undefined

export const isActiveAdmin = (user: OrganizationUser) => user.admin && user.status !== 'pending'
