/** Addresses as people paste them: lists of any kind, and `Ann <ann@example.com>`. */
import * as z from 'zod/mini'
import { Email, type OrganizationUser } from '#contract/resources.ts'

/** Why a text is no address, in the API's words; undefined where it is one. */
export function whyNoAddress(text: string): string | undefined {
  const parsed = z.safeParse(Email, text)
  return parsed.success ? undefined : parsed.error.issues[0]?.message
}

export type TypedMember =
  | { kind: 'ok' | 'twice'; email: string }
  | { kind: 'invalid'; email: string; why: string }
  | { kind: 'member'; email: string; user: OrganizationUser }

/** Every address of a text in its order, each with what would become of it. Addresses are compared without case. */
export function typedMembers(text: string, all: readonly OrganizationUser[]): TypedMember[] {
  const members = new Map(all.map((user) => [user.email.toLowerCase(), user]))
  const seen = new Set<string>()
  return addressesIn(text).map((email): TypedMember => {
    const key = email.toLowerCase()
    if (seen.has(key)) return { kind: 'twice', email }
    seen.add(key)
    const why = whyNoAddress(email)
    if (why !== undefined) return { kind: 'invalid', email, why }
    const user = members.get(key)
    return user ? { kind: 'member', email, user } : { kind: 'ok', email }
  })
}

/** Commas, semicolons, spaces and lines stand between addresses; a name before `<…>` is left out, also `"Doe, Ann" <…>`. */
export function addressesIn(text: string): string[] {
  // Where semicolons stand between people, as mail programs copy them, a comma belongs to a name.
  const people = text.includes(';') ? /(?:"[^"\n]*"|[^;\r\n"]|")+/g : /(?:"[^"\n]*"|[^,\r\n"]|")+/g
  return (text.match(people) ?? []).flatMap((person) => {
    const [, before = '', inside, after = ''] = /^(.*?)<([^<>]*)>(.*)$/.exec(person) ?? []
    if (inside === undefined) return wordsOf(person)
    return [
      ...wordsOf(before).filter((word) => word.includes('@')),
      ...wordsOf(inside),
      ...addressesIn(after),
    ]
  })
}

const wordsOf = (text: string) =>
  text
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^["'(]*(?:mailto:)?|["')]*$/gi, ''))
    .filter(Boolean)
