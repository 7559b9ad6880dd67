import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import * as z from 'zod/mini'
import { Day, nameRules } from '#contract/resources.ts'
import { MICRO } from './schema.ts'

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

/** How many lines of a file are bad, and the first of them. */
export class Problems {
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

/** One project's usage on one day; `project` is the number of a `FileProject`. */
export type FileDay = readonly [project: number, date: string, microCredits: number, line: number]

/** What the file says beside its days of usage. */
export interface FileContent {
  organizations: Map<string, FileOrganization>
  /** The first day with usage; empty where there is none. */
  firstDay: string
}

const MAX_LINE = 10_000
const DAYS_AT_ONCE = 5_000

/**
 * Reads and checks a CSV file of usage line by line. `take` gets the days of the good lines, some thousands at a time,
 * and `onProgress` the bytes read so far and the size of the file. Bad lines are added to `problems`. Resolves with the
 * rest of what the file says. Throws `RefusedFile` where the file can't be read to its end.
 */
export async function readUsageFile(
  file: string,
  problems: Problems,
  take: (days: FileDay[]) => Promise<unknown>,
  onProgress?: (read: number, size: number) => void,
): Promise<FileContent> {
  const reader = new LineReader(problems)
  try {
    const { size } = await stat(file)
    const source = createReadStream(file, { highWaterMark: 256 * 1024 })
    const parser = parse({
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      max_record_size: MAX_LINE,
      // The parser passes on whatever this returns; its types allow for the fields alone.
      on_record: (fields, { lines }) => reader.read(fields, lines) as unknown as string[] | null,
    })
    await pipeline(source, parser, async (days: AsyncIterable<FileDay>) => {
      let batch: FileDay[] = []
      for await (const day of days) {
        batch.push(day)
        if (batch.length < DAYS_AT_ONCE) continue
        await take(batch)
        onProgress?.(source.bytesRead, size)
        batch = []
      }
      await take(batch)
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

const columns = ['organization', 'project', 'date', 'credits', 'deleted_on'] as const
type Column = (typeof columns)[number]

/** What is wrong with a line. */
class BadField extends Error {}

/** Checks the file line by line, and makes its days and the organizations. */
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

  /** The day, or null for a line without one: the header, an empty line, a bad line. Throws where the header is bad. */
  read(fields: string[], line: number): FileDay | null {
    this.line = line
    if (fields.length === 1 && fields[0] === '') return null
    try {
      if (this.#places) return this.#usage(fields, this.#places)
      this.#places = placesIn(fields)
    } catch (error) {
      if (!(error instanceof BadField)) throw error
      this.#problems.add(line, error.message)
      if (!this.#places) this.#problems.refuse()
    }
    return null
  }

  #usage(fields: string[], places: Map<string, number>): FileDay {
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
export const quoted = (text: string) =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).replace(/\p{Cc}/gu, '·')
