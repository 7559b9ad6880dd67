/**
 * Every object on the wire, twice where it must be: `X` is what the documents describe and what our own server sends,
 * field by field; `ReadX` is what the browser accepts from any server that speaks the API. Unknown fields are kept by
 * `ReadX`, so that a newer server loses nothing on its way to the screen. Each further leniency says its reason.
 */
import * as z from 'zod/mini'

// The console's content security policy forbids code made from text, and reports even the attempt.
z.config({ jitless: true })

// Requests

const dateSentence = 'Give the date as YYYY-MM-DD, for example 2026-03-01.'

/**
 * A UTC day. Accepts `YYYY-MM-DD`, or a date-time with `T` or a space and an optional offset (no offset means UTC), of
 * which the UTC day counts: the official clients send both. Parses to `YYYY-MM-DD`.
 */
export const Day = z.pipe(
  z.string({ error: dateSentence }),
  z.transform((text, context) => {
    const day = utcDay(text)
    if (day === undefined)
      context.issues.push({ code: 'custom', message: dateSentence, input: text })
    return day ?? z.NEVER
  }),
)

function utcDay(text: string): string | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text,
    )
  if (!match) return undefined
  const [, date = '', time = '00:00', offset = 'Z'] = match
  const midnight = new Date(`${date}T00:00Z`)
  // Date accepts 30 February and makes it 1 March.
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date)
    return undefined
  const zone = offset.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  const instant = new Date(`${date}T${time}${zone}`)
  if (Number.isNaN(instant.getTime())) return undefined
  const day = instant.toISOString().slice(0, 10)
  return /^\d{4}-/.test(day) ? day : undefined
}

/**
 * The rules of an organization's name, each with the sentence that is said when it is broken (organizations_create:
 * lower-case letters, numbers and dashes, starting with a letter; 64 is the official client's own limit).
 */
export const nameRules = [
  { holds: (name: string) => name.length > 0, sentence: 'Give the organization a name.' },
  {
    holds: (name: string) => /^(?:[a-z]|$)/.test(name),
    sentence: 'Start the name with a lower-case letter (a–z).',
  },
  {
    holds: (name: string) => /^[a-z0-9-]*$/.test(name),
    sentence: 'Use only lower-case letters, numbers and dashes in the name.',
  },
  {
    holds: (name: string) => name.length <= 64,
    sentence: 'Use at most 64 characters for the name.',
  },
] as const

/** A name that keeps `nameRules`; the first broken one is the error. */
export const OrganizationName = z
  .string({ error: 'Give the organization a name, as text.' })
  .check(
    ...nameRules.map((rule) => z.refine<string>(rule.holds, { error: rule.sentence, abort: true })),
  )

/**
 * The plans that are known by name, and that our own server has; the documents name free and premium as examples, and no
 * list. Another server may have others.
 */
export const plans = ['free', 'starter', 'professional', 'premium'] as const

const Subscription = z
  .string({ error: 'Give the name of the subscription.' })
  .check(z.minLength(1, 'Give the name of the subscription.'))

/** Newer clients may send these two; a server that doesn't know them ignores them. */
const newer = {
  voucher: z.optional(z.nullable(z.string({ error: 'Give the voucher as text.' }))),
  two_factor_authentication_forced: z.optional(
    z.nullable(z.boolean({ error: 'two_factor_authentication_forced must be true or false.' })),
  ),
}

/** The body of organizations_create. Which plans there are, and which need an end date, is for the server to say. */
export const OrganizationCreate = z.object({
  name: OrganizationName,
  subscription: Subscription,
  /** The R client sends null for a date that wasn't given. */
  subscription_end_date: z.optional(z.nullable(Day)),
  ...newer,
})

/** The body of organizations_update. A field that is absent keeps its value; null for `subscription_end_date` removes the end. */
export const OrganizationUpdate = z.object({
  name: z.optional(OrganizationName),
  subscription: z.optional(Subscription),
  subscription_start_date: z.optional(Day),
  subscription_end_date: z.optional(z.nullable(Day)),
  two_factor_authentication_forced: newer.two_factor_authentication_forced,
})

const emailSentence = 'Give a complete e-mail address, like name@example.com.'

/** One @, no spaces or control characters, a domain with a dot; at most 254 characters, as in RFC 5321. */
export const Email = z
  .string({ error: emailSentence })
  .check(
    z.maxLength(254, 'Use an e-mail address of at most 254 characters.'),
    z.regex(/^[^\s@\p{Cc}]+@[^\s@.\p{Cc}]+(?:\.[^\s@.\p{Cc}]+)+$/u, emailSentence),
  )

const Admin = z.boolean({ error: 'admin must be true or false, as JSON.' })

