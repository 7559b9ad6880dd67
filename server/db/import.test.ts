import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KyselyPlugin } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { testDatabases, type TestDatabase } from '../testing/databases.ts'
import { importUsage } from './import.ts'
import { openDatabase } from './open.ts'
import { makeSample } from './sample.ts'
import type { Db } from './schema.ts'
import { RefusedFile } from './usage-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'org-console-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const header = 'organization,project,date,credits,deleted_on'

function file(content: string | Buffer): string {
  const path = join(folder, 'usage.csv')
  writeFileSync(path, content)
  return path
}

const lines = (...all: string[]) => file(all.map((line) => `${line}\n`).join(''))

/** What is in the database, by names. */
async function content(db: Db) {
  const days = await db
    .selectFrom('usage_days')
    .innerJoin('projects', 'projects.id', 'usage_days.project_id')
    .innerJoin('organizations', 'organizations.id', 'usage_days.organization_id')
    .select(['organizations.name as organization', 'projects.name as project'])
    .select(['date', 'micro_credits', 'deleted_on'])
    .orderBy('organization')
    .orderBy('project')
    .orderBy('date')
    .execute()
  return days.map(({ organization, project, date, micro_credits, deleted_on }) =>
    [organization, project, date, micro_credits, deleted_on ?? ''].join(' '),
  )
}

const nothing = async (db: Db) => {
  for (const table of ['organizations', 'users', 'projects', 'usage_days'] as const)
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
}

async function refusal(db: Db, path: string): Promise<RefusedFile> {
  const error = await importUsage(db, path).catch((reason: unknown) => reason)
  if (!(error instanceof RefusedFile)) throw new Error('It was not refused.', { cause: error })
  return error
}

