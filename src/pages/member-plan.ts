/** From the members there are to those there should be: which calls, and in an order that keeps an admin at every moment. */
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { isActiveAdmin } from '../api/permissions.ts'
import type { Cell } from '../lib/csv.ts'
import type { RunItem } from '../lib/run.ts'
import type { FileLine } from './member-file.ts'

/** One call. */
export type Step =
  | { kind: 'add'; email: string; admin: boolean }
  | { kind: 'promote' | 'demote' | 'remove'; user: OrganizationUser; self: boolean }

/** Additions and new admins first, then demotions, then removals; whoever gives up their own rights could do nothing after it. */
export function phaseOf(step: Step): number {
  if (step.kind === 'add' || step.kind === 'promote') return 0
  if (step.self) return 3
  return step.kind === 'demote' ? 1 : 2
}

/** Whom a step is about. */
export const emailOf = (step: Step) => (step.kind === 'add' ? step.email : step.user.email)

/** Each with what became of the step about them, by e-mail in lower case. */
export type Results = ReadonlyMap<string, RunItem<Step>>

export const resultsOf = (items: readonly RunItem<Step>[]): Results =>
  new Map(items.map((item) => [emailOf(item.job).toLowerCase(), item]))

/** What many are to become at once. */
export type BulkAction = 'promote' | 'demote' | 'remove'

export interface BulkPlan {
  steps: Step[]
  /** How many of them are that already. */
  unchanged: number
  /** Active admins after it; undefined where not every member could be read. */
  adminsLeft: number | undefined
  /** Whoever asks is among them: they lose their own rights, or stay where the others are removed. */
  self: boolean
}

/** What becomes of the chosen ones. Nobody removes themselves in passing: leaving is a step of its own. */
export function bulkPlan(
  action: BulkAction,
  chosen: readonly OrganizationUser[],
  all: Rows<OrganizationUser>,
  self: string | undefined,
): BulkPlan {
  const concerned = chosen.filter(({ id, admin }) =>
    action === 'remove' ? id !== self : admin !== (action === 'promote'),
  )
  const steps = concerned.map((user): Step => ({ kind: action, user, self: user.id === self }))
  const includesSelf = chosen.some(({ id }) => id === self)
  return {
    steps,
    unchanged: action === 'remove' ? 0 : chosen.length - concerned.length,
    adminsLeft: adminsAfter(steps, all),
    self:
      action === 'remove'
        ? includesSelf
        : steps.some((step) => step.kind === 'demote' && step.self),
  }
}

/** Active admins among the present members once the steps are done; undefined where not all could be read. */
function adminsAfter(steps: readonly Step[], all: Rows<OrganizationUser>): number | undefined {
  if (all.unread) return undefined
  const becomes = new Map(
    steps.flatMap((step) => (step.kind === 'add' ? [] : [[step.user.id, step]])),
  )
  return all.filter((user) => {
    const kind = becomes.get(user.id)?.kind
    if (kind === undefined) return isActiveAdmin(user)
    return kind === 'promote' && isActiveAdmin({ ...user, admin: true })
  }).length
}

/** What a line of a file, or a member it leaves out, comes to. */
export interface Change {
  email: string
  kind: 'add' | 'promote' | 'demote' | 'remove' | 'same' | 'left out' | 'invalid' | 'twice'
  /** Of the file; undefined for a member it leaves out. */
  line: number | undefined
  /** What is to be known of it. */
  note?: string
  step?: Step
}

export interface FilePlan {
  changes: Change[]
  steps: Step[]
  /** Active admins after it. Who is added may be invited only, so they don't count; undefined as above. */
  adminsLeft: number | undefined
}