/** The body of organization_users_create; without `admin` the person becomes a regular user. */
export const UserCreate = z.object({ email: Email, admin: z._default(Admin, false) })

/** The body of organization_users_update. `{}` is what the newest Python client sends for an update without arguments: it changes nothing. */
export const UserUpdate = z.object({ admin: z.optional(Admin) })

/** How usage is cut into buckets. Months hang on the first day asked for, not on the calendar. */
export const intervals = ['day', 'month'] as const

/** The query of organizations_usage_get: the half-open range of days, or none for the current subscription period. */
export const UsageQuery = z.object({
  start_date: z.optional(Day),
  end_date: z.optional(Day),
  interval: z._default(z.enum(intervals, { error: "interval must be 'day' or 'month'." }), 'month'),
})

// Answers

/** What of a list could not be read. */
export interface Unread {
  count: number
  /** All rows that came. */
  of: number
  /** The rows themselves, as JSON. */
  answer: string
}

/** JSON as text for people; what is larger or nested deeper than can be written says so. */
export function printed(value: unknown): string {
  try {
    return JSON.stringify(value, undefined, 2)
  } catch {
    return 'It is too large or nested too deeply to be shown.'
  }
}

/** The rows of a list that could be read. */
export type Rows<Row> = Row[] & { unread?: Unread }

/**
 * Reads a list row by row: one that doesn't fit is left out and told of under `unread`, and doesn't take the others with
 * it. A list of which no row fits is an answer of unknown shape.
 */
export const rows = <Row extends z.core.$ZodType>(row: Row) => {
  const all = z.array(row)
  return z.pipe(
    z.array(z.unknown()),
    z.transform(
      (list, context): Rows<z.output<Row>> => wholly(all, list) ?? oneByOne(row, list, context),
    ),
  )
}

/** A whole list at once, which is three times as fast; undefined where a row doesn't fit. */
function wholly<List extends z.core.$ZodType>(schema: List, list: unknown[]) {
  try {
    return z.safeParse(schema, list).data
  } catch (error) {
    // Hundreds of thousands of wrong rows are more than zod can list.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function oneByOne<Row extends z.core.$ZodType>(
  row: Row,
  list: unknown[],
  context: { issues: z.core.$ZodRawIssue[] },
) {
  const read: Rows<z.output<Row>> = []
  const unread: unknown[] = []
  let first: z.core.$ZodIssue | undefined
  for (const [index, one] of list.entries()) {
    const parsed = z.safeParse(row, one)
    if (parsed.success) read.push(parsed.data)
    else {
      unread.push(one)
      const [issue] = parsed.error.issues
      if (issue) first ??= { ...issue, path: [index, ...issue.path] }
    }
  }
  if (first && read.length === 0) context.issues.push(first as z.core.$ZodRawIssue)
  if (unread.length > 0)
    read.unread = {
      count: unread.length,
      of: list.length,
      answer: printed(unread),
    }
  return read
}

/**
 * An instant, or a day, of years that days can be counted from and to. Any other text is an answer of unknown shape, so
 * that no page throws at it later. One pattern, because there are tens of thousands in one answer.
 */
const Instant = z
  .string()
  .check(
    z.regex(
      /^(?:[12]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|(?:(?:12|16|20|24|28)00|[12]\d(?:0[48]|[2468][048]|[13579][26]))-02-29)(?:[T ]|$)/,
      'This is no date.',
    ),
  )

const organization = { id: z.string(), name: z.string(), creation_date: Instant }

/** An organization in a list, and the answer of organizations_create. */
export const Organization = z.object({
  ...organization,
  status: z.string(),
  two_factor_authentication_forced: z.boolean(),
})

/** One organization with the name of its current plan. */
export const OrganizationDetail = z.object({
  ...Organization.shape,
  subscription: z.string(),
  subscription_self_service: z.boolean(),
  overage_usage: z.boolean(),
})

/** These came and went over the releases: `status` is undocumented before 4.6.0, the others are newer or older than the seeds. */
const organizationExtras = {
  status: z.optional(z.string()),
  two_factor_authentication_forced: z.optional(z.boolean()),
}

/** An organization in any server's list. */
export const ReadOrganization = z.looseObject({ ...organization, ...organizationExtras })

/** One organization of any server. */
export const ReadOrganizationDetail = z.looseObject({
  ...organization,
  ...organizationExtras,
  subscription: z.string(),
  /** Between 3.3.0 and 4.2.0 only; the page on organizations_update leaves it out even there. */
  subscription_self_service: z.optional(z.boolean()),
  /** Since 4.9.0. */
  overage_usage: z.optional(z.boolean()),
})
export type OrganizationDetail = z.output<typeof ReadOrganizationDetail>

/** A member of an organization; whoever was invited and has not registered is pending, without a name. */
export const OrganizationUser = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  surname: z.string(),
  status: z.enum(['active', 'pending']),
  admin: z.boolean(),
})

