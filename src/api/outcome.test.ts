import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '#contract/errors.ts'
import type { Api, Input, MutationId } from '#contract/operations.ts'
import type { Rows } from '#contract/resources.ts'
import { findOut, type Before } from './outcome.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const acme = {
  id: 'o-1',
  name: 'acme',
  creation_date: '2026-03-01T00:00:00Z',
  subscription: 'free',
  two_factor_authentication_forced: false,
}
const ann = { id: 'u-1', email: 'ann@example.com', admin: true }
const bob = { id: 'u-2', email: 'Bob@example.com', admin: false }
const params = { organization_name: 'acme' }

/** What reading would find, and nothing else. */
interface Found {
  organizations?: Rows<typeof acme>
  /** Undefined where the organization is gone, or out of sight. */
  members?: Rows<typeof ann> | undefined
}

const nothingRead: Before = {
  id: undefined,
  organizations: undefined,
  members: undefined,
  me: undefined,
}

const forSomeSeconds = { once: false, onFailure: () => {}, untilNextLook: undefined }

/** An API that has this to read; whatever else is called would fail. */
function apiWith({ organizations = [], members }: Found): Api {
  const gone = () => Promise.reject(new ApiError('not_found', 'Gone.'))
  const reads: Partial<Api> = {
    organizations_list: async () => organizations,
    organizations_get: ({ params: { organization_name } }) => {
      const found = organizations.find(({ name }) => name === organization_name)
      return found ? Promise.resolve(found) : gone()
    },
    organization_users_list: () => (members ? Promise.resolve(members) : gone()),
  }
  return reads as Api
}

/** 'done', 'not done' or 'not known', however often it has to look. */
async function outcomeOf<Id extends MutationId>(
  id: Id,
  input: Input<Id>,
  api: Api,
  before: Partial<Before> = {},
) {
  const looking = findOut(api, id, input, { ...nothingRead, ...before }, forSomeSeconds)
  await vi.runAllTimersAsync()
  const outcome = await looking
  return outcome === undefined ? 'not known' : outcome.done ? 'done' : 'not done'
}

const withUnread = <Row>(list: Row[]): Rows<Row> =>
  Object.assign([...list], { unread: { count: 1, of: list.length + 1, answer: '' } })

test('an organization was created where its name is there and was not before', async () => {
  const input = { body: { name: 'acme', subscription: 'free' } }
  const outcome = (found: Found, before?: Partial<Before>) =>
    outcomeOf('organizations_create', input, apiWith(found), before)
  expect(await outcome({ organizations: [acme] }, { organizations: [] })).toBe('done')
  expect(await outcome({ organizations: [acme] }, { organizations: [{ id: 'o-2' }] })).toBe('done')
  expect(await outcome({ organizations: [] }, { organizations: [] })).toBe('not done')
  // It may be in the row that nobody could read, or have been in one.
  expect(await outcome({ organizations: withUnread([]) }, { organizations: [] })).toBe('not known')
  expect(await outcome({ organizations: [acme] }, { organizations: withUnread([]) })).toBe(
    'not known',
  )
  // One had an organization of this name before: that it is there says nothing.
  expect(await outcome({ organizations: [acme] }, { organizations: [acme] })).toBe('not known')
  // Nobody knows what was there before.
  expect(await outcome({ organizations: [acme] })).toBe('not known')
})

test('someone was invited where they are a member and were none before, in the role that was asked for', async () => {
  const outcome = (
    admin: boolean | undefined,
    members: Rows<typeof ann>,
    before: Before['members'],
  ) =>
    outcomeOf(
      'organization_users_create',
      { params, body: { email: 'bob@EXAMPLE.com', ...(admin !== undefined && { admin }) } },
      apiWith({ members }),
      { members: before },
    )
  expect(await outcome(undefined, [ann, bob], [ann])).toBe('done')
  expect(await outcome(false, [ann, bob], [ann])).toBe('done')
  expect(await outcome(true, [ann, { ...bob, admin: true }], [ann])).toBe('done')
  expect(await outcome(true, [ann], [ann])).toBe('not done')
  // Whoever was a member already doesn't become admin by an invitation.
  expect(await outcome(true, [ann, bob], [ann, bob])).toBe('not done')
  expect(await outcome(true, [ann, bob], undefined)).toBe('not done')
  expect(await outcome(false, [ann, bob], [ann, bob])).toBe('not known')
  expect(await outcome(false, [ann, bob], undefined)).toBe('not known')
  // They may be in the row that nobody could read.
  expect(await outcome(false, withUnread([ann]), [ann])).toBe('not known')
})

