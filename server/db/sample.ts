import { ensureActiveUser } from './accounts.ts'
import { bulkInsert, type Row } from './bulk.ts'
import {
  dayAt,
  microCreditsOn,
  planSample,
  type SampleOptions,
  type SampleOrganization,
} from './sample-plan.ts'
import { createToken } from '../embedded/tokens.ts'
import type { Db } from './schema.ts'

/** The e-mail of `sampleAdmin`. */
export const SAMPLE_ADMIN = 'admin@example.com'

/** The person who looks at the sample: an administrator of nearly every organization in it. */
export const sampleAdmin = { email: SAMPLE_ADMIN, name: 'Robin', surname: 'de Vries' }

/** How many rows there were not before. */
export interface SampleSummary {
  organizations: number
  users: number
  projects: number
  days: number
}

/**
 * Makes sample organizations with people, projects and usage, each in a transaction of its own. What is there already
 * stays as it is: the same options twice add nothing, larger numbers add what is missing. The same options make the
 * same rows in every database. An organization whose name somebody else has is left out.
 */
export async function makeSample(db: Db, options: SampleOptions = {}): Promise<SampleSummary> {
  await db.transaction().execute((transaction) => setSample(transaction, 'made'))
  return addOrganizations(options, (work) => db.transaction().execute(work))
}

/**
 * Makes the default sample in a database that is new: without organizations, and where it was neither made nor removed
 * before. Resolves with whether it did. Of two servers that start at once one makes it, and the other waits.
 */
export async function ensureSample(db: Db): Promise<boolean> {
  const settled = await db
    .selectFrom('settings')
    .select('name')
    .where('name', '=', 'sample')
    .unionAll(db.selectFrom('organizations').select('name').limit(1))
    .executeTakeFirst()
  if (settled) return false
  return db.transaction().execute(async (transaction) => {
    const mine = await transaction
      .insertInto('settings')
      .values({ name: 'sample', value: 'made' })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('name')
      .executeTakeFirst()
    if (!mine) return false
    await addOrganizations({}, (work) => work(transaction))
    return true
  })
}

/**
 * Takes away every organization and person that the sample made, but nobody who is a member of another organization.
 * Resolves with how many went.
 */
export async function removeSample(db: Db): Promise<{ organizations: number; users: number }> {
  const organizations = await db
    .selectFrom('organizations')
    .select('id')
    .where('sample', '=', 1)
    .execute()
  for (const { id } of organizations)
    await db.transaction().execute(async (transaction) => {
      // Without this, SQLite looks through the organization's usage once for each project.
      await transaction.deleteFrom('usage_days').where('organization_id', '=', id).execute()
      await transaction.deleteFrom('organizations').where('id', '=', id).execute()
    })
  const users = await db.transaction().execute(async (transaction) => {
    await setSample(transaction, 'removed')
    const { numDeletedRows } = await transaction
      .deleteFrom('users')
      .where('sample', '=', 1)
      .where('id', 'not in', transaction.selectFrom('memberships').select('user_id'))
      .executeTakeFirst()
    return Number(numDeletedRows)
  })
  return { organizations: organizations.length, users }
}

