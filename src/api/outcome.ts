/** Finds out by reading whether a write was done whose answer never came. */
import type { Api, Input, MutationId, Output } from '#contract/operations.ts'
import { ApiError } from '#contract/errors.ts'
import { connectionLost, whenBack } from './connection.ts'

/** `done` with what the answer would have been; undefined where reading can't tell. */
export type Outcome<Id extends MutationId> =
  | { done: true; output: Output<Id> }
  | { done: false }
  | undefined

/** What was known before the write was sent, as far as something had been read. */
export interface Before {
  organizations: readonly { id: string }[] | undefined
  members: readonly { id: string; email: string }[] | undefined
  /** Who asks. */
  me: { email: string } | undefined
}

type Looks = {
  [Id in MutationId]: (api: Api, input: Input<Id>, before: Before) => Promise<Outcome<Id>>
}

const looks: Looks = {
  async organizations_create(api, { body }, before) {
    const found = (await api.organizations_list({})).find(({ name }) => name === body.name)
    return found ? ifNew(found, before.organizations) : { done: false }
  },

  async organizations_update(api, { params, body }) {
    const get = (organization_name: string) =>
      api.organizations_get({ params: { organization_name } }).catch(undefinedWhereGone)
    const before = params.organization_name
    const { name = before, subscription_start_date, subscription_end_date, ...others } = body
    if (name !== before && (await get(before))) return { done: false }
    const found = await get(name)
    // No answer tells the dates of a subscription.
    if (!found || subscription_start_date !== undefined || subscription_end_date !== undefined)
      return undefined
    const asked = Object.entries(others).filter(([, value]) => value !== undefined)
    return outcome(asked.every(([field, value]) => found[field] === value) ? found : undefined)
  },

  async organization_users_create(api, { params, body }, before) {
    const list = await api.organization_users_list({ params })
    const found = list.find((user) => isSame(user.email, body.email))
    if (!found) return list.unread ? undefined : { done: false }
    // Whoever was a member already stays as they were.
    return body.admin !== undefined && found.admin !== body.admin
      ? { done: false }
      : ifNew(found, before.members)
  },

  async organization_users_update(api, { params, body }) {
    const user = await memberOf(api, params)
    return outcome(body.admin === undefined || user?.admin === body.admin ? user : undefined)
  },

  async organization_users_delete(api, { params: { user_id, ...params } }, before) {
    const list = await api.organization_users_list({ params }).catch(undefinedWhereGone)
    if (list?.some(({ id }) => id === user_id)) return { done: false }
    if (list) return list.unread ? undefined : { done: true, output: undefined }
    // Whoever leaves no longer sees the organization; to others that says nothing.
    const removed = before.members?.find(({ id }) => id === user_id)
    return removed && before.me && isSame(removed.email, before.me.email)
      ? { done: true, output: undefined }
      : undefined
  },
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

/** What was there before the write is no sign of it. */
const ifNew = <Found extends { id: string }>(
  found: Found,
  known: readonly { id: string }[] | undefined,
) =>
  known && !known.some(({ id }) => id === found.id)
    ? { done: true as const, output: found }
    : undefined

const outcome = <Output>(output: Output | undefined) =>
  output === undefined ? { done: false as const } : { done: true as const, output }

async function memberOf(
  api: Api,
  { user_id, ...params }: Input<'organization_users_get'>['params'],
) {
  const list = await api.organization_users_list({ params })
  return list.find(({ id }) => id === user_id)
}

function undefinedWhereGone(error: unknown) {
  if (error instanceof ApiError && error.kind === 'not_found') return undefined
  throw error
}

/** Milliseconds: what is still on its way arrives a little later. */
const PAUSES = [0, 1000, 2000, 4000]
const PATIENCE_WITHOUT_CONNECTION = 60_000

/**
 * Looks again with growing pauses until it is done, or only `once`; undefined where it can't be told. Waits for a
 * connection.
 */
export async function findOut<Id extends MutationId>(
  api: Api,
  id: Id,
  input: Input<Id>,
  before: Before,
  { once = false }: { once?: boolean } = {},
): Promise<Outcome<Id>> {
  const look: Looks[Id] = looks[id]
  let last: Outcome<Id>
  for (const pause of once ? [0] : PAUSES) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    await whenBack(PATIENCE_WITHOUT_CONNECTION)
    last = await look(api, input, before).catch(noted)
    if (last?.done) return last
  }
  return last
}

function noted(error: unknown) {
  if (error instanceof ApiError && error.kind === 'network') void connectionLost()
  return undefined
}