test('an organization was changed where each field that was asked for is so', async () => {
  const outcome = (
    body: Input<'organizations_update'>['body'],
    organizations = [acme],
    before: Partial<Before> = {},
  ) => outcomeOf('organizations_update', { params, body }, apiWith({ organizations }), before)
  expect(await outcome({})).toBe('done')
  expect(await outcome({ name: 'acme' })).toBe('done')
  expect(await outcome({ subscription: 'free' })).toBe('done')
  expect(await outcome({ subscription: 'premium' })).toBe('not done')
  expect(await outcome({ two_factor_authentication_forced: false })).toBe('done')
  expect(await outcome({ two_factor_authentication_forced: true })).toBe('not done')
  expect(await outcome({ subscription: 'free', two_factor_authentication_forced: true })).toBe(
    'not done',
  )
  // No answer tells the dates.
  expect(await outcome({ subscription_start_date: '2026-03-01' })).toBe('not known')
  expect(await outcome({ subscription: 'free', subscription_end_date: '2027-03-01' })).toBe(
    'not known',
  )
  expect(await outcome({ subscription_end_date: null })).toBe('not known')
  // A rename: under the new name, and no more under the old one.
  const renamed = { ...acme, name: 'beta' }
  expect(await outcome({ name: 'beta' }, [renamed])).toBe('done')
  expect(await outcome({ name: 'beta' }, [acme])).toBe('not done')
  // The new name is that of another one.
  expect(await outcome({ name: 'beta' }, [acme, renamed])).toBe('not done')
  expect(await outcome({ name: 'beta', subscription: 'premium' }, [renamed])).toBe('not done')
  expect(await outcome({ name: 'beta' }, [])).toBe('not known')
  // Whichever has the name now: it is the same one that counts.
  const another = { ...acme, id: 'o-2' }
  expect(await outcome({ name: 'beta' }, [renamed], { id: acme.id })).toBe('done')
  expect(await outcome({ name: 'beta' }, [another, renamed], { id: acme.id })).toBe('done')
  expect(await outcome({ name: 'beta' }, [{ ...another, name: 'beta' }], { id: acme.id })).toBe(
    'not known',
  )
})

test('a role was changed where the member has it', async () => {
  const outcome = (admin: boolean | undefined, members: Rows<typeof ann>) =>
    outcomeOf(
      'organization_users_update',
      { params: { ...params, user_id: bob.id }, body: admin === undefined ? {} : { admin } },
      apiWith({ members }),
    )
  expect(await outcome(false, [ann, bob])).toBe('done')
  expect(await outcome(true, [ann, bob])).toBe('not done')
  expect(await outcome(undefined, [ann, bob])).toBe('done')
  expect(await outcome(true, [ann])).toBe('not done')
  expect(await outcome(true, withUnread([ann]))).toBe('not known')
  expect(
    await outcome(true, [
      { ...ann, id: 'u-3' },
      { ...bob, admin: true },
    ]),
  ).toBe('done')
})

test('someone was removed where the whole list has them no more', async () => {
  const outcome = (user: typeof ann, members: Found['members'], before: Partial<Before>) =>
    outcomeOf(
      'organization_users_delete',
      { params: { ...params, user_id: user.id } },
      apiWith({ members }),
      before,
    )
  const before = { members: [ann, bob], me: { email: 'ANN@example.com' } }
  expect(await outcome(bob, [ann], before)).toBe('done')
  expect(await outcome(bob, [ann, bob], before)).toBe('not done')
  expect(await outcome(bob, withUnread([ann]), before)).toBe('not known')
  expect(await outcome(bob, withUnread([ann, bob]), before)).toBe('not done')
  // Who left no longer sees the organization…
  expect(await outcome(ann, undefined, before)).toBe('done')
  // …but that it is out of sight tells nothing of anybody else, or where nobody knows who asks.
  expect(await outcome(bob, undefined, before)).toBe('not known')
  expect(await outcome(ann, undefined, { members: [ann, bob] })).toBe('not known')
  expect(await outcome(ann, undefined, { me: before.me })).toBe('not known')
})

