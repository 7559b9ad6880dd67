/**
 * What is happening to members of organizations: a removal that waits a few seconds, a call that is on its way, a
 * refusal. It is kept beside the screens, so that going to another one changes nothing, and nothing is sent twice.
 */
import { useSyncExternalStore } from 'react'
import { ApiError } from '#contract/errors.ts'
import type { OrganizationUser } from '#contract/resources.ts'
import { members } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
import { write } from '../api/write.ts'
import { displayName } from '../lib/names.ts'
import { toast } from '../ui/toast.tsx'

/** How long a removal waits before it is sent. */
const REMOVAL_DELAY = 8000

interface About {
  organization: string
  user: OrganizationUser
}

export type MemberChange = About &
  (
    | { kind: 'leaving'; sentAt: number }
    | { kind: 'removing' }
    /** The list on the screen may not know it yet. */
    | { kind: 'removed' }
    | { kind: 'role'; admin: boolean }
    | { kind: 'refused'; sentence: string }
  )

let changes: ReadonlyMap<string, MemberChange> = new Map()
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const listeners = new Set<() => void>()

const keyOf = (organization: string, userId: string) => `${organization}/${userId}`

function set(change: MemberChange) {
  const key = keyOf(change.organization, change.user.id)
  publish(new Map(changes).set(key, change))
}

function drop({ organization, user }: About) {
  const next = new Map(changes)
  if (next.delete(keyOf(organization, user.id))) publish(next)
}

function publish(next: typeof changes) {
  changes = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Everything that is happening, in the order in which it began. */
export const useMemberChanges = () => useSyncExternalStore(subscribe, () => changes)

export const useMemberChange = (organization: string, userId: string) =>
  useSyncExternalStore(subscribe, () => changes.get(keyOf(organization, userId)))

/** Removes someone in eight seconds, unless that is undone; what was asked for already stays as it is. */
export function removeLater(about: About): void {
  const key = keyOf(about.organization, about.user.id)
  const now = changes.get(key)
  if (now && now.kind !== 'refused') return
  set({ ...about, kind: 'leaving', sentAt: Date.now() + REMOVAL_DELAY })
  timers.set(
    key,
    setTimeout(() => void removeNow(about), REMOVAL_DELAY),
  )
}

/** They stay, as long as the removal wasn't sent. */
export function undoRemoval(about: About): void {
  if (takeWaiting(about)) drop(about)
}

/** Sends a removal that waits. Resolves with why it failed, or undefined. */
export async function removeNow(about: About): Promise<ApiError | undefined> {
  if (!takeWaiting(about)) return undefined
  set({ ...about, kind: 'removing' })
  const { organization, user } = about
  return write(
    'organization_users_delete',
    { params: { organization_name: organization, user_id: user.id } },
    () => {
      set({ ...about, kind: 'removed' })
      toast.good(`${displayName(user)} was removed from ${organization}.`)
    },
  ).then(
    () => void drop(about),
    (error: unknown) => refused(about, error, 'was not removed'),
  )
}

/** Only one caller gets a removal to send or to undo. */
function takeWaiting({ organization, user }: About): boolean {
  const key = keyOf(organization, user.id)
  if (changes.get(key)?.kind !== 'leaving') return false
  clearTimeout(timers.get(key))
  return timers.delete(key)
}

let explained = false

/** Makes someone admin or a plain member at once, and offers to take it back. */
export function setRole(about: About, admin: boolean): void {
  const { organization, user } = about
  const now = changes.get(keyOf(organization, user.id))
  if (now && now.kind !== 'refused') return
  set({ ...about, kind: 'role', admin })
  const params = { organization_name: organization, user_id: user.id }
  write('organization_users_update', { params, body: { admin } }, () => {
    const name = displayName(user)
    const explanation = explained ? '' : ' Admins change members, settings and the name.'
    explained ||= admin
    toast.good(admin ? `${name} is admin now.${explanation}` : `${name} is no longer admin.`, {
      label: 'Undo',
      onPress: () => setRole(about, !admin),
    })
  }).then(
    () => drop(about),
    (error: unknown) => refused(about, error, 'stays as before'),
  )
}

/** A refusal stands where the person does. Whoever is gone from the list has no place there any more. */
function refused(about: About, error: unknown, what: string): ApiError | undefined {
  if (!(error instanceof ApiError)) throw error
  // The sign-in page says what there is to say.
  if (error.kind === 'unauthenticated') {
    drop(about)
    return error
  }
  const sentence =
    error.kind === 'unknown_outcome'
      ? error.message
      : `${displayName(about.user)} ${what}. ${error.message}`
  const list = queryClient.getQueryData(members(about.organization).queryKey)
  if (list && !list.some(({ id }) => id === about.user.id)) {
    drop(about)
    toast.danger(sentence)
  } else set({ ...about, kind: 'refused', sentence })
  return error
}

/** A refusal was read. */
export const dismissRefusal = drop

/** Sends every removal that waits, as before signing out. Resolves with the failures. */
export async function sendRemovals(): Promise<ApiError[]> {
  const sent = await Promise.all([...changes.values()].map(removeNow))
  return sent.filter((error) => error !== undefined)
}

/** The session has ended: whoever signs in next sends nothing that the one before asked for. */
export function forgetChanges(): void {
  for (const { kind, user } of changes.values())
    if (kind === 'leaving')
      toast.danger(`${displayName(user)} was not removed: your session had ended.`)
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  publish(new Map())
}
