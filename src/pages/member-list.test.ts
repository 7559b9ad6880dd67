import { expect, test } from 'vitest'
import { displayName } from '../lib/names.ts'
import {
  found,
  memberRows,
  memberSearchParams,
  parseMemberSearch,
  rangeOf,
  roleCounts,
  rosterOf,
  stretched,
} from './member-list.ts'

const user = (id: string, name: string, surname: string, admin = false, status = 'active') => ({
  id,
  email: `${id}@example.com`,
  name,
  surname,
  status,
  admin,
})
const zoe = user('zoe', 'Zoë', 'Kumar', true)
const ann = user('ann', 'Ann', 'de Vries')
const bob = user('bob10', 'Bob', 'Öz', true)
const invited = user('bob9', '', '', false, 'pending')
const all = [zoe, ann, bob, invited]

const byName = { sort: 'name', descending: false } as const
const searched = (text: string, role: 'all' | 'admins' | 'members' = 'all', kept?: Set<string>) =>
  found(rosterOf(all, byName), { text, role }, kept).map(({ id }) => id)

test('a search finds every word anywhere in name or e-mail, without case and accents', () => {
  expect(searched('ZOE')).toEqual(['zoe'])
  expect(searched('öz bob')).toEqual(['bob10'])
  expect(searched('EXAMPLE.com')).toHaveLength(4)
  expect(searched('ann kumar')).toEqual([])
})

test('a role narrows the search and does not replace it', () => {
  expect(searched('bob', 'members')).toEqual(['bob9'])
  expect(searched('', 'admins')).toEqual(['bob10', 'zoe'])
})

test('whoever is kept stays in sight, in their place', () => {
  expect(searched('zoe', 'all', new Set(['ann']))).toEqual(['ann', 'zoe'])
})

test('sorted by name, whoever has none stands by e-mail; numbers count as numbers', () => {
  expect(rosterOf(all, byName).map(({ user }) => displayName(user))).toEqual([
    'Ann de Vries',
    'Bob Öz',
    'bob9@example.com',
    'Zoë Kumar',
  ])
  const byEmail = rosterOf(all, { sort: 'email', descending: false })
  expect(byEmail.map(({ user }) => user.id)).toEqual(['ann', 'bob9', 'bob10', 'zoe'])
})

test('sorted by role, admins are first, and the rest by name in both directions', () => {
  const ids = (descending: boolean) =>
    rosterOf(all, { sort: 'role', descending }).map(({ user }) => user.id)
  expect(ids(false)).toEqual(['bob10', 'zoe', 'ann', 'bob9'])
  expect(ids(true)).toEqual(['ann', 'bob9', 'bob10', 'zoe'])
})

test('roles are counted over the whole list', () => {
  expect(roleCounts(all)).toEqual({ all: 4, admins: 2, members: 2 })
})

test.each([
  ['', ''],
  ['q=a+b&role=admins&sort=-email', 'q=a+b&role=admins&sort=-email'],
  ['role=owners&sort=size&page=3', ''],
  ['sort=name', ''],
  ['sort=-name', 'sort=-name'],
  ['sort=--email', ''],
])('the address %j means %j', (link, kept) => {
  expect(memberSearchParams(parseMemberSearch(new URLSearchParams(link))).toString()).toBe(kept)
})

test('a range goes from one to the other in either direction, and is one row where the first is out of sight', () => {
  expect(rangeOf(all, 'ann', 'bob9')).toEqual(['ann', 'bob10', 'bob9'])
  expect(rangeOf(all, 'bob9', 'ann')).toEqual(['ann', 'bob10', 'bob9'])
  expect(rangeOf(all, 'gone', 'ann')).toEqual(['ann'])
})

test('Shift takes rows along on its way, and lets them go on its way back', () => {
  const [first = '', second = '', third = ''] = all.map(({ id }) => id)
  const from = new Set([first, 'elsewhere'])
  const down = stretched(from, all, { anchor: first, from: first, to: second })
  expect(down).toEqual(new Set([first, second, 'elsewhere']))
  const further = stretched(down, all, { anchor: first, from: second, to: third })
  expect(further).toEqual(new Set([first, second, third, 'elsewhere']))
  expect(stretched(further, all, { anchor: first, from: third, to: second })).toEqual(down)
})

test('the file of the list begins with e-mail and admin', () => {
  expect(memberRows([zoe, { id: '1', email: 'x@example.com', admin: false }])).toEqual([
    ['email', 'admin', 'name', 'surname', 'status', 'id'],
    ['zoe@example.com', 'true', 'Zoë', 'Kumar', 'active', 'zoe'],
    ['x@example.com', 'false', '', '', '', '1'],
  ])
})
