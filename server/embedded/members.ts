import { randomUUID } from 'node:crypto'
import { ApiError } from '#contract/errors.ts'
import type { ParsedInput, Sent } from '#contract/operations.ts'
import type { Db } from '../db/schema.ts'
import type { OrganizationCall } from './index.ts'

/** The members of an organization, by e-mail (organization_users_list). */
export async function list({
  db,
  organization,
}: OrganizationCall): Promise<Sent<'organization_users_list'>> {
  const rows = await members(db, organization.id).orderBy('email_key').execute()
  return rows.map(sent)
}

/** One member (organization_users_get). Throws `not_found`. */
export async function get(
  { db, organization }: OrganizationCall,
  { params }: ParsedInput<'organization_users_get'>,
): Promise<Sent<'organization_users_get'>> {
  const row = await members(db, organization.id)
    .where('users.id', '=', params.user_id)
    .executeTakeFirst()
  if (!row) throw noSuchUser()
  return sent(row)
}

/**
 * Adds a person by e-mail (organization_users_create). An address that nobody has registered becomes a pending user.
 * Throws `conflict` where the person is a member already.
 */
export async function create(
  call: OrganizationCall,
  { body }: ParsedInput<'organization_users_create'>,
): Promise<Sent<'organization_users_create'>> {
  const { db, organization } = call
  const email_key = body.email.toLowerCase()
  await db
    .insertInto('users')
    .values({
      id: randomUUID(),
      email: body.email,
      email_key,
      name: '',
      surname: '',
      status: 'pending',
      operator: 0,
      sample: 0,
    })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .execute()
  const user = await db
    .selectFrom('users')
    .select(['id', 'email'])
    .where('email_key', '=', email_key)
    .executeTakeFirstOrThrow()
  const added = await db
    .insertInto('memberships')
    .values({ organization_id: organization.id, user_id: user.id, admin: body.admin ? 1 : 0 })
    .onConflict((conflict) => conflict.columns(['organization_id', 'user_id']).doNothing())
    .returning('user_id')
    .executeTakeFirst()
  if (!added) {
    const sentence = `${user.email} is already a member of this organization.`
    throw new ApiError('conflict', sentence, { fields: { email: sentence } })
  }
  return get(call, { params: { organization_name: organization.name, user_id: user.id } })
}

/**
 * Makes a member an admin or a regular user (organization_users_update). Throws `not_found`, and `conflict` where no
 * admin would be left.
 */
export async function update(
  call: OrganizationCall,
  { params, body }: ParsedInput<'organization_users_update'>,
): Promise<Sent<'organization_users_update'>> {
  const { db, organization } = call
  if (body.admin !== undefined) {
    await db
      .updateTable('memberships')
      .set({ admin: body.admin ? 1 : 0 })
      .where('organization_id', '=', organization.id)
      .where('user_id', '=', params.user_id)
      .execute()
  }
  const user = await get(call, { params })
  if (body.admin === false) await keepAnAdmin(call)
  return user
}

/** Removes a member (organization_users_delete). Throws `not_found`, and `conflict` where no admin would be left. */
export async function remove(
  call: OrganizationCall,
  { params }: ParsedInput<'organization_users_delete'>,
): Promise<void> {
  const { db, organization } = call
  const removed = await db
    .deleteFrom('memberships')
    .where('organization_id', '=', organization.id)
    .where('user_id', '=', params.user_id)
    .returning('user_id')
    .executeTakeFirst()
  if (!removed) throw noSuchUser()
  await keepAnAdmin(call)
}

/**
 * The last admin can be neither made a regular user nor removed (organization_users_update, organization_users_delete).
 * An invited admin can't sign in yet and doesn't count. Looks after the change, under the organization's lock, and
 * throws `conflict`, which takes the change back.
 */
async function keepAnAdmin({ db, organization }: OrganizationCall) {
  const admin = await members(db, organization.id)
    .where('admin', '=', 1)
    .where('status', '!=', 'pending')
    .limit(1)
    .executeTakeFirst()
  if (!admin)
    throw new ApiError(
      'conflict',
      'This is the last admin of the organization, which must keep one. Make another member an admin first.',
    )
}

const members = (db: Db, organizationId: string) =>
  db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.id', 'email', 'name', 'surname', 'status', 'admin'])
    .where('organization_id', '=', organizationId)

const sent = <Row extends { admin: number }>(row: Row) => ({ ...row, admin: row.admin === 1 })

const noSuchUser = () =>
  new ApiError('not_found', 'This organization has no such user. They may have been removed.')
