/** Finds out by reading whether a write was done whose answer never came. */
import type { Api, Input, MutationId, Output } from '#contract/operations.ts'
import { ApiError } from '#contract/errors.ts'
import { connectionLost, whenBack } from './connection.ts'

/** `done` with what the answer would have been; undefined where reading can't tell. */
export type Outcome<Id extends MutationId> =
  | { done: true; output: Output<Id> }
  | { done: false }
  | undefined

type Looks = { [Id in MutationId]: (api: Api, input: Input<Id>) => Promise<Outcome<Id>> }

const looks: Looks = {
  organizations_create: async (api, { body }) =>
    outcome((await api.organizations_list({})).find(({ name }) => name === body.name)),

  async organizations_update(api, { params, body }) {
    const get = (organization_name: string) =>
      api.organizations_get({ params: { organization_name } }).catch(undefinedWhereGone)
    const before = params.organization_name
    const { name = before, subscription } = body
    if (name !== before && (await get(before))) return { done: false }
    const found = await get(name)
    // No answer tells the dates of a subscription.
    if (
      !found ||
      body.subscription_start_date !== undefined ||
      body.subscription_end_date !== undefined
    )
      return undefined
    return outcome(
      subscription === undefined || found.subscription === subscription ? found : undefined,
    )
  },

  async organization_users_create(api, { params, body }) {
    const email = body.email.toLowerCase()
    const list = await api.organization_users_list({ params })
    return outcome(list.find((user) => user.email.toLowerCase() === email))
  },

  async organization_users_update(api, { params, body }) {
    const user = await memberOf(api, params)
    return outcome(body.admin === undefined || user?.admin === body.admin ? user : undefined)
  },

  async organization_users_delete(api, { params }) {
    // Whoever removes themselves no longer sees the organization.
    const user = await memberOf(api, params).catch(undefinedWhereGone)
    return user ? { done: false } : { done: true, output: undefined }
  },
}

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

/** Looks again with growing pauses until it is done; undefined where it can't be told. Waits for a connection. */
export async function findOut<Id extends MutationId>(
  api: Api,
  id: Id,
  input: Input<Id>,
): Promise<Outcome<Id>> {
  const look: Looks[Id] = looks[id]
  let last: Outcome<Id>
  for (const pause of PAUSES) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    await whenBack(PATIENCE_WITHOUT_CONNECTION)
    last = await look(api, input).catch(noted)
    if (last?.done) return last
  }
  return last
}

function noted(error: unknown) {
  if (error instanceof ApiError && error.kind === 'network') connectionLost()
  return undefined
}
