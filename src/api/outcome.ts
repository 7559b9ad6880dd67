/** Finds out by reading whether a write was done whose answer never came. */
import { ApiError, NOT_KNOWN } from '#contract/errors.ts'
import type { Api, Input, MutationId, Output } from '#contract/operations.ts'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { asSentence } from '../lib/sentence.ts'
import { whenBack } from './connection.ts'
import { isPassing } from './retry.ts'

/** `done` with what the answer would have been; undefined where reading can't tell. */
export type Outcome<Id extends MutationId> =
  | { done: true; output: Output<Id> }
  | { done: false }
  | undefined

/** What was known before the write was sent, as far as something had been read. */
export interface Before {
  /** The organization that is written to. */
  id: string | undefined
  organizations: Known<{ id: string }> | undefined
  members: Known<Pick<OrganizationUser, 'id' | 'email' | 'name' | 'surname'>> | undefined
  /** Who asks. */
  me: { email: string } | undefined
}

type Known<Row> = readonly Row[] & Pick<Rows<Row>, 'unread'>

type Looks = {
  [Id in MutationId]: (api: Api, input: Input<Id>, before: Before) => Promise<Outcome<Id>>
}

const looks: Looks = {
  async organizations_create(api, { body }, before) {
    const list = await api.organizations_list({})
    const found = list.find(({ name }) => name === body.name)
    if (!found) return list.unread ? undefined : { done: false }
    return ifNew(found, before.organizations)
  },

  async organizations_update(api, { params, body }, { id }) {
    const get = (organization_name: string) =>
      api.organizations_get({ params: { organization_name } }).catch(undefinedWhereGone)
    const before = params.organization_name
    const { name = before, subscription_start_date, subscription_end_date, ...others } = body
    const isAnother = (one: { id: string }) => id !== undefined && one.id !== id
    const old = name === before ? undefined : await get(before)
    // Someone else may have taken a name that is free again.
    if (old && !isAnother(old)) return { done: false }
    const found = await get(name)
    if (!found || isAnother(found)) return undefined
    // No answer tells the dates of a subscription.
    if (subscription_start_date !== undefined || subscription_end_date !== undefined)
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
    const { user_id, ...organization } = params
    const list = await api.organization_users_list({ params: organization })
    const user = list.find(({ id }) => id === user_id)
    if (!user && list.unread) return undefined
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
  known: Known<{ id: string }> | undefined,
) =>
  known && !known.unread && !known.some(({ id }) => id === found.id)
    ? { done: true as const, output: found }
    : undefined

const outcome = <Output>(output: Output | undefined) =>
  output === undefined ? { done: false as const } : { done: true as const, output }

function undefinedWhereGone(error: unknown) {
  if (error instanceof ApiError && error.kind === 'not_found') return undefined
  throw error
}

/** Milliseconds: what is still on its way arrives a little later. */
const PAUSES = [0, 1000, 2000, 4000]
const PATIENCE_WITHOUT_CONNECTION = 60_000

/** How it is looked. */
interface Looking {
  /** The first look that goes well decides. */
  once: boolean
  /** Told of each look that fails. */
  onFailure: (failure: ApiError) => void
  /** Resolves when to look again after so many slow looks that failed for now; without it that isn't done. */
  untilNextLook: ((failure: ApiError, tries: number) => Promise<void>) | undefined
}

/**
 * Looks again with growing pauses until it is done, and then as long as looking fails for now. Undefined where it can't be
 * told. Waits for a connection, and asks nothing more where nobody is signed in.
 */
export async function findOut<Id extends MutationId>(
  api: Api,
  id: Id,
  input: Input<Id>,
  before: Before,
  { once, onFailure, untilNextLook }: Looking,
): Promise<Outcome<Id>> {
  const look: Looks[Id] = looks[id]
  let wasRefused = false
  const lookOnce = async (): Promise<{ outcome?: Outcome<Id>; failure?: ApiError }> => {
    await whenBack(PATIENCE_WITHOUT_CONNECTION)
    try {
      // Someone else may have signed in, who sees other things.
      if (wasRefused && (await isAnother(api, before))) return {}
      return { outcome: await look(api, input, before) }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      wasRefused ||= error.kind === 'unauthenticated'
      onFailure(error)
      return { failure: error }
    }
  }
  let last: Awaited<ReturnType<typeof lookOnce>> = {}
  for (const pause of once ? [0] : PAUSES) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    last = await lookOnce()
    if (last.outcome?.done || wasRefused) break
  }
  if (!untilNextLook) return last.outcome
  for (let tries = 0; last.failure && mayGoWell(last.failure); tries += 1) {
    await untilNextLook(last.failure, tries)
    last = await lookOnce()
  }
  return last.outcome
}

const mayGoWell = (failure: ApiError) => isPassing(failure) || failure.kind === 'unauthenticated'

const isAnother = async (api: Api, { me }: Before) =>
  me !== undefined && !isSame((await api.user({})).email, me.email)

/** What the answer to a write that failed like this would have been; throws what there is to say where it wasn't done. */
export function answerOf<Id extends MutationId>(outcome: Outcome<Id>, error: ApiError): Output<Id> {
  if (outcome?.done) return outcome.output
  const { kind, message, status, retryAfter } = error
  if (kind !== 'unknown_outcome')
    throw new ApiError(
      outcome ? kind : 'unknown_outcome',
      `The API failed: ${asSentence(message)} ${outcome ? 'It was looked up: this is not done. Try again; if it fails again, tell whoever runs the API.' : NOT_KNOWN}`,
      { status, retryAfter, cause: error },
    )
  if (!outcome) throw error
  throw new ApiError(
    'unknown_outcome',
    'No readable answer came, so it was looked up: this is not done so far. It may still arrive: look again before you repeat it.',
    { cause: error },
  )
}