/** An invited person has no name yet, which a server may send as null, as '' or not at all. */
const absentText = z.optional(z.nullable(z.string()))

/** A member as any server tells of them. */
export const ReadOrganizationUser = z.looseObject({
  id: z.string(),
  email: z.string(),
  name: absentText,
  surname: absentText,
  /** In the official model since 2.1.0, in no document; no list of its values exists. */
  status: absentText,
  admin: z.boolean(),
})
export type OrganizationUser = z.output<typeof ReadOrganizationUser>

/** How many there are of each kind of resource. */
export const ResourceUsage = z.object({
  projects: z.int(),
  users: z.int(),
  deployments: z.int(),
  deployment_versions: z.int(),
  pipelines: z.int(),
  pipeline_versions: z.int(),
  buckets: z.int(),
  environments: z.int(),
})

/** Undefined where it is absent or null: unknown is not zero. */
const ReadCount = z.optional(
  z.pipe(
    z.nullable(z.int()),
    z.transform((count) => count ?? undefined),
  ),
)

/** What a server doesn't count it leaves out, as older ones `buckets` (3.13.0) and `environments` (3.16.0). */
export const ReadResourceUsage = z
  .looseObject({
    projects: ReadCount,
    users: ReadCount,
    deployments: ReadCount,
    deployment_versions: ReadCount,
    pipelines: ReadCount,
    pipeline_versions: ReadCount,
    buckets: ReadCount,
    environments: ReadCount,
  })
  .check(
    z.refine(
      (counts) => Object.keys(ResourceUsage.shape).some((kind) => counts[kind] !== undefined),
      { error: 'None of the counts is there.' },
    ),
  )
export type ResourceUsage = z.output<typeof ReadResourceUsage>

/** One bucket: the half-open span [start_date, end_date) as instants, and its credits, of which sums can be exact. */
export const UsagePoint = z.object({
  start_date: Instant,
  end_date: Instant,
  value: z.number().check(z.gte(-1e15), z.lte(1e15)),
})
export type UsagePoint = z.output<typeof UsagePoint>

/** More credits than anybody has, or less, can't be added up exactly, nor drawn. */
const ReadUsagePoint = z.object({
  ...UsagePoint.shape,
  value: z.number().check(z.refine((value) => Math.abs(value) <= 1e15)),
})

/** Credits by bucket. In each bucket the organization is the sum of its projects and of the deleted projects. */
export const OrganizationUsage = z.object({
  interval: z.enum(intervals),
  data_organization: z.array(UsagePoint),
  data_projects: z.array(
    z.object({ project_id: z.string(), project_name: z.string(), data: z.array(UsagePoint) }),
  ),
  data_deleted_projects: z.array(UsagePoint),
})
export type OrganizationUsage = z.output<typeof OrganizationUsage>

/**
 * The answer before 4.2.0 (R before 0.17.0): metrics of kinds of objects, which can't be told apart by project. It is
 * a value of its own kind, and no error: `Array.isArray` tells it from `OrganizationUsage`.
 */
const UsageMetrics = rows(
  z.looseObject({ object_type: z.string(), metric: z.string(), usage: rows(ReadUsagePoint) }),
)

/** The documents' prose calls the field `data_projects_deleted`, their example and the official model `data_deleted_projects`. */
const renamed = z.transform((answer: unknown) =>
  typeof answer === 'object' && answer !== null && 'data_projects_deleted' in answer
    ? { data_deleted_projects: answer.data_projects_deleted, ...answer }
    : answer,
)

/** The usage as any server tells it: an object, or the older list of metrics. */
export const ReadOrganizationUsage = z.union([
  z.pipe(
    renamed,
    z.looseObject({
      interval: z.enum(intervals),
      data_organization: rows(ReadUsagePoint),
      data_projects: rows(
        z.object({ project_id: z.string(), project_name: z.string(), data: rows(ReadUsagePoint) }),
      ),
      data_deleted_projects: rows(ReadUsagePoint),
    }),
  ),
  UsageMetrics,
])

/** Who the token belongs to. The real API has it; its document is not among the Organizations pages. */
export const CurrentUser = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  surname: z.string(),
})

/** Only the e-mail is sure (the command-line client reads no more). */
export const ReadCurrentUser = z.looseObject({
  id: z.optional(z.string()),
  email: z.string(),
  name: absentText,
  surname: absentText,
})

/** Whether the API is up. */
export const ServiceStatus = z.object({ status: z.string() })