describe.each(testDatabases())('importing usage into $kind', ({ kind, open }) => {
  let database: TestDatabase
  let db: Db
  beforeAll(async () => {
    database = await open()
    db = database.db
  })
  afterEach(async () => {
    await db.deleteFrom('organizations').execute()
    await db.deleteFrom('users').execute()
  })
  afterAll(() => database.close())

  describe('happy', () => {
    it('makes what is missing, and keeps credits exactly', async () => {
      const path = lines(
        header,
        'acme,alpha,2026-01-31,8.2,',
        'acme,alpha,2026-01-30,123.456789,',
        'acme,beta,2026-02-01,1000000000,2026-02-02',
        'other-one,alpha,2025-12-31,0,',
        'other-one,alpha,2026-01-01,007.50,',
      )
      expect(await importUsage(db, path)).toEqual({
        organizations: { made: 2 },
        projects: { made: 3, changed: 0 },
        days: { added: 5, replaced: 0, unchanged: 0 },
      })
      expect(await content(db)).toEqual([
        'acme alpha 2026-01-30 123456789 ',
        'acme alpha 2026-01-31 8200000 ',
        'acme beta 2026-02-01 1000000000000000 2026-02-02',
        'other-one alpha 2025-12-31 0 ',
        'other-one alpha 2026-01-01 7500000 ',
      ])
    })

    it('makes organizations as old as the file’s usage, premium, with the sample administrator', async () => {
      await importUsage(
        db,
        lines(header, 'acme,a,2026-01-31,1,', 'acme,b,2026-01-17,1,', 'late,a,2026-01-20,1,'),
      )
      const organizations = await db
        .selectFrom('organizations')
        .innerJoin('subscriptions', 'subscriptions.organization_id', 'organizations.id')
        .innerJoin('memberships', 'memberships.organization_id', 'organizations.id')
        .innerJoin('users', 'users.id', 'memberships.user_id')
        .select(['creation_date', 'start_date', 'end_date', 'plan', 'email', 'status', 'admin'])
        .select(['organizations.sample as organization_sample', 'users.sample as user_sample'])
        .execute()
      const made = {
        creation_date: '2026-01-17T00:00:00.000000Z',
        start_date: '2026-01-17',
        end_date: null,
        plan: 'premium',
        email: 'admin@example.com',
        status: 'active',
        admin: 1,
        organization_sample: 0,
        user_sample: 0,
      }
      expect(organizations).toEqual([made, made])
    })

    it('gives new organizations the administrator asked for, who is active then', async () => {
      await importUsage(db, lines(header, 'acme,a,2026-01-01,1,'))
      const invited = { email: 'Ann@Example.org', email_key: 'ann@example.org' }
      await db
        .insertInto('users')
        .values({
          id: 'ann',
          ...invited,
          name: '',
          surname: '',
          status: 'pending',
          operator: 0,
          sample: 0,
        })
        .execute()
      const path = lines(header, 'acme,a,2026-01-02,1,', 'newer,a,2026-01-02,1,')
      await importUsage(db, path, { admin: 'ann@example.org' })
      const members = await db
        .selectFrom('memberships')
        .innerJoin('users', 'users.id', 'user_id')
        .innerJoin('organizations', 'organizations.id', 'organization_id')
        .select(['organizations.name as organization', 'email', 'status', 'admin'])
        .orderBy('organization')
        .execute()
      expect(members).toEqual([
        { organization: 'acme', email: 'admin@example.com', status: 'active', admin: 1 },
        { organization: 'newer', email: 'Ann@Example.org', status: 'active', admin: 1 },
      ])
    })

    it('changes nothing the second time', async () => {
      const path = lines(header, 'acme,a,2026-01-01,1.5,', 'acme,b,2026-01-01,2,2026-01-02')
      await importUsage(db, path)
      const before = await content(db)
      expect(await importUsage(db, path)).toEqual({
        organizations: { made: 0 },
        projects: { made: 0, changed: 0 },
        days: { added: 0, replaced: 0, unchanged: 2 },
      })
      expect(await content(db)).toEqual(before)
    })

    it('replaces what differs and keeps what the file does not have', async () => {
      await importUsage(
        db,
        lines(
          header,
          'acme,a,2026-01-01,1,',
          'acme,a,2026-01-02,2,',
          'acme,b,2026-01-01,1,',
          'acme,c,2026-01-01,1,2026-02-01',
        ),
      )
      const path = lines(
        header,
        'acme,a,2026-01-02,2.000001,',
        'acme,a,2026-01-03,3,',
        'acme,b,2026-01-01,1,2026-01-02',
        'acme,c,2026-01-01,1,',
      )
      expect(await importUsage(db, path)).toEqual({
        organizations: { made: 0 },
        projects: { made: 0, changed: 2 },
        days: { added: 1, replaced: 1, unchanged: 2 },
      })
      expect(await content(db)).toEqual([
        'acme a 2026-01-01 1000000 ',
        'acme a 2026-01-02 2000001 ',
        'acme a 2026-01-03 3000000 ',
        'acme b 2026-01-01 1000000 2026-01-02',
        'acme c 2026-01-01 1000000 ',
      ])
    })

    it('leaves deleted_on alone where the file has no such column', async () => {
      await importUsage(db, lines(header, 'acme,a,2026-01-01,1,2026-02-01'))
      const path = lines('date,credits,project,organization', '2026-01-02,1,a,acme')
      expect(await importUsage(db, path)).toMatchObject({ projects: { made: 0, changed: 0 } })
      expect(await content(db)).toEqual([
        'acme a 2026-01-01 1000000 2026-02-01',
        'acme a 2026-01-02 1000000 2026-02-01',
      ])
    })

    it('reads a byte order mark, CRLF, quotes, empty lines and a last line without an end', async () => {
      const text =
        '\uFEFF"organization","project","date","credits"\r\n' +
        'acme,"a, ""b"" é",2026-01-01,1\r\n\r\n\nacme,c,2026-01-01,"2.5"'
      expect(await importUsage(db, file(text))).toMatchObject({ days: { added: 2 } })
      expect(await content(db)).toEqual([
        'acme a, "b" é 2026-01-01 1000000 ',
        'acme c 2026-01-01 2500000 ',
      ])
    })

    it('imports more than fits into one statement, and says how far it is', async () => {
      const days = Array.from({ length: 60 }, (_, day) =>
        new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
      )
      const all = days.flatMap((day) =>
        Array.from({ length: 201 }, (_, project) => `acme,p${project},${day},0.${project},`),
      )
      const path = lines(header, ...all)
      const progress: number[] = []
      const summary = await importUsage(db, path, {
        onProgress: (read, size) => progress.push(read / size),
      })
      expect(summary).toMatchObject({ projects: { made: 201 }, days: { added: 60 * 201 } })
      expect(progress).toHaveLength(2)
      expect(Math.max(...progress)).toBeLessThanOrEqual(1)
      const { total } = await db
        .selectFrom('usage_days')
        .select(({ fn }) => fn.sum('micro_credits').as('total'))
        .executeTakeFirstOrThrow()
      const oneDay = all.slice(0, 201).reduce((sum, line) => sum + Number(line.split(',')[3]), 0)
      expect(Number(total)).toBe(Math.round(oneDay * 60 * 1_000_000))
    })
  })

  describe('error', () => {
    const long = 'x'.repeat(65)
    it.each([
      ['Acme,a,2026-01-01,1,', 'Start the name with a lower-case letter'],
      ['a_b,a,2026-01-01,1,', 'Use only lower-case letters'],
      [`${long},a,2026-01-01,1,`, 'Use at most 64 characters'],
      [',a,2026-01-01,1,', 'Give the organization a name'],
      ['acme,,2026-01-01,1,', 'no name'],
      ['acme,  ,2026-01-01,1,', 'no name'],
      [`acme,${long},2026-01-01,1,`, 'more than 64 characters'],
      ['acme,a\tb,2026-01-01,1,', 'control characters'],
      ['acme,a,2026-02-30,1,', 'not a day'],
      ['acme,a,2026-1-1,1,', 'not a day'],
      ['acme,a,01/02/2026,1,', 'not a day'],
      ['acme,a,,1,', 'not a day'],
      ['acme,a,2026-01-01T00:00Z,1,', 'not a day'],
      ['acme,a,2026-01-01,1,soon', 'deleted_on is "soon"'],
      ['acme,a,2026-01-01,1,2026-01-01', 'deleted_on is 2026-01-01'],
      ['acme,a,2026-01-02,1,2026-01-01', 'deleted_on is 2026-01-01'],
      ['acme,a,2026-01-01,-1,', 'negative'],
      ['acme,a,2026-01-01,,', 'not a number'],
      ['acme,a,2026-01-01,NaN,', 'not a number'],
      ['acme,a,2026-01-01,1e3,', 'not a number'],
      ['acme,a,2026-01-01,0x10,', 'not a number'],
      ['acme,a,2026-01-01,"1,5",', 'not a number'],
      ['acme,a,2026-01-01, 1,', 'not a number'],
      ['acme,a,2026-01-01,.5,', 'not a number'],
      ['acme,a,2026-01-01,Infinity,', 'not a number'],
      ['acme,a,2026-01-01,1.1234567,', 'six decimals'],
      ['acme,a,2026-01-01,1000000000.000001,', 'at most 1000000000'],
      ['acme,a,2026-01-01,99999999999999999999,', 'at most 1000000000'],
      ['acme,a,2026-01-01,1', '4 fields'],
      ['acme,a,2026-01-01,1,,', '6 fields'],
      ['acme,"a,2026-01-01,1,', 'a quote is not closed; what follows'],
      [`acme,${'x'.repeat(20_000)},2026-01-01,1,`, 'more than 10000 characters'],
      ['acme,"a"b,2026-01-01,1,', 'quote'],
      ['acme,a"b,2026-01-01,1,', 'quote'],
    ])('refuses %j', async (line, reason) => {
      const error = await refusal(db, lines(header, 'acme,good,2026-01-01,1,', '', line))
      expect(error.lines).toEqual([{ line: 4, reason: expect.stringContaining(reason) }])
      expect(error.message).toBe('1 line is bad, so nothing was imported.')
      await nothing(db)
    })

    it.each([
      ['organization,project,date,credits,colour', 'no column'],
      ['organization,project,date', 'credits is missing'],
      ['organization,project,date,credits,credits', 'twice'],
      ['acme,a,2026-01-01,1', 'no column'],
    ])('refuses the header %j', async (first, reason) => {
      const error = await refusal(db, lines(first, 'acme,a,2026-01-01,1,1'))
      expect(error.lines).toEqual([{ line: 1, reason: expect.stringContaining(reason) }])
    })

    it('refuses an empty file, one with a header alone, and one that is not there', async () => {
      for (const empty of ['', '\n', header, `${header}\n\n`])
        expect((await refusal(db, file(empty))).message).toMatch(/no usage in the file/)
      expect((await refusal(db, join(folder, 'none.csv'))).message).toMatch(/can't be read/)
    })

    it('refuses text that is not UTF-8', async () => {
      const latin1 = Buffer.from(`${header}\nacme,caf\xe9,2026-01-01,1,\n`, 'latin1')
      expect((await refusal(db, file(latin1))).lines).toEqual([
        { line: 2, reason: expect.stringContaining('UTF-8') },
      ])
    })

    it('refuses the same project and day twice, with both lines', async () => {
      const path = lines(
        header,
        'acme,a,2026-01-01,1,',
        'acme,a,2026-01-02,1,',
        'acme,b,2026-01-01,1,',
        'acme,a,2026-01-01,1,',
        'other,a,2026-01-01,1,',
        'acme,a,2026-01-01,3,',
      )
      expect((await refusal(db, path)).lines).toEqual([
        { line: 5, reason: 'line 2 has the same project and the same day, 2026-01-01.' },
        { line: 7, reason: 'line 2 has the same project and the same day, 2026-01-01.' },
      ])
      await nothing(db)
    })

    it('refuses two different deleted_on for one project', async () => {
      const path = lines(
        header,
        'acme,a,2026-01-01,1,2026-02-01',
        'acme,a,2026-01-02,1,2026-02-02',
        'acme,a,2026-01-03,1,',
      )
      expect((await refusal(db, path)).lines).toEqual([
        { line: 3, reason: expect.stringContaining('on line 2 it is 2026-02-01') },
        { line: 4, reason: expect.stringContaining('on line 2 it is 2026-02-01') },
      ])
    })

    it('refuses a deleted_on that would leave usage in the database behind it, and takes all back', async () => {
      await importUsage(db, lines(header, 'acme,a,2026-01-05,1,', 'acme,b,2026-01-05,1,'))
      const before = await content(db)
      const error = await refusal(
        db,
        lines(
          header,
          'acme,b,2026-01-06,1,',
          'acme,a,2026-01-01,1,2026-01-05',
          'new,a,2026-01-01,1,',
        ),
      )
      expect(error.lines).toEqual([
        {
          line: 3,
          reason: expect.stringMatching(/"a" no longer exists from 2026-01-05 on.*2026-01-05/),
        },
      ])
      expect(await content(db)).toEqual(before)
      expect(await db.selectFrom('organizations').select('name').execute()).toHaveLength(1)
    })

    it('refuses usage after the deleted_on that the database has', async () => {
      await importUsage(db, lines(header, 'acme,a,2026-01-01,1,2026-01-05'))
      const path = lines('organization,project,date,credits', 'acme,a,2026-01-05,1')
      expect((await refusal(db, path)).lines).toEqual([
        { line: 2, reason: expect.stringContaining('no longer exists') },
      ])
    })

    it('refuses to mix usage into a sample organization', async () => {
      await makeSample(db, { organizations: 1, days: 1 })
      const path = lines(header, 'polder-vision,a,2026-01-01,1,')
      expect((await refusal(db, path)).message).toMatch(/sample organization.*--remove/)
    })

    it('counts every bad line and keeps the first hundred', async () => {
      const bad = Array.from({ length: 150 }, () => 'acme,a,2026-01-01,x,')
      const again = Array.from({ length: 150 }, () => 'acme,a,2026-01-01,1,')
      const error = await refusal(db, lines(header, ...bad, ...again))
      expect(error.message).toBe('299 lines are bad, so nothing was imported.')
      expect(error.count).toBe(299)
      expect(error.lines.map(({ line }) => line)).toEqual(
        bad.map((_, index) => index + 2).slice(0, 100),
      )
      const repeated = await refusal(db, lines(header, ...again))
      expect(repeated.count).toBe(149)
      expect(repeated.lines).toHaveLength(100)
    })

    it('imports again after a refusal, on the same connections', async () => {
      await refusal(db, lines(header, 'acme,a,2026-01-01,x,'))
      await importUsage(db, lines(header, 'acme,a,2026-01-01,1,'))
      expect(await content(db)).toHaveLength(1)
    })

    // On SQLite it takes a second connection: see below.
    if (kind === 'PostgreSQL')
      it('refuses when somebody makes the organization meanwhile', () =>
        refusesWhenOvertaken(db, db))
  })
})

/** The database, and when the first statement on `table` begins. */
function watched(db: Db, table: string) {
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      if (JSON.stringify(node).includes(table)) resolve()
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { db: db.withPlugin(plugin), begun }
}

async function refusesWhenOvertaken(server: Db, admin: Db) {
  const importing = await server.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('organizations')
      .values({ id: 'acme', name: 'acme', creation_date: '2026-01-01T00:00:00.000000Z', sample: 0 })
      .execute()
    // It fills this table when it has planned what to make; the organization is not to be seen until then.
    const { db, begun } = watched(admin, 'new_days')
    const started = refusal(db, lines(header, 'acme,a,2026-01-01,1,'))
    await begun
    return { started }
  })
  expect((await importing.started).message).toMatch(/Import it again/)
  expect(await server.selectFrom('usage_days').selectAll().execute()).toEqual([])
}

describe('importing into the SQLite file of a running server', () => {
  async function connections() {
    const location = { file: join(mkdtempSync(join(folder, 'shared-')), 'shared.sqlite') }
    const [server, admin] = [await openDatabase(location), await openDatabase(location)]
    onTestFinished(async () => {
      await server.destroy()
      await admin.destroy()
    })
    return { server, admin }
  }

  it('reads and checks the file without waiting for whoever writes', async () => {
    const { server, admin } = await connections()
    await server.transaction().execute(async (transaction) => {
      await transaction.insertInto('settings').values({ name: 'a', value: 'b' }).execute()
      const path = lines(header, 'acme,a,2026-01-01,1,', 'acme,a,2026-01-01,1,')
      expect((await refusal(admin, path)).count).toBe(1)
    })
  })

  it('refuses when somebody makes the organization meanwhile', async () => {
    const { server, admin } = await connections()
    await refusesWhenOvertaken(server, admin)
  })
})
