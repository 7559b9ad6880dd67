/** What the list of organizations shows, and in which order: pure, so that a thousand of them cost a key no more than a few. */
import * as z from 'zod/mini'
import type { Output } from '#contract/operations.ts'
import { collator } from '../lib/collator.ts'
import { fold, foldedMatcher } from '../lib/fold.ts'

export type Listed = Output<'organizations_list'>[number]

/** What the list itself doesn't tell, and is read of each organization. */
const lateSorts = ['subscription', 'members', 'admins', 'projects', 'credits', 'change'] as const
export type LateSort = (typeof lateSorts)[number]

const sorts = ['name', 'created', ...lateSorts] as const
export type Sort = (typeof sorts)[number]

export const isLate = (sort: Sort): sort is LateSort => lateSorts.some((late) => late === sort)

/** What is asked of the list. It stands in the address. */
export interface OrganizationSearch {
  text: string
  sort: Sort
  descending: boolean
}

const Search = z.object({
  q: z.catch(z.string(), ''),
  sort: z.catch(z.templateLiteral([z.enum(['', '-']), z.enum(sorts)]), 'name'),
})

/** Reads a link; what makes no sense in it counts as not there. */
export function parseOrganizationSearch(params: URLSearchParams): OrganizationSearch {
  const { q, sort } = z.parse(Search, Object.fromEntries(params))
  const descending = sort.startsWith('-')
  return { text: q, sort: (descending ? sort.slice(1) : sort) as Sort, descending }
}

/** The address of a search: only what differs from the defaults. */
export function organizationSearchParams(search: OrganizationSearch): URLSearchParams {
  const sort = `${search.descending ? '-' : ''}${search.sort}`
  return new URLSearchParams({
    ...(search.text && { q: search.text }),
    ...(sort !== 'name' && { sort }),
  })
}

/** What a press on a heading leads to: words from A, the larger and the newer first; a second press the other way. */
export const nextSort = ({ sort, descending }: OrganizationSearch, pressed: Sort) => ({
  sort: pressed,
  descending: sort === pressed ? !descending : pressed !== 'name' && pressed !== 'subscription',
})

interface Entry {
  organization: Listed
  folded: string
}

/** All of them by name, ready to be searched. */
export const entriesOf = (all: readonly Listed[]): readonly Entry[] =>
  all
    .map((organization) => ({
      organization,
      folded: fold(`${organization.name} ${organization.id}`),
    }))
    .toSorted((a, b) => collator.compare(a.organization.name, b.organization.name))

/** What is sorted by; undefined where it isn't known. */
export type Value = string | number | undefined

/** Those that stand by name, in the order of a value. What isn't known comes last either way, ties stay by name. */
export function sortedBy(
  byName: readonly Listed[],
  valueOf: (organization: Listed) => Value,
  descending: boolean,
): Listed[] {
  const sign = descending ? -1 : 1
  return byName
    .map((organization) => ({ organization, value: valueOf(organization) }))
    .toSorted(({ value: a }, { value: b }) => {
      if (a === undefined || b === undefined)
        return Number(a === undefined) - Number(b === undefined)
      return sign * compare(a, b)
    })
    .map(({ organization }) => organization)
}

const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))

/** Those that have every word in the name or id. */
export function found(entries: readonly Entry[], text: string): Listed[] {
  const matches = foldedMatcher(text)
  return entries.filter(({ folded }) => matches(folded)).map(({ organization }) => organization)
}
