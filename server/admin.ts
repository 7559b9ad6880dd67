/** The command line, `npm run admin -- …`. Exit codes: 0 done, 1 refused, 2 not understood. */
import { parseArgs } from 'node:util'
import * as z from 'zod/mini'
import { ApiError } from '#contract/errors.ts'
import { Day, Email } from '#contract/resources.ts'
import { ConfigError, databaseLocation } from './config.ts'
import {
  ensureActiveUser,
  listTokens,
  makeOperator,
  revokeToken,
  type TokenListed,
} from './db/accounts.ts'
import { importUsage } from './db/import.ts'
import { openDatabase } from './db/open.ts'
import { sampleDefaults, type SampleOptions } from './db/sample-plan.ts'
import { makeSample, removeSample, SAMPLE_ADMIN } from './db/sample.ts'
import type { Db } from './db/schema.ts'
import { RefusedFile } from './db/usage-file.ts'
import { createToken } from './embedded/tokens.ts'

const overview = `Usage: npm run admin -- COMMAND [options]

  import FILE.csv   import daily usage
  sample            make sample organizations, or take them away
  token EMAIL       make an API token for a person; list and revoke tokens

Add --help to a command for more. The database is that of the server: DATABASE_URL, or a
file in DATA_DIR (default: data). The server may be running.

Exit codes: 0 done, 1 refused (the input or the state of things), 2 not understood.
`

const importHelp = `Usage: npm run admin -- import FILE.csv [--admin EMAIL]

Imports daily usage from a file like this one, its columns in any order:

  organization,project,date,credits,deleted_on
  harbour,berth-planning,2026-03-01,12.5,
  harbour,old-experiment,2026-03-01,0.25,2026-04-01

  date         a UTC day
  credits      0 to 1000000000, with up to six decimals
  deleted_on   the first day on which the project no longer exists; may be empty, or left out

Organizations and projects that are missing are made. A day or a deleted_on that is there
already with another value is replaced. All of the file is imported, or nothing: bad lines
are listed with their numbers.

Organizations that are made have the plan premium without an end. They and their
subscriptions begin on the first day in the file.

  --admin EMAIL   the administrator of every organization that is made
                  (default: ${SAMPLE_ADMIN})
`

const sampleHelp = `Usage: npm run admin -- sample [options]
       npm run admin -- sample --remove

Makes sample organizations with people, projects and usage. ${SAMPLE_ADMIN} is an
administrator of nearly all of them. The same options make the same sample. What is there
already stays, so the same options twice add nothing, and larger numbers add what is missing.

  --organizations N   how many there are in the end (default: ${sampleDefaults.organizations})
  --members N         members of each (default: a number of its own for each)
  --projects N        projects of each (default: a number of its own for each)
  --days N            days of usage (default: ${sampleDefaults.days})
  --until DATE        the last day of usage (default: today, UTC)
  --seed N            another number makes other organizations (default: ${sampleDefaults.seed})
  --remove            take away every organization and person that the sample made, except
                      people who are members of other organizations

One large organization among a thousand:

  npm run admin -- sample --organizations 1000
  npm run admin -- sample --organizations 1 --members 10000 --projects 60 --days 730
`

const tokenHelp = `Usage: npm run admin -- token EMAIL [--operator] [--days N]
       npm run admin -- token --list
       npm run admin -- token --revoke ID

Makes an API token and prints it, alone, on standard output. Only its hash is kept, so it
can't be shown again. The person is made where nobody has the address, and is active then.

  --operator    the person may change subscriptions from now on, as the provider does
  --days N      the token ends after N days (default: never)
  --list        list all tokens
  --revoke ID   end a token
`

/** What was typed can't be understood. */
class UsageError extends Error {}

/** It was understood, and can't be done. */
class Refusal extends Error {}

interface Command {
  help: string
  run(args: string[]): Promise<void>
}

const commands: Record<string, Command> = {
  import: { help: importHelp, run: runImport },
  sample: { help: sampleHelp, run: runSample },
  token: { help: tokenHelp, run: runToken },
}

async function main([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const help = command?.help ?? overview
  if ([name, ...args].some((arg) => arg === '--help' || arg === '-h') || name === 'help') {
    console.log(help)
    return 0
  }
  try {
    if (!command)
      throw new UsageError(name === '' ? 'Give a command.' : `There is no command '${name}'.`)
    await command.run(args)
    return 0
  } catch (error) {
    if (isUsageError(error)) {
      console.error(`${error.message}\nSee 'npm run admin -- ${command ? `${name} ` : ''}--help'.`)
      return 2
    }
    if (error instanceof RefusedFile) printBadLines(error)
    console.error(sentence(error))
    return 1
  }
}

async function runImport(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { admin: { type: 'string' } },
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError('Give one file.')
  const admin = values.admin === undefined ? undefined : email(values.admin)
  const progress = progressBar()
  const { organizations, projects, days } = await withDatabase((db) =>
    importUsage(db, file, { admin, onProgress: progress.show }).finally(progress.clear),
  )
  console.log(
    `Days of usage: ${count(days.added)} added, ${count(days.replaced)} replaced, ${count(days.unchanged)} unchanged.\n` +
      `Projects: ${count(projects.made)} made, ${count(projects.changed)} with another deleted_on.\n` +
      `Organizations: ${count(organizations.made)} made.`,
  )
}

async function runSample(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      organizations: { type: 'string' },
      members: { type: 'string' },
      projects: { type: 'string' },
      days: { type: 'string' },
      until: { type: 'string' },
      seed: { type: 'string' },
      remove: { type: 'boolean' },
    },
  })
  const { remove, until, ...numbers } = values
  if (remove) {
    if (Object.keys(values).length > 1) throw new UsageError('--remove takes no other option.')
    const gone = await withDatabase(removeSample)
    console.log(
      `Taken away: ${count(gone.organizations)} organizations and ${count(gone.users)} people.`,
    )
    return
  }
  const options: SampleOptions = {
    ...(until !== undefined && { until: sampleDay(until) }),
    ...Object.fromEntries(
      Object.entries(numbers).map(([name, text]) => [
        name,
        whole(`--${name}`, text, ...(sampleRanges[name] ?? [])),
      ]),
    ),
  }
  const made = await withDatabase((db) => makeSample(db, options))
  console.log(
    `Added: ${count(made.organizations)} organizations, ${count(made.users)} people, ` +
      `${count(made.projects)} projects and ${count(made.days)} days of usage.`,
  )
}

