/** What the table of members shows, and in which order: pure, so that ten thousand of them cost a key no more than a few. */
import * as z from 'zod/mini'
import type { OrganizationUser } from '#contract/resources.ts'
import type { Cell } from '../lib/csv.ts'
import { collator } from '../lib/collator.ts'
import { fold, foldedMatcher } from '../lib/fold.ts'
import { displayName, fullName } from '../lib/names.ts'

const roles = ['all', 'admins', 'members'] as const
export type Role = (typeof roles)[number]

const sorts = ['name', 'email', 'role'] as const
export type Sort = (typeof sorts)[number]

/** What is asked of the list. It stands in the address. */
export interface MemberSearch {
  text: string
  role: Role
  sort: Sort
  descending: boolean
}

const Search = z.object({
  q: z.catch(z.string(), ''),
  role: z.catch(z.enum(roles), 'all'),
  sort: z.catch(z.templateLiteral([z.enum(['', '-']), z.enum(sorts)]), 'name'),
})

/** Reads a link; what makes no sense in it counts as not there. */
export function parseMemberSearch(params: URLSearchParams): MemberSearch {
  const { q, role, sort } = z.parse(Search, Object.fromEntries(params))
  const descending = sort.startsWith('-')
  return { text: q, role, sort: (descending ? sort.slice(1) : sort) as Sort, descending }
}

/** The address of a search: only what differs from the defaults. */
export function memberSearchParams(search: MemberSearch): URLSearchParams {
  const { text, role, descending } = search
  const sort = `${descending ? '-' : ''}${search.sort}`
  return new URLSearchParams({
    ...(text && { q: text }),
    ...(role !== 'all' && { role }),
    ...(sort !== 'name' && { sort }),
  })
}

interface Entry {
  user: OrganizationUser
  folded: string
}

/** Everyone, in order and ready to be searched. */
export type Roster = readonly Entry[]

const comparisons: Record<Sort, (a: OrganizationUser, b: OrganizationUser) => number> = {
  name: (a, b) => collator.compare(displayName(a), displayName(b)),
  email: (a, b) => collator.compare(a.email, b.email),
  role: (a, b) => Number(b.admin) - Number(a.admin),
}

/** Whoever is alike in what is sorted by stands by name. */
export function rosterOf(
  all: readonly OrganizationUser[],
  { sort, descending }: Pick<MemberSearch, 'sort' | 'descending'>,
): Roster {
  const sign = descending ? -1 : 1
  return all
    .toSorted((a, b) => sign * comparisons[sort](a, b) || comparisons.name(a, b))
    .map((user) => ({ user, folded: fold(`${fullName(user)} ${user.email}`) }))
}

/** Those who have every word in the name or e-mail, and the role. Whoever is in `kept` stays in sight all the same. */
export function found(
  roster: Roster,
  { text, role }: Pick<MemberSearch, 'text' | 'role'>,
  kept: ReadonlySet<string> = new Set(),
): OrganizationUser[] {
  const matches = foldedMatcher(text)
  return roster
    .filter(
      ({ user, folded }) =>
        kept.has(user.id) || (matches(folded) && (role === 'all' || has(role, user))),
    )
    .map(({ user }) => user)
}

const has = (role: 'admins' | 'members', { admin }: OrganizationUser) =>
  (role === 'admins') === admin

/** How many there are of each role, in the whole list. */
export function roleCounts(all: readonly OrganizationUser[]): Record<Role, number> {
  const admins = all.filter(({ admin }) => admin).length
  return { all: all.length, admins, members: all.length - admins }
}

/** The rows from one to another, both included, in the order that is shown; only the last where the first isn't shown. */
export function rangeOf(shown: readonly OrganizationUser[], from: string, to: string): string[] {
  const ids = shown.map(({ id }) => id)
  const ends = [ids.indexOf(from), ids.indexOf(to)].toSorted((a, b) => a - b)
  const [first = -1, last = -1] = ends
  return first === -1 ? [to] : ids.slice(first, last + 1)
}

/**
 * What is selected once Shift takes the range that began at `anchor` from one row to another: rows it leaves on its way back
 * are selected no longer.
 */
export function stretched(
  selected: ReadonlySet<string>,
  shown: readonly OrganizationUser[],
  { anchor, from, to }: { anchor: string; from: string; to: string },
): Set<string> {
  const next = new Set(selected)
  for (const id of rangeOf(shown, anchor, from)) next.delete(id)
  for (const id of rangeOf(shown, anchor, to)) next.add(id)
  return next
}

/** The list as a table for a file. Its first two columns are what a list can be matched to again. */
export function memberRows(users: readonly OrganizationUser[]): Cell[][] {
  return [
    ['email', 'admin', 'name', 'surname', 'status', 'id'],
    ...users.map(({ email, admin, name, surname, status, id }) => [
      email,
      String(admin),
      name ?? '',
      surname ?? '',
      status ?? '',
      id,
    ]),
  ]
}
