/** A change of a subscription as it is composed: each field keeps its value, gets one, or loses it. */
import type { Input } from '#contract/operations.ts'
import { dayIn } from '../components/draft.ts'
import { formatDay } from '../lib/dates.ts'

/** A field that is absent is kept, and null clears it, as in the body that is sent. */
export type SubscriptionChange = Pick<
  Input<'organizations_update'>['body'],
  'subscription' | 'subscription_start_date' | 'subscription_end_date'
>

export type SubscriptionField = keyof SubscriptionChange

const parameters = {
  subscription: 'subscription',
  subscription_start_date: 'start',
  subscription_end_date: 'end',
} as const satisfies Record<SubscriptionField, string>

export const changeParameters = Object.values(parameters)

const CLEARED = 'null'

/** In the address, too, what is absent is kept. A date that was not given yet is empty. */
export function parseChange(params: URLSearchParams): SubscriptionChange {
  const [plan, start, end] = changeParameters.map((name) => params.get(name))
  return {
    ...(typeof plan === 'string' && { subscription: plan }),
    ...(typeof start === 'string' && { subscription_start_date: dayIn(start) ?? '' }),
    ...(typeof end === 'string' && {
      subscription_end_date: end === CLEARED ? null : (dayIn(end) ?? ''),
    }),
  }
}

export function changeInAddress(change: SubscriptionChange) {
  const { subscription, subscription_start_date, subscription_end_date } = change
  return {
    [parameters.subscription]: subscription,
    [parameters.subscription_start_date]: subscription_start_date,
    [parameters.subscription_end_date]:
      subscription_end_date === null ? CLEARED : subscription_end_date,
  }
}

/** With another value for one field; undefined keeps it. The fields stand as in the documents, not as they were chosen. */
export function withField<Field extends SubscriptionField>(
  change: SubscriptionChange,
  field: Field,
  value: SubscriptionChange[Field],
): SubscriptionChange {
  const next = { ...change, [field]: value }
  return Object.fromEntries(
    (Object.keys(parameters) as SubscriptionField[])
      .filter((one) => next[one] !== undefined)
      .map((one) => [one, next[one]]),
  )
}

export const isEmpty = (fields: object) => Object.keys(fields).length === 0

/**
 * What the documents of organizations_update ask for and is broken, a sentence a field: another plan needs its start,
 * one other than free also its end, free takes no end, and nothing ends in the past or before it starts. The plan there
 * is, without another start, would change nothing.
 */
export function brokenRules(
  change: SubscriptionChange,
  { plan: current, today }: { plan: string; today: string },
): Partial<Record<SubscriptionField, string>> {
  const {
    subscription: plan = current,
    subscription_start_date: start,
    subscription_end_date: end,
  } = change
  const same = change.subscription === current && start === undefined
  const begins = (change.subscription !== undefined && !same) || start !== undefined
  const free = plan === 'free'
  const planProblem =
    plan === ''
      ? 'Give the name of the subscription.'
      : same && `It is ${current} already. Choose another plan, or keep it.`
  const startProblem =
    start === ''
      ? 'Give the day, or choose to keep the start date.'
      : begins &&
        start === undefined &&
        'Another subscription needs its first day: set the start date.'
  const endProblem =
    end === ''
      ? 'Give the day, or choose to keep the end date.'
      : free
        ? typeof end === 'string' &&
          'A free subscription takes no end date: it is always valid for a year.'
        : typeof end !== 'string'
          ? begins &&
            (end === null
              ? 'A subscription other than free needs an end date.'
              : 'A changed plan or start needs the end date, too: set it.')
          : end < today
            ? `The end date is in the past: today is ${formatDay(today)} (UTC). Give today or a later day.`
            : start !== undefined &&
              end < start &&
              'The subscription would end before it starts. Give the day of the start or a later one.'
  return {
    ...(planProblem && { subscription: planProblem }),
    ...(startProblem && { subscription_start_date: startProblem }),
    ...(endProblem && { subscription_end_date: endProblem }),
  }
}

/** The fields of a change that break no rule. */
export const soundPart = (
  change: SubscriptionChange,
  broken: Partial<Record<SubscriptionField, string>>,
): SubscriptionChange =>
  Object.fromEntries(
    Object.entries(change).filter(([field]) => broken[field as SubscriptionField] === undefined),
  )

/** A subscription as far as it is known: no answer tells its dates, so only those that were set here are. */
export interface KnownSubscription {
  plan: string
  start?: string | undefined
  /** Null: without an end. */
  end?: string | null | undefined
}

const begins = ({ subscription, subscription_start_date }: SubscriptionChange) =>
  subscription !== undefined || subscription_start_date !== undefined

/** What is known after a change was made. One that begins anew without an end has none. */
export const knownAfter = (
  before: KnownSubscription,
  change: SubscriptionChange,
): KnownSubscription =>
  begins(change)
    ? {
        plan: change.subscription ?? before.plan,
        start: change.subscription_start_date,
        end: change.subscription_end_date ?? null,
      }
    : { ...before, end: change.subscription_end_date }

/** Whether all that it does is to set the end that is known. */
export const isSameEnd = (change: SubscriptionChange, { end }: Pick<KnownSubscription, 'end'>) =>
  !begins(change) && end !== undefined && change.subscription_end_date === end

/**
 * The change that takes a change back, where the old values are known; undefined where they aren't. A subscription that
 * was moved to an earlier day can't be taken back: what now starts before it would stay. Nor can one whose start isn't
 * known: periods, and so the credits of the current one, hang on its day.
 */
export function undoOf(
  change: SubscriptionChange,
  before: KnownSubscription,
): SubscriptionChange | undefined {
  const { subscription_start_date: since } = change
  // Whatever begins anew is sent with its first day.
  if (since === undefined)
    return before.end === undefined || isSameEnd(change, before)
      ? undefined
      : { subscription_end_date: before.end }
  const free = before.plan === 'free'
  const { start } = before
  if (start === undefined || since < start || (!free && typeof before.end !== 'string'))
    return undefined
  return {
    subscription: before.plan,
    subscription_start_date: start,
    ...(!free && { subscription_end_date: before.end }),
  }
}

/** What a change does, as said after it was made. */
export const changeSentence = (organization: string, change: SubscriptionChange): string =>
  `The subscription of ${organization} was changed: it ${changeWords(change)}.`

export function changeWords({
  subscription,
  subscription_start_date: start,
  subscription_end_date: end,
}: SubscriptionChange): string {
  const parts = [
    subscription !== undefined && `is ${subscription}`,
    start !== undefined && `starts on ${formatDay(start)}`,
    end !== undefined && (end === null ? 'has no end' : `ends on ${formatDay(end)}`),
  ].filter((part) => part !== false)
  return new Intl.ListFormat('en').format(parts)
}

/** What someone else, who may, would send. */
export const requestText = (
  { name, id }: { name: string; id: string },
  request: { line: string; body: SubscriptionChange },
) =>
  `Please change the subscription of the organization ${name} (id ${id}):\n\n${request.line}\n${JSON.stringify(request.body)}\n`
