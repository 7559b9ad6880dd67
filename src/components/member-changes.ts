/**
 * What is happening to members of organizations: a removal that waits a few seconds, a call that is on its way, a
 * refusal. It is kept beside the screens, so that going to another one changes nothing, and nothing is sent twice.
 */
import { useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
import { ApiError } from '#contract/errors.ts'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { members } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
import { refusalOf } from '../api/refusal.ts'
import { write } from '../api/write.ts'
import { displayName } from '../lib/names.ts'
import { announceRemoval, removalsElsewhere, tellOtherWindows } from '../lib/other-windows.ts'
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
    /** Until what was read is read again. */
    | { kind: 'removed' }
    | { kind: 'role'; admin: boolean }
    /** As long as that can be taken back. */
    | { kind: 'role changed'; withdrawUndo: () => void }
    | { kind: 'refused'; sentence: string }
  )

let changes: ReadonlyMap<string, MemberChange> = new Map()
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const announced = new Map<string, () => void>()
/** Calls on their way, until the list knows of them. */
const sending = new Map<string, Promise<ApiError | undefined>>()
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

let standing: ReadonlyMap<string, number> = new Map()

/** What is happening to a member is told where the member stands, as long as this is in the page. */
export function useStanding({ organization, user }: About): void {
  const key = keyOf(organization, user.id)
  useLayoutEffect(() => {
    const count = (by: number) => {
      standing = new Map(standing).set(key, (standing.get(key) ?? 0) + by)
      for (const listener of listeners) listener()
    }
    count(1)
    return () => count(-1)
  }, [key])
}

/** What is told nowhere else. */
export function useHomelessChanges(): MemberChange[] {
  const now = useMemberChanges()
  const told = useSyncExternalStore(subscribe, () => standing)
  return [...now.values()].filter(
    ({ organization, user }) => !told.get(keyOf(organization, user.id)),
  )
}

/**
 * Everyone who will be a member once what was asked for is done. A role counts as given when the server has said so, and
 * as taken from when it was asked.
 */
export function useStaying(
  organization: string,
  listed: Rows<OrganizationUser>,
): Rows<OrganizationUser> {
  const now = useMemberChanges()
  return useMemo(() => stayingOf(organization, listed, now), [organization, listed, now])
}

function stayingOf(
  organization: string,
  listed: Rows<OrganizationUser>,
  now: ReadonlyMap<string, MemberChange>,
): Rows<OrganizationUser> {
  if (now.size === 0) return listed
  const staying = listed.flatMap((user) => {
    const change = now.get(keyOf(organization, user.id))
    if (isLeaving(change)) return []
    return change?.kind === 'role' && !change.admin ? [{ ...user, admin: false }] : [user]
  })
  return withUnreadOf(listed, staying)
}

const withUnreadOf = ({ unread }: Rows<OrganizationUser>, list: OrganizationUser[]) =>
  Object.assign(list, unread && { unread })

/** The removal waits, or is on its way. */
export const isLeaving = (change: MemberChange | undefined) =>
  change?.kind === 'leaving' || change?.kind === 'removing'

/** Why a member can't be changed or removed just now. */
export function whyNotNow(change: MemberChange | undefined): string | undefined {
  if (change?.kind === 'role') return 'The role is being changed. Wait for the answer.'
  return isLeaving(change) ? 'The removal waits, or is on its way.' : undefined
}

/** Only a refusal, or what can be taken back, gives way to something new. */
export function giveWay(about: About): boolean {
  const now = changes.get(keyOf(about.organization, about.user.id))
  if (now?.kind === 'role changed') now.withdrawUndo()
  if (now?.kind === 'refused') drop(about)
  return now === undefined || now.kind === 'refused' || now.kind === 'role changed'
}

/** Removes someone in eight seconds, unless that is undone; what was asked for already stays as it is. */
export function removeLater(about: About): void {
  const key = keyOf(about.organization, about.user.id)
  if (!giveWay(about)) return
  set({ ...about, kind: 'leaving', sentAt: Date.now() + REMOVAL_DELAY })
  timers.set(
    key,
    setTimeout(() => void removeNow(about), REMOVAL_DELAY),
  )
  announced.set(key, announceRemoval())
}

/** They stay, as long as the removal wasn't sent. */
export function undoRemoval(about: About): void {
  if (!takeWaiting(about)) return
  settled(keyOf(about.organization, about.user.id))
  drop(about)
}

/** Sends a removal that waits. Resolves with why it failed, or undefined. */
export async function removeNow(about: About): Promise<ApiError | undefined> {
  if (!takeWaiting(about)) return undefined
  const key = keyOf(about.organization, about.user.id)
  return remembered(key, remove(about)).finally(() => settled(key))
}

/** Whoever must not go on before it is done waits for it. */
function remembered(key: string, sent: Promise<ApiError | undefined>) {
  const forgetting = sent.finally(() => sending.delete(key))
  sending.set(key, forgetting)
  return forgetting
}

async function remove(about: About): Promise<ApiError | undefined> {
  set({ ...about, kind: 'removing' })
  const { organization, user } = about
  return write(
    'organization_users_delete',
    { params: { organization_name: organization, user_id: user.id } },
    () => {
      amendList(organization, (list) => list.filter(({ id }) => id !== user.id))
      set({ ...about, kind: 'removed' })
      toast.good(`${displayName(user)} was removed from ${organization}.`)
    },
  ).then(
    () => void drop(about),
    (error: unknown) => refused(about, error, 'was not removed'),
  )
}

