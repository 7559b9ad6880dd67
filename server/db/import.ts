import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { ensureActiveUser } from './accounts.ts'
import { bulkInsert, type Row } from './bulk.ts'
import { sampleAdmin } from './sample.ts'
import type { Db, Schema } from './schema.ts'
import { Problems, quoted, readUsageFile, RefusedFile, type FileContent } from './usage-file.ts'

/** What may be said beside the file. */
export interface ImportOptions {
  /** E-mail of the administrator of every organization that is made; the sample administrator where it isn't given. */
  admin?: string | undefined
  /** Called while the file is read, with the bytes read so far and the size of the file. */
  onProgress?: ((read: number, size: number) => void) | undefined
}

/** What an import did. */
export interface ImportSummary {
  organizations: { made: number }
  /** A changed project has another `deleted_on` than before. */
  projects: { made: number; changed: number }
  /** A day is one project's usage on one day. */
  days: { added: number; replaced: number; unchanged: number }
}

/** The tables of one import, which its own connection alone sees. */
interface Staging extends Schema {
  file_days: { project: number; date: string; micro_credits: number; line: number }
  file_projects: { number: number; organization_id: string; id: string; line: number }
  new_days: Schema['usage_days']
}

/**
 * Imports daily usage from a CSV file of `organization,project,date,credits` and, if there, `deleted_on`: UTC days, and
 * credits with up to six decimals. What is missing is made, what differs is replaced; all of it or nothing. The file is
 * read and checked beside the data, which is locked only while it is written. Takes memory by the number of projects,
 * not of lines. Throws `RefusedFile`.
 */
export async function importUsage(
  db: Db,
  file: string,
  options: ImportOptions = {},
): Promise<ImportSummary> {
  return db
    .withTables<Omit<Staging, keyof Schema>>()
    .connection()
    .execute(async (connection) => {
      try {
        return await importOn(connection, file, options)
      } finally {
        for (const table of ['file_days', 'file_projects', 'new_days'])
          await connection.schema.dropTable(table).ifExists().execute()
      }
    })
}

async function importOn(
  db: Kysely<Staging>,
  file: string,
  options: ImportOptions,
): Promise<ImportSummary> {
  // Made from the real tables, the columns have the types and collations of either database.
  await sql`create temporary table file_days as
    select 0 as project, date, micro_credits, 0 as line from usage_days where 1 = 0`.execute(db)
  await sql`create temporary table file_projects as
    select 0 as number, organization_id, id, 0 as line from projects where 1 = 0`.execute(db)

  const problems = new Problems()
  const insertDays = bulkInsert('file_days', 'project date micro_credits line')
  const content = await readUsageFile(
    file,
    problems,
    (days) => insertDays(db, days),
    options.onProgress,
  )
  await findRepeatedDays(db, problems)
  problems.refuse()
  if (content.organizations.size === 0)
    throw new RefusedFile('There is no usage in the file, so nothing was imported.')

  const plan = await planFor(db, content)
  await bulkInsert('file_projects', 'number organization_id id line')(db, plan.fileProjects)
  // Sorting needs no lock, and rows in the order of the key are written in half the time.
  await sql`create temporary table new_days as
    select organization_id, date, id as project_id, micro_credits
    from file_days join file_projects on number = project
    order by organization_id, date, id`.execute(db)
  await sql`analyze file_projects`.execute(db)
  await sql`analyze new_days`.execute(db)
  const { days } = await db
    .selectFrom('new_days')
    .select(({ fn }) => fn.countAll().as('days'))
    .executeTakeFirstOrThrow()

  return db
    .transaction()
    .execute((transaction) => publish(transaction, plan, Number(days), options.admin))
}

async function findRepeatedDays(db: Kysely<Staging>, problems: Problems) {
  const { rows } = await sql<{ line: number; first: number; date: string; total: number }>`
    select line, first, date, count(*) over () as total
    from (
      select line, date, min(line) over (partition by project, date) as first from file_days
    ) as lines
    where line > first
    order by line
    limit 100`.execute(db)
  for (const { line, first, date } of rows)
    problems.add(line, `line ${first} has the same project and the same day, ${date}.`)
  problems.addUnseen(Number(rows[0]?.total ?? 0) - rows.length)
}

interface Plan {
  /** The file's first day, on which new organizations and their subscriptions begin. */
  firstDay: string
  newOrganizations: { id: string; name: string }[]
  newProjects: Row[]
  changedProjects: { organization_id: string; id: string; deleted_on: string | null }[]
  /** Rows of `file_projects`. */
  fileProjects: Row[]
}

