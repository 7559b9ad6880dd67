import { matchRoutes, type RouteObject } from 'react-router'
import { expect, test, vi } from 'vitest'
import { paths, renamedPath, safeNext } from './paths.ts'

vi.stubGlobal('location', new URL('http://localhost:3000/sign-in'))
vi.stubGlobal('localStorage', { getItem: () => null })
vi.stubGlobal('matchMedia', () => ({ addEventListener: () => undefined }))
const { routes } = await import('./routes.tsx')

const leaf = (path: string) => matchRoutes(routes as RouteObject[], path)?.at(-1)

const links = {
  signIn: paths.signIn('/organizations?q=a b'),
  organizations: paths.organizations(),
  allUsage: paths.allUsage('interval=month'),
  people: paths.people(),
  organizationNew: paths.organizationNew(),
  overview: paths.overview('new'),
  members: paths.members('acme'),
  membersNew: paths.membersNew('acme'),
  membersFile: paths.membersFile('acme'),
  member: paths.member('acme', 'members-new'),
  usage: paths.usage('acme', 'interval=month'),
  settings: paths.settings('settings'),
}

test.each(Object.entries(links))('%s leads to a page', (_, path) => {
  const match = leaf(URL.parse(path, location.origin)?.pathname ?? '')
  expect(match?.route.path).not.toBe('*')
  expect(match).toBeDefined()
})

test('names are encoded, whatever they are', () => {
  expect(paths.members('a/b c+é%')).toBe('/organizations/a%2Fb%20c%2B%C3%A9%25/members')
  expect(leaf(paths.members('a/b'))?.params['organization']).toBe('a/b')
})

test.each(Object.values(links).filter((path) => path !== links.signIn))(
  'after sign-in, %s is there again',
  (path) => {
    expect(safeNext(path)).toBe(path)
  },
)

test.each([
  [null, '/'],
  ['/organizations?q=a#b', '/organizations?q=a#b'],
  ['https://example.com/x', '/'],
  ['//example.com/x', '/'],
  ['//example.com/organizations', '/'],
  ['/\\example.com', '/'],
  ['/.//example.com', '/'],
  ['/..//example.com', '/'],
  ['/a/..//example.com', '/'],
  ['/%2e//example.com', '/'],
  ['javascript:alert(1)', '/'],
  ['/a/..//example.com/organizations', '/'],
  ['organizations', '/'],
  ['', '/'],
  ['/v2.1/organizations', '/'],
  ['/v2%2E1/user', '/'],
  ['/organizations/../v2/status', '/'],
  ['/organizations/%2e%2e/session', '/'],
  ['/session', '/'],
  ['/healthz', '/'],
  ['/assets/a.js', '/'],
  ['/organizations.json', '/'],
  ['/sign-in', '/'],
])('after sign-in, next=%s leads to %s', (next, path) => {
  expect(safeNext(next)).toBe(path)
})

test.each([
  ['/organizations/acme', '/organizations/b'],
  ['/organizations/acme/members/acme', '/organizations/b/members/acme'],
  ['/organizations/acme-nl', undefined],
  ['/organizations/other/acme', undefined],
  ['/sign-in', undefined],
])('acme is now b: %s leads to %s', (before, after) => {
  expect(renamedPath(before, 'acme', 'b')).toBe(after)
})
