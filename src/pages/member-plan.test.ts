import { expect, test } from 'vitest'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import type { FileLine } from './member-file.ts'
import {
  bulkPlan,
  emailOf,
  filePlan,
  phaseOf,
  resultRows,
  whyNotApply,
  whyNotBegin,
  type Step,
} from './member-plan.ts'

const user = (id: string, admin: boolean, status = 'active') => ({
  id,
  email: `${id}@x.nl`,
  status,
  admin,
})
const me = user('me', true)
const ann = user('ann', true)
const bob = user('bob', false)
const cas = user('cas', false)
const invited = user('invited', true, 'pending')
const all = [me, ann, bob, cas, invited]

const told = (steps: readonly Step[]) => steps.map((step) => `${step.kind} ${emailOf(step)}`)

test('additions and new admins come first, then demotions, then removals, and oneself last', () => {
  const step = (kind: 'promote' | 'demote' | 'remove', self = false): Step => ({
    kind,
    user: me,
    self,
  })
  const steps: Step[] = [
    step('demote', true),
    step('remove'),
    step('demote'),
    step('promote'),
    { kind: 'add', email: 'new@x.nl', admin: true },
  ]
  expect(steps.toSorted((a, b) => phaseOf(a) - phaseOf(b)).map(({ kind }) => kind)).toEqual([
    'promote',
    'add',
    'demote',
    'remove',
    'demote',
  ])
})

test('many at once: whoever is that already is left alone, and the admins that stay are counted', () => {
  const plan = bulkPlan('promote', [ann, bob, cas], all, 'me')
  expect(told(plan.steps)).toEqual(['promote bob@x.nl', 'promote cas@x.nl'])
  expect(plan).toMatchObject({ unchanged: 1, adminsLeft: 4, self: false })
})

test('many at once: an invited admin does not count', () => {
  expect(bulkPlan('demote', [me, ann], all, 'me')).toMatchObject({ adminsLeft: 0, self: true })
  const fresh = user('fresh', false, 'pending')
  expect(bulkPlan('promote', [fresh], [...all, fresh], 'me').adminsLeft).toBe(2)
  expect(bulkPlan('demote', [invited], all, 'me').adminsLeft).toBe(2)
})

test('many at once: nobody removes themselves', () => {
  const plan = bulkPlan('remove', [me, ann, bob], all, 'me')
  expect(told(plan.steps)).toEqual(['remove ann@x.nl', 'remove bob@x.nl'])
  expect(plan).toMatchObject({ adminsLeft: 1, self: true })
})

const line = (line: number, email: string, admin?: boolean): FileLine => ({
  kind: 'member',
  line,
  email,
  admin,
})
const kinds = (lines: FileLine[], removing = false) =>
  filePlan(lines, all, { removing, self: 'me' }).changes.map(({ email, kind }) => [email, kind])

test('a file adds, promotes, demotes and leaves alone; whom it leaves out stays', () => {
  const lines = [
    line(1, 'NEW@x.nl', true),
    line(2, 'BOB@x.nl', true),
    line(3, 'ann@x.nl', false),
    line(4, 'cas@x.nl'),
    line(5, 'other@x.nl'),
  ]
  expect(kinds(lines)).toEqual([
    ['NEW@x.nl', 'add'],
    ['BOB@x.nl', 'promote'],
    ['ann@x.nl', 'demote'],
    ['cas@x.nl', 'same'],
    ['other@x.nl', 'add'],
    ['me@x.nl', 'left out'],
    ['invited@x.nl', 'left out'],
  ])
  const plan = filePlan(lines, all, { removing: false, self: 'me' })
  expect(plan.steps).toEqual([
    { kind: 'add', email: 'NEW@x.nl', admin: true },
    { kind: 'promote', user: bob, self: false },
    { kind: 'demote', user: ann, self: false },
    { kind: 'add', email: 'other@x.nl', admin: false },
  ])
  expect(plan.adminsLeft).toBe(2)
  expect(whyNotApply(plan)).toBeUndefined()
})

test('a file that leaves no active admin is refused, also where it adds one who may be invited only', () => {
  const demoting = [line(1, 'me@x.nl', false), line(2, 'ann@x.nl', false)]
  const refusal = (...lines: FileLine[]) =>
    whyNotApply(filePlan(lines, all, { removing: false, self: 'me' }))
  expect(refusal(...demoting)).toMatch(/^No active admin would be left\. /)
  expect(refusal(...demoting, line(3, 'new@x.nl', true))).toMatch(/Add them first/)
  expect(refusal(...demoting, line(3, 'bob@x.nl', true))).toBeUndefined()
  expect(refusal(line(1, 'me@x.nl', true))).toBe('There is nothing to change.')
})

