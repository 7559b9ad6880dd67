import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { sql, type Kysely } from 'kysely'
import * as z from 'zod/mini'
import { Day, nameRules } from '#contract/resources.ts'
import { ensureActiveUser } from './accounts.ts'
import { bulkInsert, type Row } from './bulk.ts'
import { sampleAdmin } from './sample.ts'
import { MICRO, type Db, type Schema } from './schema.ts'

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

/** A line of the file that can't be imported. */
export interface BadLine {
  /** The header is line 1. */
  line: number
  reason: string
}

/** Nothing was imported. The message says why; `lines` are the first of `count` bad lines, in order. */
export class RefusedFile extends Error {
  override name = 'RefusedFile'
  readonly lines: readonly BadLine[]
  readonly count: number

  constructor(message: string, lines: readonly BadLine[] = [], count = lines.length) {
    super(message)
    this.lines = lines
    this.count = count
  }
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
  const content = await readInto(db, file, problems, options.onProgress)
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

interface FileOrganization {
  name: string
  projects: Map<string, FileProject>
}

interface FileProject {
  name: string
  number: number
  /** Empty where the project exists, undefined where the file doesn't say. */
  deletedOn: string | undefined
  /** Where it first appears. */
  line: number
}

const MAX_LINE = 10_000
const ROWS_AT_ONCE = 5_000

/** What the file says beside its days of usage. */
interface FileContent {
  organizations: Map<string, FileOrganization>
  /** The first day with usage; empty where there is none. */
  firstDay: string
}

/** Reads the file into `file_days`, and resolves with the rest. */
async function readInto(
  db: Kysely<Staging>,
  file: string,
  problems: Problems,
  onProgress: ImportOptions['onProgress'],
): Promise<FileContent> {
  const reader = new LineReader(problems)
  const insert = bulkInsert('file_days', 'project date micro_credits line')
  try {
    const { size } = await stat(file)
    const source = createReadStream(file, { highWaterMark: 256 * 1024 })
    const parser = parse({
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      max_record_size: MAX_LINE,
      // The parser passes on whatever this returns; its types allow for the fields alone.
      on_record: (fields, { lines }) => reader.read(fields, lines) as string[] | null,
    })
    await pipeline(source, parser, async (rows: AsyncIterable<Row>) => {
      let batch: Row[] = []
      for await (const row of rows) {
        batch.push(row)
        if (batch.length < ROWS_AT_ONCE) continue
        await insert(db, batch)
        onProgress?.(source.bytesRead, size)
        batch = []
      }
      await insert(db, batch)
    })
  } catch (error) {
    if (error instanceof CsvError) {
      problems.add(reader.line + 1, `${brokenRule(error)}; what follows could not be read.`)
      problems.refuse()
    }
    throw isFileError(error) ? new RefusedFile(`The file can't be read: ${error.message}.`) : error
  }
  return reader
}

function brokenRule({ code }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is not closed'
  if (code === 'CSV_MAX_RECORD_SIZE')
    return `a quote is not closed, or the line has more than ${MAX_LINE} characters`
  return 'a quote stands inside a field: write it twice, and the whole field in quotes'
}

const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error

/** How many lines are bad, and the first of them. */
class Problems {
  static readonly #KEPT = 100
  readonly #lines: BadLine[] = []
  #count = 0

