/** Every link of the app. Names are people's input, so they are encoded here and nowhere else. */
const organization = (name: string) => `/organizations/${encodeURIComponent(name)}`

export const paths = {
  home: () => '/',
  signIn: (next?: string) =>
    next && next !== '/' ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in',
  /** In a window of its own, for another one that has something to lose. */
  signInElsewhere: () => '/sign-in?then=close',
  organizations: () => '/organizations',
  allUsage: (search = '') => `/usage${search && `?${search}`}`,
  people: () => '/people',
  // Not /organizations/new: an organization may be called "new".
  organizationNew: () => '/organizations-new',
  overview: (name: string) => organization(name),
  members: (name: string) => `${organization(name)}/members`,
  membersNew: (name: string) => `${organization(name)}/members-new`,
  membersFile: (name: string) => `${organization(name)}/members-file`,
  member: (name: string, userId: string) =>
    `${organization(name)}/members/${encodeURIComponent(userId)}`,
  usage: (name: string, search = '') => `${organization(name)}/usage${search && `?${search}`}`,
  settings: (name: string) => `${organization(name)}/settings`,
}

/** The same screen of an organization under its new name; undefined where the address is none of that organization's. */
export function renamedPath(pathname: string, from: string, to: string): string | undefined {
  const before = organization(from)
  return pathname === before || pathname.startsWith(`${before}/`)
    ? organization(to) + pathname.slice(before.length)
    : undefined
}

export const isForAnotherWindow = (search: string) =>
  new URLSearchParams(search).get('then') === 'close'

/** Where a sign-in leads, from the query of its own address. */
export const nextAfterSignIn = (search: string) => safeNext(new URLSearchParams(search).get('next'))

/** Where a sign-in leads: a screen of this app, or home. */
export function safeNext(next: string | null): string {
  if (next === null) return paths.home()
  const url = URL.parse(next, location.origin)
  if (url?.origin !== location.origin || !next.startsWith('/')) return paths.home()
  // What else this host answers is no screen: the API, the session, files.
  return /^\/(organizations(-new)?|usage|people)(\/|$)/.test(url.pathname)
    ? `${url.pathname}${url.search}${url.hash}`
    : paths.home()
}