test('a list without an active admin may be given one', () => {
  const lines = [line(1, 'new@x.nl', true)]
  const plan = filePlan(lines, [bob, invited], { removing: false, self: undefined })
  expect(plan.adminsLeft).toBe(0)
  expect(whyNotApply(plan)).toBeUndefined()
})

test('nobody loses rights where the promotions that succeeded leave no active admin', () => {
  const promote: Step = { kind: 'promote', user: bob, self: false }
  const demote = (user: typeof me): Step => ({ kind: 'demote', user, self: user === me })
  const remove: Step = { kind: 'remove', user: ann, self: false }
  const refusal = (next: Step, promoted: 'done' | 'failed' | 'waiting') =>
    whyNotBegin(
      next,
      [
        { job: promote, state: promoted },
        { job: { kind: 'add', email: 'new@x.nl', admin: true }, state: 'done' },
        { job: remove, state: 'waiting' },
        { job: demote(me), state: 'waiting' },
      ],
      all,
    )
  expect(refusal(promote, 'waiting')).toBeUndefined()
  for (const next of [remove, demote(me)]) {
    expect(refusal(next, 'done')).toBeUndefined()
    expect(refusal(next, 'failed')).toMatch(/No active admin/)
    expect(refusal(next, 'waiting')).toMatch(/No active admin/)
  }
  // With another who stays admin, a promotion that failed is no hindrance.
  const items = [
    { job: promote, state: 'failed' as const },
    { job: demote(ann), state: 'waiting' as const },
  ]
  expect(whyNotBegin(demote(ann), items, all)).toBeUndefined()
})

test('own rights are kept as long as something has failed that could be tried again', () => {
  const own: Step = { kind: 'demote', user: me, self: true }
  const refusal = (state: 'done' | 'failed') =>
    whyNotBegin(own, [{ job: { kind: 'remove', user: bob, self: false }, state }], all)
  expect(refusal('done')).toBeUndefined()
  expect(refusal('failed')).toMatch(/you keep your own rights/)
})

test('only where it is wished a file removes whom it leaves out, and never whoever brings it', () => {
  expect(kinds([line(1, 'ann@x.nl')], true)).toEqual([
    ['ann@x.nl', 'same'],
    ['me@x.nl', 'left out'],
    ['bob@x.nl', 'remove'],
    ['cas@x.nl', 'remove'],
    ['invited@x.nl', 'remove'],
  ])
})

test('a slip beside an address removes nobody', () => {
  const slip: FileLine = { kind: 'invalid', line: 1, email: 'Bob@x.nl', why: 'No.' }
  expect(kinds([slip], true)).not.toContainEqual(['bob@x.nl', 'remove'])
})

test('one’s own rights are given up last, and said so', () => {
  const { steps, changes, adminsLeft } = filePlan([line(1, 'me@x.nl', false)], all, {
    removing: false,
    self: 'me',
  })
  expect(steps).toEqual([{ kind: 'demote', user: me, self: true }])
  expect(changes[0]?.note).toMatch(/your own rights/)
  expect(adminsLeft).toBe(1)
})

test('applied, a file has nothing more to change', () => {
  const after = [me, user('ann', false), user('bob', true), user('new', false)]
  const { steps } = filePlan(
    [
      line(1, 'me@x.nl'),
      line(2, 'ann@x.nl', false),
      line(3, 'bob@x.nl', true),
      line(4, 'new@x.nl'),
    ],
    after,
    { removing: true, self: 'me' },
  )
  expect(steps).toEqual([])
})

test('the results are a table, with the server’s sentence beside what failed', () => {
  expect(
    resultRows([
      { job: { kind: 'add', email: 'a@x.nl', admin: true }, state: 'done' },
      { job: { kind: 'demote', user: ann, self: false }, state: 'failed', error: new Error('No.') },
      { job: { kind: 'remove', user: bob, self: false }, state: 'waiting' },
      { job: { kind: 'promote', user: bob, self: false }, state: 'waiting', note: 'Refused' },
    ]),
  ).toEqual([
    ['email', 'action', 'result', 'message'],
    ['a@x.nl', 'add as admin', 'done', ''],
    ['ann@x.nl', 'demote', 'failed', 'No.'],
    ['bob@x.nl', 'remove', 'not begun', ''],
    ['bob@x.nl', 'promote', 'refused', ''],
  ])
})

test('where not every member could be read, how many admins are left is not known, and locks nothing', () => {
  const list: Rows<OrganizationUser> = [me, bob]
  list.unread = { count: 1, of: 3, answer: '' }
  expect(bulkPlan('demote', [me], list, 'me').adminsLeft).toBeUndefined()
  const plan = filePlan([line(1, me.email, false)], list, { removing: false, self: undefined })
  expect(whyNotApply(plan)).toBeUndefined()
  const [step] = plan.steps
  expect(step && whyNotBegin(step, [], list)).toBeUndefined()
})