  add(line: number, reason: string) {
    this.#count++
    if (this.#lines.length < Problems.#KEPT) this.#lines.push({ line, reason })
  }

  /** Counts lines whose reason isn't kept. */
  addUnseen(count: number) {
    this.#count += count
  }

  /** Throws where there is a bad line. */
  refuse() {
    if (this.#count === 0) return
    throw new RefusedFile(
      `${this.#count === 1 ? '1 line is bad' : `${this.#count} lines are bad`}, so nothing was imported.`,
      this.#lines.toSorted((a, b) => a.line - b.line),
      this.#count,
    )
  }
}

const columns = ['organization', 'project', 'date', 'credits', 'deleted_on'] as const
type Column = (typeof columns)[number]

/** What is wrong with a line. */
class BadField extends Error {}

/** Checks the file line by line, and makes rows of `file_days` and the organizations. */
class LineReader implements FileContent {
  readonly organizations = new Map<string, FileOrganization>()
  firstDay = ''
  /** The number of the line read last. */
  line = 0
  readonly #problems: Problems
  /** Where each column is; undefined until the header was read. */
  #places: Map<string, number> | undefined
  #projects = 0
  readonly #days = new Set<string>()

  constructor(problems: Problems) {
    this.#problems = problems
  }

  /** The row, or null for a line without one: the header, an empty line, a bad line. Throws where the header is bad. */
  read(fields: string[], line: number): Row | null {
    this.line = line
    if (fields.length === 1 && fields[0] === '') return null
    try {
      if (this.#places) return this.#row(fields, this.#places)
      this.#places = placesIn(fields)
    } catch (error) {
      if (!(error instanceof BadField)) throw error
      this.#problems.add(line, error.message)
      if (!this.#places) this.#problems.refuse()
    }
    return null
  }

  #row(fields: string[], places: Map<string, number>): Row {
    if (fields.length !== places.size)
      throw new BadField(`it has ${fields.length} fields, and the header has ${places.size}.`)
    const field = (column: Column) => fields[places.get(column) ?? -1] ?? ''

    const day = this.#day('date', field('date'))
    const micro = microCredits(field('credits'))
    const deletedOn = places.has('deleted_on')
      ? field('deleted_on') && this.#day('deleted_on', field('deleted_on'))
      : undefined
    if (deletedOn && day >= deletedOn)
      throw new BadField(`on ${day} the project no longer exists: deleted_on is ${deletedOn}.`)

    const organization = this.organizations.get(field('organization')) ?? {
      name: organizationName(field('organization')),
      projects: new Map<string, FileProject>(),
    }
    const project = organization.projects.get(field('project')) ?? {
      name: projectName(field('project')),
      number: this.#projects++,
      deletedOn,
      line: this.line,
    }
    if (project.deletedOn !== deletedOn)
      throw new BadField(
        `deleted_on is ${deletedOn || 'empty'}, and on line ${project.line} it is ${project.deletedOn || 'empty'} for the same project.`,
      )
    if (this.firstDay === '' || day < this.firstDay) this.firstDay = day
    organization.projects.set(project.name, project)
    this.organizations.set(organization.name, organization)
    return [project.number, day, micro, this.line]
  }

  #day(column: Column, text: string): string {
    if (this.#days.has(text)) return text
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !z.safeParse(Day, text).success)
      throw new BadField(`${column} is ${quoted(text)}, and not a day written as YYYY-MM-DD.`)
    this.#days.add(text)
    return text
  }
}

function placesIn(header: string[]): Map<string, number> {
  const places = new Map(header.map((name, place) => [name, place]))
  const unknown = header.find((name) => !(columns as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new BadField(`${quoted(unknown)} is no column; there are ${columns.join(', ')}.`)
  const missing = columns.find((column) => column !== 'deleted_on' && !places.has(column))
  if (missing) throw new BadField(`the column ${missing} is missing.`)
  if (places.size < header.length) throw new BadField('a column is there twice.')
  return places
}

/** Exact: digits to a whole number, without a floating-point number in between. */
function microCredits(text: string): number {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match)
    throw new BadField(
      /^-\d/.test(text)
        ? `credits are ${quoted(text)}: they can't be negative.`
        : `credits are ${quoted(text)}, and not a number written as 12 or 12.345.`,
    )
  const [, whole = '', fraction = ''] = match
  if (fraction.length > 6)
    throw new BadField(`credits are ${quoted(text)}: there can be at most six decimals.`)
  const micro = Number(whole) * MICRO + Number(fraction.padEnd(6, '0'))
  if (micro > MAX_CREDITS * MICRO)
    throw new BadField(`credits are ${quoted(text)}: there can be at most ${MAX_CREDITS} a day.`)
  return micro
}
const MAX_CREDITS = 1_000_000_000

function organizationName(name: string): string {
  const broken = nameRules.find((rule) => !rule.holds(name))
  if (broken) throw new BadField(`the organization is ${quoted(name)}. ${broken.sentence}`)
  return name
}

function projectName(name: string): string {
  if (name.trim() === '') throw new BadField('the project has no name.')
  if (/\p{Cc}/u.test(name))
    throw new BadField(`the project ${quoted(name)} has control characters.`)
  // What is not UTF-8 arrives as this character.
  if (name.includes('\uFFFD')) throw new BadField(`the project ${quoted(name)} is not UTF-8 text.`)
  if ([...name].length > 64)
    throw new BadField(`the project ${quoted(name)} has more than 64 characters.`)
  return name
}

/** A value of the file as it may be printed, without control characters. */
const quoted = (text: string) =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).replace(/\p{Cc}/gu, '·')

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