test('it looks until it was done, and tells what the answer would have been', async () => {
  let looks = 0
  const arriving: Partial<Api> = {
    organizations_list: async () => (++looks < 3 ? [] : [acme]),
  }
  const input = { body: { name: 'acme', subscription: 'free' } }
  const looking = findOut(
    arriving as Api,
    'organizations_create',
    input,
    { ...nothingRead, organizations: [] },
    forSomeSeconds,
  )
  await vi.runAllTimersAsync()
  expect(await looking).toEqual({ done: true, output: acme })
  expect(looks).toBe(3)
})

test('what could not be read is not known, whatever was read before', async () => {
  let looks = 0
  const failing: Partial<Api> = {
    organizations_list: async () => {
      if (++looks > 1) throw new ApiError('unavailable', 'Not now.')
      return []
    },
  }
  const input = { body: { name: 'acme', subscription: 'free' } }
  expect(
    await outcomeOf('organizations_create', input, failing as Api, { organizations: [] }),
  ).toBe('not known')
  expect(looks).toBe(4)
})

const create = { body: { name: 'acme', subscription: 'free' } }
const none: Before = { ...nothingRead, organizations: [], me: { email: ann.email } }

/** Lists what each look is to find, the last of them again and again; `user` is who asks. */
function apiThatLists(looks: ((typeof acme)[] | ApiError)[], user = ann) {
  const left = [...looks]
  const asked = { times: 0 }
  const api: Partial<Api> = {
    organizations_list: async () => {
      asked.times += 1
      const [next = []] = left
      if (left.length > 1) left.shift()
      if (next instanceof ApiError) throw next
      return next
    },
    user: async () => ({ ...user, name: 'Ann', surname: 'Tester' }),
  }
  return { api: api as Api, asked }
}

const away = new ApiError('unavailable', 'Not now.')
const signedOut = new ApiError('unauthenticated', 'Who asks?')

async function patiently(looks: ((typeof acme)[] | ApiError)[], { once = false, user = ann } = {}) {
  const { api, asked } = apiThatLists(looks, user)
  const waits: [kind: string, tries: number, looks: number][] = []
  const failures: string[] = []
  const looking = findOut(api, 'organizations_create', create, none, {
    once,
    onFailure: ({ kind }) => failures.push(kind),
    untilNextLook: async ({ kind }, tries) => void waits.push([kind, tries, asked.times]),
  })
  await vi.runAllTimersAsync()
  const outcome = await looking
  return { outcome: outcome?.done, waits, failures, looks: asked.times }
}

test('what can’t be read for now is looked up until it can, and then it is known', async () => {
  const six = [away, away, away, away, away, away]
  expect(await patiently([...six, [acme]])).toMatchObject({
    outcome: true,
    looks: 7,
    waits: [
      ['unavailable', 0, 4],
      ['unavailable', 1, 5],
      ['unavailable', 2, 6],
    ],
  })
  expect(await patiently([...six, []])).toMatchObject({ outcome: false, looks: 7 })
  expect(await patiently([away, [acme]], { once: true })).toMatchObject({
    outcome: true,
    waits: [['unavailable', 0, 1]],
  })
  // Where another look would be refused again, it stays unknown.
  const broken = new ApiError('unexpected', 'Broken.')
  expect(await patiently([broken])).toMatchObject({ outcome: undefined, looks: 4, waits: [] })
})

test('where nobody is signed in it looks no more, until they are, and then as the same person', async () => {
  expect(await patiently([signedOut, signedOut, [acme]])).toEqual({
    outcome: true,
    looks: 3,
    failures: ['unauthenticated', 'unauthenticated'],
    waits: [
      ['unauthenticated', 0, 1],
      ['unauthenticated', 1, 2],
    ],
  })
  // To someone else the list says nothing.
  expect(await patiently([signedOut, []], { user: bob })).toMatchObject({
    outcome: undefined,
    looks: 1,
  })
})
