import { sql } from 'kysely'
import { ApiError } from '#contract/errors.ts'
import type { ParsedInput, Sent } from '#contract/operations.ts'
import { MICRO, type Db } from '../db/schema.ts'
import type { OrganizationCall } from './index.ts'
import { currentSubscription } from './organizations.ts'
import { MAX_BUCKETS, bucketsOf, periodAt, type Interval, type Span } from './periods.ts'

/** How many resources the organization has (organizations_resource_usage). Only projects and users are kept here. */
export async function resources({
  db,
  organization,
  today,
}: OrganizationCall): Promise<Sent<'organizations_resource_usage'>> {
  const { projects } = await db
    .selectFrom('projects')
    .select(({ fn }) => fn.countAll().as('projects'))
    .where('organization_id', '=', organization.id)
    .where(({ eb, or }) => or([eb('deleted_on', 'is', null), eb('deleted_on', '>', today)]))
    .executeTakeFirstOrThrow()
  const { users } = await db
    .selectFrom('memberships')
    .select(({ fn }) => fn.countAll().as('users'))
    .where('organization_id', '=', organization.id)
    .executeTakeFirstOrThrow()
  return {
    projects: Number(projects),
    users: Number(users),
    deployments: 0,
    deployment_versions: 0,
    pipelines: 0,
    pipeline_versions: 0,
    buckets: 0,
    environments: 0,
  }
}

/**
 * Credits by day or month, of the organization, of each project that exists today, and of all deleted ones together
 * (organizations_usage_get). Every series holds every bucket of the range, and in each bucket the organization is
 * exactly the sum of the others. Throws `invalid` for a range that is half given, empty or too long.
 */
export async function credits(
  call: OrganizationCall,
  { query }: ParsedInput<'organizations_usage_get'>,
): Promise<Sent<'organizations_usage_get'>> {
  const { db, organization, today } = call
  const { interval } = query
  const range = asked(query)
  const { start, end } = range ?? periodAt((await currentSubscription(call)).start_date, today)
  // A period is one month of the subscription's grid; counted from its own start it might be cut in two.
  const buckets =
    range || interval === 'day' ? bucketsOf({ start, end }, interval) : [{ start, end }]
  if (!buckets)
    throw new ApiError(
      'invalid',
      `From ${start} to ${end} by ${interval} there are more than ${MAX_BUCKETS.toLocaleString('en')} parts. Choose a shorter range${interval === 'day' ? ' or ask by month' : ''}.`,
    )

  const used = await microCredits(db, organization.id, interval, buckets)
  // After the usage: a project that appears in between has none yet, and one that disappears takes its own along.
  const projects = await db
    .selectFrom('projects')
    .select(['id', 'name', 'deleted_on'])
    .where('organization_id', '=', organization.id)
    .orderBy('name')
    .execute()
  const exists = ({ deleted_on }: { deleted_on: string | null }) =>
    deleted_on === null || deleted_on > today

  const none = buckets.map(() => 0n)
  const total = [...none]
  const deleted = [...none]
  const sums = new Map(
    projects.map((project) => [project.id, exists(project) ? [...none] : deleted]),
  )
  const indexes = new Map(buckets.map((bucket, index) => [bucket.start, index]))
  for (const { bucket, project_id, micro_credits } of used) {
    const index = indexes.get(bucket)
    const sum = sums.get(project_id)
    if (index === undefined || !sum) continue
    const value = BigInt(micro_credits)
    for (const series of [sum, total]) series[index] = (series[index] ?? 0n) + value
  }

  const spans = buckets.map((bucket) => ({
    start_date: `${bucket.start}T00:00:00Z`,
    end_date: `${bucket.end}T00:00:00Z`,
  }))
  const points = (series = none) =>
    spans.map(({ start_date, end_date }, index) => ({
      start_date,
      end_date,
      value: Number(series[index]) / MICRO,
    }))
  return {
    interval,
    data_organization: points(total),
    data_projects: projects.filter(exists).map(({ id, name }) => ({
      project_id: id,
      project_name: name,
      data: points(sums.get(id)),
    })),
    data_deleted_projects: points(deleted),
  }
}

/** The range asked for, or undefined where no date was given. Throws `invalid` for one date alone and for an empty range. */
function asked({
  start_date: start,
  end_date: end,
}: ParsedInput<'organizations_usage_get'>['query']): Span | undefined {
  if (start === undefined && end === undefined) return undefined
  if (start === undefined || end === undefined) {
    const sentence =
      'Give start_date and end_date together, or neither of them for the current subscription period.'
    const missing = start === undefined ? 'start_date' : 'end_date'
    throw new ApiError('invalid', sentence, { fields: { [missing]: sentence } })
  }
  if (start >= end) {
    const sentence = `Between ${start} and ${end} there is no day: the end date itself is not part of the range. Give a later end_date.`
    throw new ApiError('invalid', sentence, { fields: { end_date: sentence } })
  }
  return { start, end }
}

/** Sums by bucket and project. As text, because neither driver reads large integers exactly. */
async function microCredits(
  db: Db,
  organizationId: string,
  interval: Interval,
  buckets: Span[],
): Promise<{ bucket: string; project_id: string; micro_credits: string }[]> {
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  if (!first || !last) return []
  if (interval === 'day')
    return db
      .selectFrom('usage_days')
      .select(['date as bucket', 'project_id'])
      .select(sql<string>`cast(micro_credits as text)`.as('micro_credits'))
      .where('organization_id', '=', organizationId)
      .where('date', '>=', first.start)
      .where('date', '<', last.end)
      .execute()
  const spans = sql.join(buckets.map(({ start, end }) => sql`(${start}, ${end})`))
  // SQLite keeps the order of a `cross join`: one stretch of the primary key for each bucket.
  const { rows } = await sql<{ bucket: string; project_id: string; micro_credits: string }>`
    with buckets (bucket, until) as (values ${spans})
    select bucket, project_id, cast(sum(micro_credits) as text) as micro_credits
    from buckets cross join usage_days
    where organization_id = ${organizationId} and date >= bucket and date < until
    group by bucket, project_id
  `.execute(db)
  return rows
}
