import { operations, type OperationId } from '#contract/operations.ts'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { formatCount } from '../lib/counts.ts'
import { fullName } from '../lib/names.ts'
import { noConnection } from './connection.ts'
import type { Viewer } from './viewer.ts'

/** As much of a viewer as the rules need. */
type Asking = Pick<Viewer, 'admin' | 'pending' | 'connected'>

/** Why this viewer may not do something, in words; undefined where it is allowed. The server decides again, always. */
export const whyNot = {
  call: (id: OperationId, viewer: Asking) => {
    const { access, method } = operations[id]
    if (access === 'admin') {
      // A change of one's own asks first, and while it isn't known which is one's own none can.
      if (viewer.pending && method !== 'GET') return 'Finding out who you are.'
      if (viewer.admin === false) return 'Only admins of this organization can do this.'
    }
    return method !== 'GET' && !viewer.connected ? noConnection : undefined
  },

  demote: (user: OrganizationUser, all: Rows<OrganizationUser>, viewer: Asking) =>
    whyNot.call('organization_users_update', viewer) ?? lastAdmin(user, all),

  remove: (user: OrganizationUser, all: Rows<OrganizationUser>, viewer: Asking) =>
    whyNot.call('organization_users_delete', viewer) ?? lastAdmin(user, all),

  /** Leaving is removing oneself, so it takes an admin who isn't the last. */
  leave: (all: Rows<OrganizationUser>, viewer: Viewer) => {
    if (viewer.pending) return whyNot.call('organization_users_delete', viewer)
    if (viewer.admin === false)
      return `Only admins can remove members, themselves included. ${whomToAsk(all)}`
    if (!viewer.member)
      return 'The server does not say who you are. Find yourself in the list, and remove yourself there.'
    return (
      whyNot.call('organization_users_delete', viewer) ??
      lastAdmin(viewer.member, all, 'You are the only admin.')
    )
  },
}

/**
 * An organization keeps at least one admin (organization_users_update, organization_users_delete). Someone who was only
 * invited can't act yet, so they don't count. `all` is the whole list, never what a filter shows; who could not be read
 * may be admin, too, so of such a list the server alone decides.
 */
function lastAdmin(
  user: OrganizationUser,
  all: Rows<OrganizationUser>,
  who = 'The only admin.',
): string | undefined {
  if (all.unread || !isActiveAdmin(user)) return undefined
  const others = all.filter(({ id, admin }) => admin && id !== user.id)
  if (others.some(isActiveAdmin)) return undefined
  const sentence = `${who} Make someone else admin first.`
  return others.length === 0
    ? sentence
    : `${sentence} Invited ones don’t count until they have an account.`
}

/** Who is locked as the last admin, where the viewer could make someone else admin. */
export function onlyAdmin(
  all: Rows<OrganizationUser>,
  viewer: Asking,
): OrganizationUser | undefined {
  if (all.unread || whyNot.call('organization_users_update', viewer)) return undefined
  const [only, another] = all.filter(isActiveAdmin)
  return another ? undefined : only
}

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

/** How many of them are active admins; undefined where not all could be read. */
export const activeAdmins = (all: Rows<OrganizationUser>): number | undefined =>
  all.unread ? undefined : all.filter(isActiveAdmin).length

/** What a change comes to. */
export const adminsLeftWords = (organization: string, left: number | undefined) =>
  left === undefined
    ? 'Not every member could be read, so how many active admins are left is not known. The server keeps the last one.'
    : `${organization} then has ${left === 1 ? 'one active admin' : `${formatCount(left)} active admins`}.`