const sampleRanges: Record<string, [least: number, most: number]> = {
  organizations: [1, 100_000],
  members: [1, 1_000_000],
  projects: [0, 10_000],
  days: [0, 3_660],
}

async function runToken(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      operator: { type: 'boolean' },
      days: { type: 'string' },
      list: { type: 'boolean' },
      revoke: { type: 'string' },
    },
  })
  const { list, revoke, ...forOne } = values
  const [address, ...more] = positionals
  if (more.length > 0 || [address, list, revoke].filter((task) => task !== undefined).length !== 1)
    throw new UsageError('Give one e-mail address, or --list, or --revoke ID.')
  if (address === undefined && Object.keys(forOne).length > 0)
    throw new UsageError('--operator and --days go with an e-mail address.')

  if (revoke !== undefined) {
    if (!(await withDatabase((db) => revokeToken(db, revoke))))
      throw new Refusal(`There is no token ${revoke}. See 'npm run admin -- token --list'.`)
    console.error(`The token ${revoke} has ended.`)
  } else if (address === undefined) {
    console.log(tokenTable(await withDatabase(listTokens)))
  } else {
    const person = { email: email(address) }
    const days = forOne.days === undefined ? undefined : whole('--days', forOne.days, 1, 36_500)
    const token = await withDatabase((db) =>
      db.transaction().execute(async (transaction) => {
        const id = await ensureActiveUser(transaction, person)
        if (forOne.operator) await makeOperator(transaction, id)
        return createToken(transaction, id, { ...(days && { lifetime: days * DAY }) })
      }),
    )
    console.error(
      `A token for ${person.email}, valid ${days ? `for ${days} days` : 'until it is revoked'}. It can't be shown again:`,
    )
    console.log(token)
  }
}

const DAY = 24 * 60 * 60 * 1000

function tokenTable(tokens: TokenListed[]): string {
  const now = new Date().toISOString()
  const rows = tokens.map(({ id, email, operator, created_at, expires_at }) => [
    id,
    email,
    operator === 1 ? 'yes' : 'no',
    minute(created_at),
    expires_at === null ? 'never' : `${minute(expires_at)}${expires_at <= now ? ' (expired)' : ''}`,
  ])
  const table = [['ID', 'E-MAIL', 'OPERATOR', 'CREATED (UTC)', 'EXPIRES (UTC)'], ...rows]
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const minute = (instant: string) => instant.slice(0, 16).replace('T', ' ')

async function withDatabase<Result>(work: (db: Db) => Promise<Result>): Promise<Result> {
  const db = await openDatabase(databaseLocation())
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

function email(text: string): string {
  const parsed = z.safeParse(Email, text)
  if (!parsed.success) throw new UsageError(`'${text}': ${parsed.error.issues[0]?.message}`)
  return parsed.data
}

function whole(option: string, text: string, least = 0, most = 999_999_999): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (!(number >= least && number <= most))
    throw new UsageError(
      `${option} must be a whole number from ${least} to ${most}; it is '${text}'.`,
    )
  return number
}

function sampleDay(text: string): string {
  const parsed = z.safeParse(Day, text)
  // Far away years have other numbers of digits.
  if (!parsed.success || parsed.data < '1980' || parsed.data >= '3000')
    throw new UsageError(`--until must be a day such as 2026-03-01; it is '${text}'.`)
  return parsed.data
}

const count = (number: number) => number.toLocaleString('en')

/** How much of the file was read, on a terminal only. */
function progressBar() {
  const { stderr } = process
  const width = 30
  let shown = ''
  return {
    show(read: number, size: number) {
      const part = Math.min(1, read / size)
      const bar = `[${'#'.repeat(part * width).padEnd(width)}] ${Math.floor(part * 100)} %`
      if (stderr.isTTY && bar !== shown) stderr.write(`\r${bar}`)
      shown = bar
    },
    clear() {
      if (stderr.isTTY) stderr.write('\r\x1b[K')
    },
  }
}

function printBadLines({ lines, count: all }: RefusedFile) {
  for (const { line, reason } of lines) console.error(`line ${line}: ${reason}`)
  if (all > lines.length) console.error(`and ${count(all - lines.length)} more`)
}

const isUsageError = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'))

/** A reason for people, or where only a programmer can help, the whole story. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const expected = [Refusal, RefusedFile, ConfigError, ApiError].some(
    (kind) => error instanceof kind,
  )
  if (expected) return error.message
  const [first] = error instanceof AggregateError ? error.errors : [error]
  return 'code' in first ? `The database can't be used: ${first.message}` : String(error.stack)
}

process.exitCode = await main(process.argv.slice(2))
