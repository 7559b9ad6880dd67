/** Who is in which organization: pure, so that tens of thousands of members cost a key no more than a few. */
import * as z from 'zod/mini'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { isActiveAdmin } from '../api/permissions.ts'
import { collator } from '../lib/collator.ts'
import type { Cell } from '../lib/csv.ts'
import { fold, foldedMatcher } from '../lib/fold.ts'
import { displayName, fullName } from '../lib/names.ts'

/** An organization with its members, as far as they are known. */
export interface Roster {
  id: string
  name: string
  /** Undefined while they are being read, and where they can't be. */
  members: Readonly<Rows<OrganizationUser>> | undefined
  failed: boolean
}

export interface Person {
  /** The e-mail in lower case, by which someone is the same person everywhere. */
  key: string
  email: string
  /** The name, or else the e-mail. */
  name: string
  /** Their row in each organization that they are in, by its id. */
  memberships: ReadonlyMap<string, OrganizationUser>
  /** In how many of them they are admin, invited or not. */
  adminOf: number
  folded: string
}

/** Everyone who is in any of the organizations, once. */
export function peopleOf(rosters: readonly Roster[]): Person[] {
  const memberships = new Map<string, Map<string, OrganizationUser>>()
  for (const { id, members = [] } of rosters)
    for (const user of members) {
      const key = user.email.toLowerCase()
      const own = memberships.get(key) ?? new Map<string, OrganizationUser>()
      memberships.set(key, own)
      const same = own.get(id)
      // Twice in one organization, in other letters: what counts is what they may do there.
      if (!same || rank(user) > rank(same)) own.set(id, user)
    }
  return [...memberships].flatMap(([key, own]) => {
    const users = [...own.values()]
    const [first] = users
    if (!first) return []
    const named = users.find((user) => fullName(user)) ?? first
    return {
      key,
      email: first.email,
      name: displayName(named),
      memberships: own,
      adminOf: users.filter(({ admin }) => admin).length,
      folded: fold(`${users.map(fullName).join(' ')} ${key}`),
    }
  })
}

const rank = (user: OrganizationUser) => (isActiveAdmin(user) ? 3 : user.admin ? 2 : 1)

/** What someone is in an organization, in a word or two. */
export function roleOf({ admin, status }: OrganizationUser) {
  if (status === 'pending') return admin ? 'Invited admin' : 'Invited'
  return admin ? 'Admin' : 'Member'
}

/** How many in an organization can act as admins; undefined where that isn't known, as some members could not be read. */
export const activeAdmins = ({ members }: Roster): number | undefined =>
  members?.unread ? undefined : members?.filter(isActiveAdmin).length

const roles = ['all', 'admins'] as const
const sorts = ['name', 'in', 'admin'] as const
export type PeopleSort = (typeof sorts)[number]

/** What is asked of the list. It stands in the address. */
export interface PeopleSearch {
  text: string
  /** Everyone, or whoever is admin: of the organization, or else of any. */
  role: (typeof roles)[number]
  /** The name of the organization in which someone has to be; empty for any. */
  organization: string
  sort: PeopleSort
  descending: boolean
}

const Search = z.object({
  q: z.catch(z.string(), ''),
  role: z.catch(z.enum(roles), 'all'),
  in: z.catch(z.string(), ''),
  sort: z.catch(z.templateLiteral([z.enum(['', '-']), z.enum(sorts)]), 'name'),
})

/** Reads a link; what makes no sense in it counts as not there. */
export function parsePeopleSearch(params: URLSearchParams): PeopleSearch {
  const { q, role, sort, ...rest } = z.parse(Search, Object.fromEntries(params))
  const descending = sort.startsWith('-')
  return {
    text: q,
    role,
    organization: rest.in,
    sort: (descending ? sort.slice(1) : sort) as PeopleSort,
    descending,
  }
}

/** The address of a search: only what differs from the defaults. */
export function peopleSearchParams(search: PeopleSearch): URLSearchParams {
  const { text, role, organization, descending } = search
  const sort = `${descending ? '-' : ''}${search.sort}`
  return new URLSearchParams({
    ...(text && { q: text }),
    ...(role !== 'all' && { role }),
    ...(organization && { in: organization }),
    ...(sort !== 'name' && { sort }),
  })
}

const comparisons: Record<PeopleSort, (a: Person, b: Person) => number> = {
  name: (a, b) => collator.compare(a.name, b.name),
  in: (a, b) => a.memberships.size - b.memberships.size,
  admin: (a, b) => a.adminOf - b.adminOf,
}

/** Whoever is alike in what is sorted by stands by name. */
export function sortedPeople(
  people: readonly Person[],
  { sort, descending }: Pick<PeopleSearch, 'sort' | 'descending'>,
): Person[] {
  const sign = descending ? -1 : 1
  return people.toSorted((a, b) => sign * comparisons[sort](a, b) || comparisons.name(a, b))
}

/** Those who have every word in a name or the e-mail, and the role: in the organization with this id, or else in any. */
export function foundPeople(
  people: readonly Person[],
  { text, role }: Pick<PeopleSearch, 'text' | 'role'>,
  organization: string | undefined,
): Person[] {
  const matches = foldedMatcher(text)
  return people.filter(
    (person) =>
      isIn(person, organization, { asAdmin: role === 'admins' }) && matches(person.folded),
  )
}

function isIn(
  { adminOf, memberships }: Person,
  organization: string | undefined,
  { asAdmin }: { asAdmin: boolean },
) {
  if (organization === undefined) return !asAdmin || adminOf > 0
  const user = memberships.get(organization)
  return user !== undefined && (!asAdmin || user.admin)
}

/** The table for a file: a line a person, a column an organization. */
export function peopleRows(people: readonly Person[], rosters: readonly Roster[]): Cell[][] {
  return [
    ['email', 'name', 'organizations', 'admin_of', ...rosters.map(({ name }) => name)],
    ...people.map(({ email, name, memberships, adminOf }) => [
      email,
      name === email ? '' : name,
      memberships.size,
      adminOf,
      ...rosters.map(({ id, members }) => {
        const user = memberships.get(id)
        if (user) return roleOf(user).toLowerCase()
        return members && !members.unread ? '' : 'not read'
      }),
    ]),
  ]
}
