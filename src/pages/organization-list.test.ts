import { expect, test } from 'vitest'
import {
  entriesOf,
  found,
  nextSort,
  organizationSearchParams,
  parseOrganizationSearch,
  sortedBy,
  type Listed,
  type OrganizationSearch,
} from './organization-list.ts'

const organization = (name: string, id = `id-of-${name}`): Listed => ({
  id,
  name,
  creation_date: '2026-03-01T00:00:00Z',
})
const names = (all: Listed[]) => all.map(({ name }) => name)
const parsed = (link: string) => parseOrganizationSearch(new URLSearchParams(link))
const byDefault: OrganizationSearch = { text: '', sort: 'name', descending: false }

test('a link tells the search and the order, and nonsense in it counts as not there', () => {
  expect(parsed('')).toEqual(byDefault)
  expect(parsed('q=ac me&sort=-change')).toEqual({
    text: 'ac me',
    sort: 'change',
    descending: true,
  })
  for (const sort of ['', '-', 'size', '--name', 'Name'])
    expect(parsed(`sort=${sort}`)).toEqual(byDefault)
})

test('the address holds only what differs from the defaults', () => {
  expect(organizationSearchParams(byDefault).toString()).toBe('')
  const search = { text: 'é&', sort: 'admins', descending: true } as const
  const address = organizationSearchParams(search).toString()
  expect(address).toBe('q=%C3%A9%26&sort=-admins')
  expect(parsed(address)).toEqual(search)
})

test('a heading sorts words from A and numbers and days from the largest, then the other way', () => {
  expect(nextSort(byDefault, 'name')).toEqual({ sort: 'name', descending: true })
  expect(nextSort(byDefault, 'subscription')).toEqual({ sort: 'subscription', descending: false })
  const largest = nextSort(byDefault, 'credits')
  expect(largest).toEqual({ sort: 'credits', descending: true })
  expect(nextSort({ ...byDefault, ...largest }, 'credits')).toMatchObject({ descending: false })
  expect(nextSort(byDefault, 'created')).toMatchObject({ descending: true })
})

test('finds every word in the name or id, without case and accents', () => {
  const all = entriesOf([organization('acme-nl', 'a-1'), organization('beta-nl', 'B-2')])
  expect(names(found(all, ''))).toEqual(['acme-nl', 'beta-nl'])
  expect(names(found(all, 'NL b'))).toEqual(['beta-nl'])
  expect(names(found(all, 'ÄCME'))).toEqual(['acme-nl'])
  expect(names(found(all, 'b-2'))).toEqual(['beta-nl'])
  expect(names(found(all, 'acme beta'))).toEqual([])
})

test('stands by name, and numbers in names count as numbers', () => {
  const all = ['b', 'team-10', 'a', 'team-9'].map((name) => organization(name))
  expect(names(found(entriesOf(all), ''))).toEqual(['a', 'b', 'team-9', 'team-10'])
})

test('numbers stand by their size, below zero and between two as well', () => {
  const values: Record<string, number> = { a: -2, b: 0.25, c: -10, d: 0.5, e: 1e21, f: 9 }
  const byName = found(entriesOf(Object.keys(values).map((name) => organization(name))), '')
  const sorted = sortedBy(byName, ({ name }) => values[name], false)
  expect(names(sorted)).toEqual(['c', 'a', 'b', 'd', 'f', 'e'])
})

test('what is not known comes last either way, and what is alike stands by name', () => {
  const values: Record<string, number | undefined> = { d: 1, c: undefined, b: 10, a: 1 }
  const byName = found(entriesOf(['d', 'c', 'b', 'a'].map((name) => organization(name))), '')
  const order = (descending: boolean) =>
    names(sortedBy(byName, ({ name }) => values[name], descending))
  expect(order(false)).toEqual(['a', 'd', 'b', 'c'])
  expect(order(true)).toEqual(['b', 'a', 'd', 'c'])
})
