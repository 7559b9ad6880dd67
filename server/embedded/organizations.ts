import { randomUUID } from 'node:crypto'
import { ApiError } from '#contract/errors.ts'
import type { ParsedInput, Sent } from '#contract/operations.ts'
import { plans } from '#contract/resources.ts'
import type { Db } from '../db/schema.ts'
import type { Call, OrganizationCall } from './index.ts'

/** The caller's organizations, by name (organizations_list). */
export async function list({ db, caller }: Call): Promise<Sent<'organizations_list'>> {
  const rows = await db
    .selectFrom('organizations')
    .innerJoin('memberships', 'memberships.organization_id', 'organizations.id')
    .select(['id', 'name', 'creation_date'])
    .where('user_id', '=', caller.id)
    .orderBy('name')
    .execute()
  return rows.map(summary)
}

/**
 * Makes an organization whose only admin is the caller and whose subscription starts today (organizations_create).
 * Throws `conflict` where the name is taken, and `invalid` where the subscription breaks a rule.
 */
export async function create(
  { db, caller, now, today }: Call,
  { body }: ParsedInput<'organizations_create'>,
): Promise<Sent<'organizations_create'>> {
  const subscription = {
    plan: body.subscription,
    start_date: today,
    end_date: body.subscription_end_date ?? null,
  }
  check(subscription, today)
  const organization = {
    id: randomUUID(),
    name: body.name,
    creation_date: now.toISOString().replace('Z', '000Z'),
  }
  const made = await db
    .insertInto('organizations')
    .values({ ...organization, sample: 0 })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) throw nameTaken(body.name)
  await db
    .insertInto('subscriptions')
    .values({ organization_id: organization.id, ...subscription })
    .execute()
  await db
    .insertInto('memberships')
    .values({ organization_id: organization.id, user_id: caller.id, admin: 1 })
    .execute()
  return summary(organization)
}

/** One organization with its current subscription (organizations_get). */
export async function get(call: OrganizationCall): Promise<Sent<'organizations_get'>> {
  const { plan } = await currentSubscription(call)
  return {
    ...summary(call.organization),
    subscription: plan,
    subscription_self_service: true,
    overage_usage: false,
  }
}

/**
 * Renames an organization and, where the caller is an operator, changes its subscription; all of it or nothing
 * (organizations_update). Throws `forbidden` where a subscription is changed by anyone else, `invalid` where it breaks
 * a rule, and `conflict` where the name is taken.
 */
export async function update(
  call: OrganizationCall,
  { body }: ParsedInput<'organizations_update'>,
): Promise<Sent<'organizations_update'>> {
  const { organization } = call
  const { name = organization.name } = body
  await updateSubscription(call, body)
  if (name !== organization.name) await rename(call.db, organization.id, name)
  return get({ ...call, organization: { ...organization, name } })
}

interface Subscription {
  plan: string
  start_date: string
  end_date: string | null
}

/** The subscription that holds today, or the first to come where none has started. */
export async function currentSubscription({
  db,
  organization,
  today,
}: OrganizationCall): Promise<Subscription> {
  const subscriptions = await db
    .selectFrom('subscriptions')
    .select(['plan', 'start_date', 'end_date'])
    .where('organization_id', '=', organization.id)
    .orderBy('start_date')
    .execute()
  const current =
    subscriptions.findLast(({ start_date }) => start_date <= today) ?? subscriptions[0]
  if (!current) throw new Error(`The organization ${organization.id} has no subscription.`)
  return current
}

/**
 * Only the provider changes subscriptions. An end date alone belongs to the current subscription; anything else makes a
 * new one, which from its first day on replaces whatever was planned (organizations_update).
 */
async function updateSubscription(
  call: OrganizationCall,
  body: ParsedInput<'organizations_update'>['body'],
) {
  const { db, caller, organization, today } = call
  const { subscription, subscription_start_date, subscription_end_date } = body
  const endOnly = subscription === undefined && subscription_start_date === undefined
  if (endOnly && subscription_end_date === undefined) return
  if (!caller.operator)
    throw new ApiError(
      'forbidden',
      'Only the provider can change a subscription, so nothing was changed. Ask the people who run this server.',
    )

  const current = await currentSubscription(call)
  const end_date = subscription_end_date ?? null
  if (endOnly) {
    if (end_date !== null) check({ ...current, end_date }, today)
    await db
      .updateTable('subscriptions')
      .set({ end_date })
      .where('organization_id', '=', organization.id)
      .where('start_date', '=', current.start_date)
      .execute()
    return
  }

  const plan = subscription ?? current.plan
  const start_date = subscription_start_date ?? (plan === 'free' ? today : undefined)
  if (start_date === undefined)
    throw broken('subscription_start_date', `Give the first day of the ${plan} subscription.`)
  check({ plan, start_date, end_date }, today)
  await db
    .deleteFrom('subscriptions')
    .where('organization_id', '=', organization.id)
    .where('start_date', '>=', start_date)
    .execute()
  await db
    .insertInto('subscriptions')
    .values({ organization_id: organization.id, plan, start_date, end_date })
    .execute()
}

/** The rules of a subscription that organizations_create and organizations_update share. */
function check({ plan, start_date, end_date }: Subscription, today: string) {
  if (!plans.some((known) => known === plan))
    throw broken(
      'subscription',
      `There is no such subscription. Choose one of ${plans.join(', ')}.`,
    )
  if (plan === 'free') {
    if (end_date !== null)
      throw broken(
        'subscription_end_date',
        'A free subscription has no end date of its own: it is always valid for a year. Leave the end date out.',
      )
  } else if (end_date === null)
    throw broken('subscription_end_date', `Give the day on which the ${plan} subscription ends.`)
  else if (end_date < today)
    throw broken(
      'subscription_end_date',
      `The end date is in the past: today is ${today} (UTC). Give today or a later day.`,
    )
  else if (end_date < start_date)
    throw broken(
      'subscription_end_date',
      `The subscription would end before it starts on ${start_date}. Give that day or a later one.`,
    )
}

const broken = (
  field: keyof ParsedInput<'organizations_update'>['body'],
  sentence: string,
): ApiError => new ApiError('invalid', sentence, { fields: { [field]: sentence } })

async function rename(db: Db, id: string, name: string) {
  try {
    await db.updateTable('organizations').set({ name }).where('id', '=', id).execute()
  } catch (error) {
    throw isTaken(error) ? nameTaken(name, error) : error
  }
}

const SQLITE_CONSTRAINT_UNIQUE = 2067
const POSTGRES_UNIQUE_VIOLATION = '23505'
/** Two organizations that take each other's name at once wait for each other, until PostgreSQL ends one of them. */
const POSTGRES_DEADLOCK = '40P01'

const isTaken = (error: unknown) =>
  error instanceof Error &&
  (('errcode' in error && error.errcode === SQLITE_CONSTRAINT_UNIQUE) ||
    ('code' in error &&
      (error.code === POSTGRES_UNIQUE_VIOLATION || error.code === POSTGRES_DEADLOCK)))

function nameTaken(name: string, cause?: unknown): ApiError {
  const sentence = `The name ${name} is taken by another organization. Choose another name.`
  return new ApiError('conflict', sentence, { fields: { name: sentence }, cause })
}

const summary = ({ id, name, creation_date }: OrganizationCall['organization']) => ({
  id,
  name,
  creation_date,
  status: 'active',
  two_factor_authentication_forced: false,
})
