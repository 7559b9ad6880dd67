import { expect, test } from 'vitest'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { adminsLeftWords, onlyAdmin, whyNot } from './permissions.ts'

const user = (id: string, admin: boolean, status = 'active') => ({
  id,
  email: `${id}@example.com`,
  admin,
  status,
})
const asking = (admin: boolean | undefined) => ({ admin, pending: false, connected: true })
const [ann, bob, cas] = [user('ann', true), user('bob', false), user('cas', true, 'pending')]

test('whoever is not admin may not change members; where the role is unknown the server decides', () => {
  expect(whyNot.call('organization_users_update', asking(false))).toMatch(/Only admins/)
  expect(whyNot.call('organization_users_update', asking(true))).toBeUndefined()
  expect(whyNot.call('organization_users_update', asking(undefined))).toBeUndefined()
  expect(whyNot.call('organization_users_list', asking(false))).toBeUndefined()
})

test('without a connection nobody may write, and everybody may read what they could', () => {
  const admin = { ...asking(true), connected: false, member: ann }
  expect(whyNot.call('organization_users_update', admin)).toMatch(/no connection/)
  expect(whyNot.call('organizations_create', { ...admin, admin: undefined })).toMatch(
    /no connection/,
  )
  expect(whyNot.remove(bob, [ann, bob], admin)).toMatch(/no connection/)
  expect(whyNot.leave([ann, user('dan', true)], admin)).toMatch(/no connection/)
  expect(whyNot.call('organization_users_get', admin)).toBeUndefined()
})

test('the last admin is locked, and an invited admin does not count', () => {
  const all = [ann, bob, cas]
  for (const may of [whyNot.demote, whyNot.remove]) {
    expect(may(ann, all, asking(true))).toMatch(/The only admin/)
    expect(may(bob, all, asking(true))).toBeUndefined()
    expect(may(cas, all, asking(true))).toBeUndefined()
    expect(may(ann, [...all, user('dan', true)], asking(true))).toBeUndefined()
  }
})

test('whoever is the last admin is told so, and can’t leave', () => {
  expect(whyNot.leave([ann, bob, cas], { ...asking(true), member: ann })).toBe(
    'You are the only admin. Make someone else admin first. Invited ones don’t count until they have an account.',
  )
})

test('that invited admins don’t count is said where there are some', () => {
  expect(whyNot.remove(ann, [ann, bob], asking(true))).not.toMatch(/Invited/)
  expect(whyNot.remove(ann, [ann, cas], asking(true))).toMatch(/Invited ones don’t count/)
})

test('the only admin is known to whoever could make another', () => {
  expect(onlyAdmin([ann, bob, cas], asking(true))).toBe(ann)
  expect(onlyAdmin([ann, bob, cas], asking(undefined))).toBe(ann)
  expect(onlyAdmin([ann, bob, cas], asking(false))).toBeUndefined()
  expect(onlyAdmin([ann, user('dan', true)], asking(true))).toBeUndefined()
})

test('until it is known who is asking, nothing is changed', () => {
  const finding = { ...asking(undefined), pending: true, member: undefined }
  for (const refusal of [
    whyNot.call('organization_users_create', finding),
    whyNot.demote(ann, [ann, bob], finding),
    whyNot.remove(bob, [ann, bob], finding),
    whyNot.leave([ann, bob], finding),
  ])
    expect(refusal).toBe('Finding out who you are.')
  expect(whyNot.call('organization_users_get', finding)).toBeUndefined()
  expect(onlyAdmin([ann, bob], finding)).toBeUndefined()
})

test('where not every member could be read nobody counts as the last admin', () => {
  const list: Rows<OrganizationUser> = [ann, bob]
  expect(whyNot.demote(ann, list, asking(true))).toMatch(/only admin/)
  list.unread = { count: 1, of: 3, answer: '' }
  expect(whyNot.demote(ann, list, asking(true))).toBeUndefined()
  expect(whyNot.remove(ann, list, asking(true))).toBeUndefined()
  expect(onlyAdmin(list, asking(true))).toBeUndefined()
})

test('what a change comes to is said only as far as it is known', () => {
  expect(adminsLeftWords('acme', 1)).toBe('acme then has one active admin.')
  expect(adminsLeftWords('acme', 1200)).toMatch(/1.200 active admins/)
  expect(adminsLeftWords('acme', undefined)).toMatch(/^Not every member could be read/)
})
