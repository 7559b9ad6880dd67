import { expect, test } from 'vitest'
import {
  brokenRules,
  changeInAddress,
  changeSentence,
  isSameEnd,
  knownAfter,
  parseChange,
  soundPart,
  undoOf,
  withField,
  type KnownSubscription,
  type SubscriptionChange,
} from './subscription-change.ts'

const today = '2026-03-10'
const start = 'subscription_start_date'
const end = 'subscription_end_date'
const premium = {
  subscription: 'premium',
  subscription_start_date: '2026-04-01',
  subscription_end_date: '2027-04-01',
}
const params = (change: SubscriptionChange) =>
  new URLSearchParams(
    Object.entries(changeInAddress(change)).filter((entry): entry is [string, string] =>
      entry.every((part) => part !== undefined),
    ),
  )

test.each<[string, SubscriptionChange]>([
  ['', {}],
  ['subscription=premium&start=2026-04-01&end=2027-04-01', premium],
  ['end=null', { subscription_end_date: null }],
  ['subscription=&start=', { subscription: '', subscription_start_date: '' }],
])('the address %j is the change %j, and the other way round', (address, change) => {
  expect(parseChange(new URLSearchParams(address))).toEqual(change)
  expect(params(change).toString()).toBe(address)
})

test('fields are sent in the order of the documents, whichever was chosen first', () => {
  const ended = withField({}, end, '2027-04-01')
  const planned = withField(ended, 'subscription', 'premium')
  const chosen = withField(planned, start, '2026-04-01')
  expect(Object.keys(chosen)).toEqual(['subscription', start, end])
  expect(Object.keys(withField(chosen, start, undefined))).toEqual(['subscription', end])
  expect(withField({}, end, null)).toEqual({ [end]: null })
})

test('what is no day in the address is a day that was not given yet', () => {
  expect(parseChange(new URLSearchParams('start=2026-02-30&end=soon'))).toEqual({
    subscription_start_date: '',
    subscription_end_date: '',
  })
})

type Case = [string, string, SubscriptionChange, Partial<Record<keyof SubscriptionChange, RegExp>>]
test.each<Case>([
  ['another plan with both dates', 'free', premium, {}],
  [
    'another plan without dates',
    'free',
    { subscription: 'premium' },
    { [start]: /first day/, [end]: /needs the end date, too/ },
  ],
  ['another plan without an end', 'free', { ...premium, [end]: null }, { [end]: /needs an end/ }],
  [
    'the plan it has',
    'premium',
    { subscription: 'premium' },
    { subscription: /is premium already/ },
  ],
  [
    'the plan it has and an end',
    'premium',
    { subscription: 'premium', [end]: '2027-04-01' },
    { subscription: /is premium already/ },
  ],
  ['the plan it has from another day on', 'premium', premium, {}],
  ['a plan without a name', 'free', { ...premium, subscription: '' }, { subscription: /name/ }],
  ['free without dates', 'premium', { subscription: 'free' }, { [start]: /first day/ }],
  ['free with its start', 'premium', { subscription: 'free', [start]: '2026-04-01' }, {}],
  [
    'free with an end',
    'premium',
    { subscription: 'free', [start]: '2026-04-01', [end]: '2027-04-01' },
    { [end]: /always valid for a year/ },
  ],
  [
    'free whose end is cleared',
    'premium',
    { subscription: 'free', [start]: '2026-04-01', [end]: null },
    {},
  ],
  ['a start alone', 'premium', { [start]: '2026-04-01' }, { [end]: /needs the end date, too/ }],
  ['a start alone of free', 'free', { [start]: '2026-04-01' }, {}],
  ['an end alone', 'premium', { [end]: '2026-03-10' }, {}],
  [
    'an end in the past',
    'premium',
    { [end]: '2026-03-09' },
    { [end]: /in the past: today is (?!\d{4}-)/ },
  ],
  ['an end alone of free', 'free', { [end]: '2027-04-01' }, { [end]: /always valid/ }],
  ['an end that is cleared', 'premium', { [end]: null }, {}],
  [
    'an end before the start',
    'premium',
    { ...premium, [end]: '2026-03-31' },
    { [end]: /before it starts/ },
  ],
  ['an end on the day of the start', 'premium', { ...premium, [end]: '2026-04-01' }, {}],
  [
    'dates that were not given',
    'premium',
    { [start]: '', [end]: '' },
    { [start]: /keep the start/, [end]: /keep the end/ },
  ],
])('%s, of %s', (_, plan, change, broken) => {
  const problems = brokenRules(change, { plan, today })
  expect(Object.keys(problems).toSorted()).toEqual(Object.keys(broken).toSorted())
  expect(problems).toEqual(
    Object.fromEntries(
      Object.entries(broken).map(([field, sentence]) => [field, expect.stringMatching(sentence)]),
    ),
  )
})

