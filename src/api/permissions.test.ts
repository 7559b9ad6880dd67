import { expect, test } from 'vitest'
import { whyNot } from './permissions.ts'

const user = (id: string, admin: boolean, status = 'active') => ({
  id,
  email: `${id}@example.com`,
  admin,
  status,
})
const [ann, bob, cas] = [user('ann', true), user('bob', false), user('cas', true, 'pending')]

test('whoever is not admin may not change members; where the role is unknown the server decides', () => {
  expect(whyNot.call('organization_users_update', { admin: false })).toMatch(/Only admins/)
  expect(whyNot.call('organization_users_update', { admin: true })).toBeUndefined()
  expect(whyNot.call('organization_users_update', { admin: undefined })).toBeUndefined()
  expect(whyNot.call('organization_users_list', { admin: false })).toBeUndefined()
})

test('the last admin is locked, and an invited admin does not count', () => {
  const all = [ann, bob, cas]
  for (const may of [whyNot.demote, whyNot.remove]) {
    expect(may(ann, all, { admin: true })).toMatch(/The only admin/)
    expect(may(bob, all, { admin: true })).toBeUndefined()
    expect(may(cas, all, { admin: true })).toBeUndefined()
    expect(may(ann, [...all, user('dan', true)], { admin: true })).toBeUndefined()
  }
})