/** Whether there is a sample organization. */
export async function hasSample(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('organizations')
    .select('id')
    .where('sample', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Ids of the sample organizations that someone is a member of. */
export async function sampleOrganizationsOf(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('organizations', 'organizations.id', 'organization_id')
    .select('organizations.id')
    .where('user_id', '=', userId)
    .where('sample', '=', 1)
    .execute()
  return rows.map(({ id }) => id)
}

const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000

/** Makes a token for the sample administrator that ends after seven days. Undefined where there is no sample. */
export async function sampleAdminToken(db: Db): Promise<string | undefined> {
  return db.transaction().execute(async (transaction) => {
    if (!(await hasSample(transaction))) return undefined
    const id = await ensureActiveUser(transaction, sampleAdmin)
    return createToken(transaction, id, { lifetime: SEVEN_DAYS })
  })
}

async function setSample(db: Db, value: 'made' | 'removed') {
  await db
    .insertInto('settings')
    .values({ name: 'sample', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

async function addOrganizations(
  options: SampleOptions,
  inTransaction: (work: (transaction: Db) => Promise<void>) => Promise<void>,
): Promise<SampleSummary> {
  const { first, last, organizations } = planSample(options, sampleAdmin)
  const writer = new SampleWriter(first, last)
  for (const organization of organizations)
    await inTransaction((transaction) => writer.add(transaction, organization))
  return writer.added
}

const ROWS_AT_ONCE = 5000

/** Writes one organization after the other to one database, and counts what is new. */
class SampleWriter {
  readonly added: SampleSummary = { organizations: 0, users: 0, projects: 0, days: 0 }
  readonly #first: number
  readonly #last: number
  readonly #insertOrganizations = bulkInsert('organizations', 'id name creation_date sample')
  readonly #insertSubscriptions = bulkInsert(
    'subscriptions',
    'organization_id start_date end_date plan',
  )
  readonly #insertUsers = bulkInsert('users', 'id email email_key name surname status sample')
  readonly #insertMemberships = bulkInsert('memberships', 'organization_id user_id admin')
  readonly #insertProjects = bulkInsert('projects', 'organization_id id name deleted_on')
  readonly #insertDays = bulkInsert('usage_days', 'organization_id date project_id micro_credits')

  /** Usage is written from the first day to the last, in days since 1970. */
  constructor(first: number, last: number) {
    this.#first = first
    this.#last = last
  }

  async add(db: Db, organization: SampleOrganization) {
    const { id, name, creationDate, subscription } = organization
    const made = await this.#insertOrganizations(db, [[id, name, creationDate, 1]])
    if (made === 0 && !(await exists(db, id))) return
    this.added.organizations += made
    if (made === 1) {
      const { start, end, plan } = subscription
      await this.#insertSubscriptions(db, [[id, start, end, plan]])
    }
    await this.#addMembers(db, organization)
    await this.#addProjects(db, organization)
  }

  async #addMembers(db: Db, { id: organizationId, people }: SampleOrganization) {
    this.added.users += await this.#insertUsers(
      db,
      people.map(({ id, email, name, surname, status }) => [
        id,
        email,
        email,
        name,
        surname,
        status,
        1,
      ]),
    )
    await ensureActiveUser(db, sampleAdmin)
    // Somebody may have one of these addresses already, and another id.
    const ids = await idsByEmail(
      db,
      people.map(({ email }) => email),
    )
    await this.#insertMemberships(
      db,
      people.map(({ email, admin }) => [organizationId, ids.get(email) ?? null, admin ? 1 : 0]),
    )
  }

  async #addProjects(db: Db, { id: organizationId, projects, idle }: SampleOrganization) {
    this.added.projects += await this.#insertProjects(
      db,
      projects.map(({ id, name, deletedOn }) => [organizationId, id, name, deletedOn]),
    )
    if (idle) return
    // A project that was there before may have been deleted on another day, or not at all.
    const kept = await db
      .selectFrom('projects')
      .select(['id', 'deleted_on'])
      .where('organization_id', '=', organizationId)
      // Usage in the order of its key is written faster.
      .orderBy('id')
      .execute()
    const byId = new Map(projects.map((project) => [project.id, project]))
    let rows: Row[] = []
    for (let day = this.#first; day <= this.#last; day++) {
      const date = dayAt(day)
      for (const { id, deleted_on } of kept) {
        const project = byId.get(id)
        if (!project || (deleted_on !== null && date >= deleted_on)) continue
        const micro = microCreditsOn(day, project)
        if (micro > 0) rows.push([organizationId, date, id, micro])
      }
      if (rows.length < ROWS_AT_ONCE && day < this.#last) continue
      this.added.days += await this.#insertDays(db, rows)
      rows = []
    }
  }
}

async function exists(db: Db, organizationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('organizations')
    .select('id')
    .where('id', '=', organizationId)
    .executeTakeFirst()
  return row !== undefined
}

async function idsByEmail(db: Db, emails: string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  // Both databases limit how many values a statement may have.
  for (let start = 0; start < emails.length; start += 1000) {
    const rows = await db
      .selectFrom('users')
      .select(['id', 'email_key'])
      .where('email_key', 'in', emails.slice(start, start + 1000))
      .execute()
    for (const { id, email_key } of rows) ids.set(email_key, id)
  }
  return ids
}