/** What the server has said is known, also where the list can't be read again after it. */
function amendList(organization: string, amend: (list: OrganizationUser[]) => OrganizationUser[]) {
  const { queryKey } = members(organization)
  const updatedAt = queryClient.getQueryState(queryKey)?.dataUpdatedAt
  queryClient.setQueryData(
    queryKey,
    (list) => list && withUnreadOf(list, amend(list)),
    updatedAt === undefined ? {} : { updatedAt },
  )
  void queryClient.invalidateQueries({ queryKey, refetchType: 'none' })
}

/** Only one caller gets a removal to send or to undo. */
function takeWaiting({ organization, user }: About): boolean {
  const key = keyOf(organization, user.id)
  if (changes.get(key)?.kind !== 'leaving') return false
  clearTimeout(timers.get(key))
  return timers.delete(key)
}

function settled(key: string) {
  announced.get(key)?.()
  announced.delete(key)
}

let explained = false

/** Makes someone admin or a plain member at once, and offers to take it back. */
export function setRole(about: About, admin: boolean): void {
  const { organization, user } = about
  if (!giveWay(about)) return
  const key = keyOf(organization, user.id)
  const asked: MemberChange = { ...about, kind: 'role', admin }
  set(asked)
  const sent = write(
    'organization_users_update',
    { params: { organization_name: organization, user_id: user.id }, body: { admin } },
    () =>
      amendList(organization, (list) =>
        list.map((one) => (one.id === user.id ? { ...one, admin } : one)),
      ),
  ).then(
    () => {
      // Unless the session has ended meanwhile, and with it what could be undone.
      if (changes.get(key) === asked) offerUndo(about, admin)
      return undefined
    },
    (error: unknown) => refused(about, error, 'stays as before'),
  )
  void remembered(key, sent)
}

function offerUndo(about: About, admin: boolean) {
  const name = displayName(about.user)
  const explanation = explained ? '' : ' Admins change members, settings and the name.'
  explained ||= admin
  const withdrawUndo = toast.good(
    admin ? `${name} is admin now.${explanation}` : `${name} is no longer admin.`,
    {
      label: 'Undo',
      onPress: () => setRole(about, !admin),
      onGone: () => drop(about),
    },
  )
  set({ ...about, kind: 'role changed', withdrawUndo })
}

/** A refusal stands where the person does. Whoever is gone from the list has no place there any more. Returns it with the person's name. */
function refused(about: About, error: unknown, what: string): ApiError | undefined {
  if (!(error instanceof ApiError)) throw error
  // The sign-in page comes, and the row is gone.
  if (error.kind === 'unauthenticated') {
    drop(about)
    toast.danger(`${displayName(about.user)} ${what}: your session has ended.`)
    return error
  }
  const name = displayName(about.user)
  const sentence =
    error.kind === 'unknown_outcome'
      ? `${name}, ${about.organization}: ${error.message}`
      : `${name} ${what}. ${refusalOf(error)}`
  const list = queryClient.getQueryData(members(about.organization).queryKey)
  if (list && !list.some(({ id }) => id === about.user.id)) {
    drop(about)
    toast.danger(sentence)
  } else set({ ...about, kind: 'refused', sentence })
  return new ApiError(error.kind, sentence, { cause: error })
}

/** A refusal was read. */
export const dismissRefusal = drop

/** Sends every removal that waits in any window, as before signing out. Resolves with what failed in this one. */
export async function sendRemovals(): Promise<ApiError[]> {
  tellOtherWindows('send removals')
  const failures = await sendWaiting()
  await removalsElsewhere()
  return failures
}

/**
 * Sends every removal that waits here (of one organization). Resolves with the failures once all have their answers, also
 * those that were on their way.
 */
export async function sendWaiting(organization?: string): Promise<ApiError[]> {
  const concerned = [...changes.values()].filter(
    (change) => organization === undefined || change.organization === organization,
  )
  const sent = await Promise.all(
    concerned.map((change) =>
      change.kind === 'leaving'
        ? removeNow(change)
        : sending.get(keyOf(change.organization, change.user.id)),
    ),
  )
  return sent.filter((error) => error !== undefined)
}

/** Before the right to change anybody is given up. Rejects with the first failure, after which nobody should go on. */
export async function settleChanges(organization: string): Promise<void> {
  const [failure] = await sendWaiting(organization)
  if (failure) throw failure
  withdrawUndos(organization)
}

/** Whoever gives up the right to change anybody can take nothing back any more. */
export function withdrawUndos(organization: string): void {
  for (const change of changes.values())
    if (change.organization === organization && change.kind === 'role changed')
      change.withdrawUndo()
}

/** The session has ended: whoever signs in next sends nothing that the one before asked for. */
export function forgetChanges(why = 'your session has ended'): void {
  for (const change of changes.values()) {
    if (change.kind === 'leaving')
      toast.danger(`${displayName(change.user)} was not removed: ${why}.`)
    if (change.kind === 'role changed') change.withdrawUndo()
  }
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  for (const [key] of announced) if (!sending.has(key)) settled(key)
  publish(new Map())
}
