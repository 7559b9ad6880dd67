import { ApiError } from '#contract/errors.ts'
import {
  operationIds,
  operations,
  type Operation,
  type OperationId,
  type ParsedInput,
  type Sent,
} from '#contract/operations.ts'
import type { Db } from '../db/schema.ts'
import * as members from './members.ts'
import * as organizations from './organizations.ts'
import { dayOf } from './periods.ts'
import type { Caller } from './tokens.ts'
import * as usage from './usage.ts'

/** The API over our own database, for one caller. Input is checked already; every failure is an `ApiError`. */
export type EmbeddedApi = {
  [Id in OperationId]: (input: ParsedInput<Id>) => Promise<Sent<Id>>
}

/** What every handler gets. In a write, `db` is the transaction that the whole call runs in. */
interface PublicCall {
  db: Db
  now: Date
  /** The UTC day of `now`. */
  today: string
}

/** What a handler gets for a call by somebody signed in. */
export interface Call extends PublicCall {
  caller: Caller
}

/** What a handler gets for a call on an organization; the caller may make it, and in a write its row is locked. */
export interface OrganizationCall extends Call {
  organization: { id: string; name: string; creation_date: string }
}

type CallOf<Id extends OperationId> = {
  public: PublicCall
  user: Call
  member: OrganizationCall
  admin: OrganizationCall
}[(typeof operations)[Id]['access']]

type Handlers = {
  [Id in OperationId]: (call: CallOf<Id>, input: ParsedInput<Id>) => Promise<Sent<Id>>
}

const handlers: Handlers = {
  organizations_list: organizations.list,
  organizations_create: organizations.create,
  organizations_get: organizations.get,
  organizations_update: organizations.update,
  organizations_resource_usage: usage.resources,
  organizations_usage_get: usage.credits,
  organization_users_list: members.list,
  organization_users_create: members.create,
  organization_users_get: members.get,
  organization_users_update: members.update,
  organization_users_delete: members.remove,
  user: async ({ caller: { id, email, name, surname } }) => ({ id, email, name, surname }),
  status: async () => ({ status: 'ok' }),
}

/**
 * The API as `caller` sees it; without one, only what is public answers. A write is one transaction: it happens as a
 * whole or not at all.
 */
export function embeddedApi(context: {
  db: Db
  caller: Caller | undefined
  now?: () => Date
}): EmbeddedApi {
  const entry = (id: OperationId) => {
    const operation: Operation = operations[id]
    const handler = handlers[id] as (call: PublicCall, input: AnyInput) => Promise<unknown>
    const run = async (db: Db, input: AnyInput) => {
      const now = context.now?.() ?? new Date()
      const call = { db, now, today: dayOf(now) }
      return handler(await admitted(operation, call, context.caller, input), input)
    }
    return [
      id,
      (input: AnyInput) =>
        operation.method === 'GET'
          ? run(context.db, input)
          : context.db.transaction().execute((transaction) => run(transaction, input)),
    ]
  }
  return Object.fromEntries(operationIds.map(entry)) as unknown as EmbeddedApi
}

interface AnyInput {
  params?: { organization_name?: string }
}

/** Lets the caller in as the operation's `access` says, or throws `unauthenticated`, `not_found` or `forbidden`. */
async function admitted(
  { access, method }: Operation,
  call: PublicCall,
  caller: Caller | undefined,
  { params }: AnyInput,
): Promise<PublicCall | Call | OrganizationCall> {
  if (access === 'public') return call
  if (!caller) throw new ApiError('unauthenticated', 'Sign in first: this needs a valid API token.')
  if (access === 'user') return { ...call, caller }

  const organization = await (method === 'GET' ? find : lock)(
    call.db,
    params?.organization_name ?? '',
  )
  const membership =
    organization &&
    (await call.db
      .selectFrom('memberships')
      .select('admin')
      .where('organization_id', '=', organization.id)
      .where('user_id', '=', caller.id)
      .executeTakeFirst())
  if (!membership)
    throw new ApiError(
      'not_found',
      'There is no organization with this name, or you are not a member of it. Check the name, or ask one of its admins to add you.',
    )
  if (access === 'admin' && membership.admin !== 1)
    throw new ApiError(
      'forbidden',
      'Only admins of this organization can do this. Ask one of its admins to do it or to make you an admin.',
    )
  return { ...call, caller, organization }
}

const columns = ['id', 'name', 'creation_date'] as const

const find = (db: Db, name: string) =>
  db.selectFrom('organizations').select(columns).where('name', '=', name).executeTakeFirst()

/** Changing nothing locks the row on both databases until the transaction ends: writes on one organization take turns. */
const lock = (db: Db, name: string) =>
  db
    .updateTable('organizations')
    .set(({ ref }) => ({ name: ref('name') }))
    .where('name', '=', name)
    .returning(columns)
    .executeTakeFirst()