const starter: KnownSubscription = { plan: 'starter', start: '2026-02-01', end: '2026-12-01' }
test.each<[string, SubscriptionChange, KnownSubscription, SubscriptionChange | undefined]>([
  ['an end, where the old one is known', { [end]: null }, starter, { [end]: '2026-12-01' }],
  [
    'an end, where there was none',
    { [end]: '2027-01-01' },
    { plan: 'premium', end: null },
    { [end]: null },
  ],
  ['an end that is the one it had', { [end]: '2026-12-01' }, starter, undefined],
  ['an end that nobody knows', { [end]: null }, { plan: 'premium' }, undefined],
  [
    'a plan, to what it was',
    premium,
    starter,
    { subscription: 'starter', [start]: '2026-02-01', [end]: '2026-12-01' },
  ],
  ['a plan whose dates nobody knows', premium, { plan: 'starter' }, undefined],
  [
    'a plan without an end, which none but free may have',
    premium,
    { ...starter, end: null },
    undefined,
  ],
  [
    'a plan that begins before the old one did, and would stay until then',
    { ...premium, [start]: '2026-01-31' },
    starter,
    undefined,
  ],
  [
    'a plan that begins on the day on which the old one did',
    { ...premium, [start]: '2026-02-01' },
    starter,
    { subscription: 'starter', [start]: '2026-02-01', [end]: '2026-12-01' },
  ],
  [
    'a plan after free, to the day on which that began',
    premium,
    { plan: 'free', start: '2026-02-10' },
    { subscription: 'free', [start]: '2026-02-10' },
  ],
  ['a plan after free whose start nobody knows', premium, { plan: 'free' }, undefined],
])('takes back %s', (_, change, before, undo) => {
  expect(undoOf(change, before)).toEqual(undo)
})

test.each<[SubscriptionChange, string | null | undefined, boolean]>([
  [{ [end]: '2027-04-01' }, '2027-04-01', true],
  [{ [end]: null }, null, true],
  [{ [end]: '2027-04-02' }, '2027-04-01', false],
  [{ [end]: null }, '2027-04-01', false],
  [{ [end]: null }, undefined, false],
  [{}, undefined, false],
  // It begins anew, and is sent with its end.
  [premium, '2027-04-01', false],
])('%j, of one whose end is known to be %s, changes nothing: %s', (change, known, same) => {
  expect(isSameEnd(change, { end: known })).toBe(same)
})

test('what was set is known afterwards, and an undo leads back to it', () => {
  const now = knownAfter(starter, premium)
  expect(now).toEqual({ plan: 'premium', start: '2026-04-01', end: '2027-04-01' })
  const undo = undoOf(premium, starter) ?? {}
  expect(knownAfter(now, undo)).toEqual(starter)
  expect(knownAfter(starter, { [end]: null })).toEqual({ ...starter, end: null })
  // A subscription that begins without an end has none, whatever the one before had.
  expect(knownAfter(starter, { subscription: 'free' })).toMatchObject({ plan: 'free', end: null })
})

test('a change is said in one sentence', () => {
  expect(changeSentence('acme', { ...premium, [end]: null })).toMatch(
    /^The subscription of acme was changed: it is premium, starts on .*2026.*, and has no end\.$/,
  )
})

test('of a change that breaks rules the sound fields are kept as they are', () => {
  const change = { ...premium, subscription_end_date: '2026-03-20' }
  expect(soundPart(change, brokenRules(change, { plan: 'free', today }))).toEqual({
    subscription: 'premium',
    subscription_start_date: '2026-04-01',
  })
  expect(soundPart(premium, brokenRules(premium, { plan: 'free', today }))).toEqual(premium)
  expect(soundPart({ [end]: null }, {})).toEqual({ [end]: null })
})