/** What is to be made and changed beside the usage. */
async function planFor(db: Db, { organizations, firstDay }: FileContent): Promise<Plan> {
  const plan: Plan = {
    firstDay,
    newOrganizations: [],
    newProjects: [],
    changedProjects: [],
    fileProjects: [],
  }
  const known = await db.selectFrom('organizations').select(['id', 'name', 'sample']).execute()
  const knownByName = new Map(known.map((organization) => [organization.name, organization]))
  for (const { name, projects } of organizations.values()) {
    const knownOrganization = knownByName.get(name)
    if (knownOrganization?.sample === 1)
      throw new RefusedFile(
        `${name} is a sample organization, whose usage goes when the sample is taken away, so nothing was imported. ` +
          "Take it away first with 'npm run admin -- sample --remove', or use another name.",
      )
    const organization_id = knownOrganization?.id ?? randomUUID()
    if (!knownOrganization) plan.newOrganizations.push({ id: organization_id, name })
    const knownProjects = await db
      .selectFrom('projects')
      .select(['id', 'name', 'deleted_on'])
      .where('organization_id', '=', organization_id)
      .execute()
    const knownProjectByName = new Map(knownProjects.map((project) => [project.name, project]))
    for (const project of projects.values()) {
      const knownProject = knownProjectByName.get(project.name)
      const id = knownProject?.id ?? randomUUID()
      plan.fileProjects.push([project.number, organization_id, id, project.line])
      const deleted_on = project.deletedOn || null
      if (!knownProject) plan.newProjects.push([organization_id, id, project.name, deleted_on])
      else if (project.deletedOn !== undefined && deleted_on !== knownProject.deleted_on)
        plan.changedProjects.push({ organization_id, id, deleted_on })
    }
  }
  return plan
}

/** Writes everything; the transaction around it is what locks. */
async function publish(
  db: Kysely<Staging>,
  plan: Plan,
  days: number,
  admin: string | undefined,
): Promise<ImportSummary> {
  await makeOrganizations(db, plan, admin)
  await insertAll(db, 'projects', 'organization_id id name deleted_on', plan.newProjects)
  for (const { organization_id, id, deleted_on } of plan.changedProjects)
    await db
      .updateTable('projects')
      .set({ deleted_on })
      .where('organization_id', '=', organization_id)
      .where('id', '=', id)
      .execute()

  const replaced = await sql`
    update usage_days set micro_credits = new_days.micro_credits
    from new_days
    where usage_days.organization_id = new_days.organization_id
      and usage_days.date = new_days.date
      and usage_days.project_id = new_days.project_id
      and usage_days.micro_credits <> new_days.micro_credits`.execute(db)
  const added = await sql`
    insert into usage_days (organization_id, date, project_id, micro_credits)
    select organization_id, date, project_id, micro_credits from new_days where 1 = 1
    on conflict do nothing`.execute(db)
  await refuseUsageAfterDeletion(db)

  const counts = { added: affected(added), replaced: affected(replaced) }
  return {
    organizations: { made: plan.newOrganizations.length },
    projects: { made: plan.newProjects.length, changed: plan.changedProjects.length },
    days: { ...counts, unchanged: days - counts.added - counts.replaced },
  }
}

const affected = ({ numAffectedRows }: { numAffectedRows?: bigint | undefined }) =>
  Number(numAffectedRows ?? 0)

/** Made as old as the file's usage, so that the months of the subscription begin with it. */
async function makeOrganizations(
  db: Db,
  { firstDay, newOrganizations: organizations }: Plan,
  admin: string | undefined,
) {
  if (organizations.length === 0) return
  await insertAll(
    db,
    'organizations',
    'id name creation_date',
    organizations.map(({ id, name }) => [id, name, `${firstDay}T00:00:00.000000Z`]),
  )
  await insertAll(
    db,
    'subscriptions',
    'organization_id start_date plan',
    organizations.map(({ id }) => [id, firstDay, 'premium']),
  )
  const adminId = await ensureActiveUser(db, admin === undefined ? sampleAdmin : { email: admin })
  await insertAll(
    db,
    'memberships',
    'organization_id user_id admin',
    organizations.map(({ id }) => [id, adminId, 1]),
  )
}

/** Throws where one of the rows is there already: somebody made it since the plan was made. */
async function insertAll(db: Db, table: string, columnNames: string, rows: Row[]) {
  if ((await bulkInsert(table, columnNames)(db, rows)) < rows.length)
    throw new RefusedFile(
      'Somebody made an organization or a project of this file while it was read, so nothing was imported. Import it again.',
    )
}

/** No usage from the day on which a project no longer exists, whether the file or the database brought it. */
async function refuseUsageAfterDeletion(db: Kysely<Staging>) {
  const late = await db
    .selectFrom('file_projects')
    .innerJoin('projects', (join) =>
      join
        .onRef('projects.organization_id', '=', 'file_projects.organization_id')
        .onRef('projects.id', '=', 'file_projects.id'),
    )
    .innerJoin('usage_days', (join) =>
      join
        .onRef('usage_days.organization_id', '=', 'projects.organization_id')
        .onRef('usage_days.project_id', '=', 'projects.id')
        .onRef('usage_days.date', '>=', 'projects.deleted_on'),
    )
    .select(({ fn }) => ['line', 'name', 'deleted_on', fn.min('date').as('date')])
    .groupBy(['line', 'name', 'deleted_on'])
    .execute()
  const problems = new Problems()
  for (const { line, name, deleted_on, date } of late)
    problems.add(
      line,
      `the project ${quoted(name)} no longer exists from ${deleted_on} on, but would have usage on ${date}.`,
    )
  problems.refuse()
}