/** What it takes to bring the list to what the file says. Members it leaves out are removed only where `removing`. */
export function filePlan(
  lines: readonly FileLine[],
  all: Rows<OrganizationUser>,
  { removing, self }: { removing: boolean; self: string | undefined },
): FilePlan {
  const members = new Map(all.map((user) => [user.email.toLowerCase(), user]))
  // Also by a line that can't be read otherwise: nobody is removed because of a slip beside their address.
  const named = new Set(lines.map(({ email }) => email.toLowerCase()))
  const changes = [
    ...lines.map((line) => changeOf(line, members.get(line.email.toLowerCase()), self)),
    ...all
      .filter(({ email }) => !named.has(email.toLowerCase()))
      .map((user) => leftOut(user, removing, self)),
  ]
  const steps = changes.flatMap(({ step }) => (step ? [step] : []))
  return { changes, steps, adminsLeft: adminsAfter(steps, all) }
}

/** Why a plan can't be applied, before anything is sent. */
export function whyNotApply({ steps, adminsLeft }: FilePlan): string | undefined {
  if (steps.length === 0) return 'There is nothing to change.'
  if (adminsLeft !== 0 || !steps.some(takesAway)) return undefined
  return steps.some((step) => step.kind === 'add' && step.admin)
    ? 'No active admin would be left: the new ones may be invited only. Add them first; once they are active, apply again.'
    : 'No active admin would be left. Let the file name at least one.'
}

const takesAway = ({ kind }: Step) => kind === 'demote' || kind === 'remove'

/** Why a phase must not begin after what became of those before: what was to make its admins may have failed. */
export function whyNotBegin(
  next: Step,
  items: readonly RunItem<Step>[],
  all: Rows<OrganizationUser>,
): string | undefined {
  if (next.kind === 'add' || !takesAway(next)) return undefined
  const certain = items
    .filter(({ job, state }) => job.kind !== 'promote' || state === 'done')
    .map(({ job }) => job)
  if (adminsAfter(certain, all) === 0)
    return 'No active admin would be left, since not every new admin could be made.'
  // Afterwards nobody here could try the failed ones again.
  return next.self && items.some(({ state }) => state === 'failed')
    ? 'Not everything was done, so you keep your own rights until it is.'
    : undefined
}

function changeOf(
  line: FileLine,
  user: OrganizationUser | undefined,
  self: string | undefined,
): Change {
  const at = { email: line.email, line: line.line }
  if (line.kind === 'invalid') return { ...at, kind: 'invalid', note: line.why }
  if (line.kind === 'twice')
    return { ...at, kind: 'twice', note: `Line ${line.first} has it already, and counts.` }
  if (!user) {
    const admin = line.admin ?? false
    return {
      ...at,
      kind: 'add',
      ...(admin && { note: 'As an admin.' }),
      step: { kind: 'add', email: line.email, admin },
    }
  }
  if (line.admin === undefined || line.admin === user.admin) return { ...at, kind: 'same' }
  const kind = line.admin ? 'promote' : 'demote'
  const own = user.id === self
  return {
    ...at,
    kind,
    ...(own && { note: 'These are your own rights: you give them up last.' }),
    step: { kind, user, self: own },
  }
}

function leftOut(user: OrganizationUser, removing: boolean, self: string | undefined): Change {
  const { email } = user
  if (user.id === self)
    return {
      email,
      line: undefined,
      kind: 'left out',
      note: 'This is you. You stay: leaving is a step of its own.',
    }
  return removing
    ? { email, line: undefined, kind: 'remove', step: { kind: 'remove', user, self: false } }
    : { email, line: undefined, kind: 'left out' }
}

/** What happened to everyone, for a file. */
export function resultRows(items: Iterable<RunItem<Step>>): Cell[][] {
  return [
    ['email', 'action', 'result', 'message'],
    ...[...items].map(({ job, state, note, error }) => [
      emailOf(job),
      job.kind === 'add' && job.admin ? 'add as admin' : job.kind,
      state === 'waiting' ? (note?.toLowerCase() ?? 'not begun') : state,
      error?.message ?? '',
    ]),
  ]
}
