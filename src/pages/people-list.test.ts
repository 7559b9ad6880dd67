import { describe, expect, test } from 'vitest'
import type { OrganizationUser } from '#contract/resources.ts'
import {
  activeAdmins,
  foundPeople,
  parsePeopleSearch,
  peopleOf,
  peopleRows,
  peopleSearchParams,
  sortedPeople,
  type PeopleSearch,
  type Roster,
} from './people-list.ts'

const user = (email: string, more: Partial<OrganizationUser> = {}): OrganizationUser => ({
  id: `id of ${email}`,
  email,
  name: '',
  surname: '',
  status: 'active',
  admin: false,
  ...more,
})
const roster = (name: string, members: OrganizationUser[] | undefined): Roster => ({
  id: `id-${name}`,
  name,
  members,
  failed: members === undefined,
})

const rosters = [
  roster('acme', [user('Ann@example.com', { admin: true }), user('bob@example.com')]),
  roster('beta', [
    user('ann@EXAMPLE.com', { name: 'Ann', surname: 'Zoë' }),
    user('cas@example.com', { admin: true, status: 'pending' }),
    user('dan@example.com', { status: 'pending' }),
  ]),
  roster('gone', undefined),
]
const people = peopleOf(rosters)
const defaults: PeopleSearch = {
  text: '',
  role: 'all',
  organization: '',
  sort: 'name',
  descending: false,
}
const found = (search: Partial<PeopleSearch>, organization?: string) =>
  foundPeople(people, { ...defaults, ...search }, organization).map(({ key }) => key)
const sorted = (search: Partial<PeopleSearch>) =>
  sortedPeople(people, { ...defaults, ...search }).map(({ key }) => key.slice(0, 3))

test('someone is one person, however their e-mail is written', () => {
  expect(people).toHaveLength(4)
  expect(people[0]).toMatchObject({ key: 'ann@example.com', name: 'Ann Zoë', adminOf: 1 })
  expect([...(people[0]?.memberships.keys() ?? [])]).toEqual(['id-acme', 'id-beta'])
})

test('someone who is in one organization twice is what they may do there', () => {
  const both = [user('ann@example.com', { admin: true }), user('ANN@example.com')]
  for (const members of [both, both.toReversed()])
    expect(peopleOf([roster('acme', members)])).toMatchObject([{ adminOf: 1 }])
  const invited = user('Ann@example.com', { admin: true, status: 'pending' })
  const active = user('ann@example.com', { admin: true })
  for (const members of [
    [invited, active],
    [active, invited],
  ])
    expect(peopleRows(peopleOf([roster('acme', members)]), [roster('acme', members)])[1]).toContain(
      'admin',
    )
})

test('only admins who can act are counted, and none where the members are not known', () => {
  expect(rosters.map(activeAdmins)).toEqual([1, 0, undefined])
  const unread = { count: 1, of: 2, answer: '' }
  const partly = Object.assign([user('ann@example.com', { admin: true })], { unread })
  expect(activeAdmins(roster('partly', partly))).toBeUndefined()
})

describe('the list', () => {
  test('finds by name and e-mail, without case and accents, and by role and organization', () => {
    expect(found({ text: 'zoe ANN' })).toEqual(['ann@example.com'])
    expect(found({ text: 'example.com' })).toHaveLength(4)
    expect(found({ role: 'admins' })).toEqual(['ann@example.com', 'cas@example.com'])
    expect(found({}, 'id-acme')).toEqual(['ann@example.com', 'bob@example.com'])
    // Ann is an admin, but not in this one.
    expect(found({ role: 'admins' }, 'id-beta')).toEqual(['cas@example.com'])
    expect(found({ role: 'admins' }, 'id-acme')).toEqual(['ann@example.com'])
  })

  test('sorts by name, by how many organizations, and by how many as admin', () => {
    expect(sorted({})).toEqual(['ann', 'bob', 'cas', 'dan'])
    expect(sorted({ descending: true })).toEqual(['dan', 'cas', 'bob', 'ann'])
    expect(sorted({ sort: 'in', descending: true })).toEqual(['ann', 'bob', 'cas', 'dan'])
    expect(sorted({ sort: 'admin' })).toEqual(['bob', 'dan', 'ann', 'cas'])
  })

  test('is a file, in which what was not read is not nothing', () => {
    expect(peopleRows(people, rosters)).toEqual([
      ['email', 'name', 'organizations', 'admin_of', 'acme', 'beta', 'gone'],
      ['Ann@example.com', 'Ann Zoë', 2, 1, 'admin', 'member', 'not read'],
      ['bob@example.com', '', 1, 0, 'member', '', 'not read'],
      ['cas@example.com', '', 1, 1, '', 'invited admin', 'not read'],
      ['dan@example.com', '', 1, 0, '', 'invited', 'not read'],
    ])
    const partly = Object.assign([user('dan@example.com')], {
      unread: { count: 1, of: 2, answer: '' },
    })
    const withPartly = [roster('acme', [user('ann@example.com')]), roster('partly', partly)]
    expect(peopleRows(peopleOf(withPartly), withPartly).slice(1)).toEqual([
      ['ann@example.com', '', 1, 0, 'member', 'not read'],
      ['dan@example.com', '', 1, 0, '', 'member'],
    ])
  })
})

test('a link is read as it was written, and nonsense in it counts as not there', () => {
  const search: PeopleSearch = {
    text: 'a b',
    role: 'admins',
    organization: 'new',
    sort: 'in',
    descending: true,
  }
  expect(parsePeopleSearch(peopleSearchParams(search))).toEqual(search)
  expect(peopleSearchParams(defaults).toString()).toBe('')
  expect(parsePeopleSearch(new URLSearchParams('role=x&sort=--in'))).toEqual(defaults)
})
