import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from './db/open.ts'
import { callerByToken } from './embedded/tokens.ts'

const folder = mkdtempSync(join(tmpdir(), 'org-console-admin-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = fileURLToPath(new URL('admin.ts', import.meta.url))

/** Runs the command line as a person would, on a database of these tests. */
function admin(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { DATABASE_URL: _, UBIOPS_API_HOST: __, ...inherited } = process.env
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const options = { env: { ...inherited, DATA_DIR: folder, ...env } }
    const child = execFile(process.execPath, [program, ...args], options, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

function file(content: string): string {
  const path = join(folder, 'usage.csv')
  writeFileSync(path, content)
  return path
}

async function callerOf(token: string) {
  const db = await openDatabase({ file: join(folder, 'org-console.sqlite') })
  const caller = await callerByToken(db, token)
  const kept = await db.selectFrom('tokens').selectAll().execute()
  await db.destroy()
  expect(JSON.stringify(kept)).not.toContain(token)
  return caller
}

const header = 'organization,project,date,credits\n'

describe('help and usage', () => {
  it.each([[['--help']], [['import', '--help']], [['sample', '--help']], [['token', '-h']]])(
    'explains %j',
    async (args) => {
      const { code, out, err } = await admin(args)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(/^Usage: npm run admin -- /)
    },
  )

  it.each([
    [[], /Give a command/],
    [['toString'], /no command 'toString'/],
    [['import'], /Give one file/],
    [['import', 'a.csv', '--admin', 'nobody'], /complete e-mail address/],
    [['import', 'a.csv', '--speed'], /--speed/],
    [['sample', '--days', 'many'], /--days must be a whole number/],
    [['sample', '--until', 'tomorrow'], /--until must be a day/],
    [['sample', '--remove', '--days', '3'], /no other option/],
    [['token', 'a@example.com', '--list'], /Give one e-mail address/],
    [['token', '--list', '--operator'], /go with an e-mail address/],
    [['token', 'a@example.com', '--days', '0'], /--days must be a whole number from 1 to 36500/],
  ])('does not understand %j', async (args, reason) => {
    const { code, out, err } = await admin(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(reason)
    expect(err).toMatch(/--help/)
  })

  it('refuses where another API is configured', async () => {
    for (const args of [['sample'], ['import', file(`${header}a,a,2026-01-01,1`)]]) {
      const { code, out, err } = await admin(args, { UBIOPS_API_HOST: 'https://api.example.com' })
      expect({ code, out }).toEqual({ code: 1, out: '' })
      expect(err).toMatch(/UBIOPS_API_HOST/)
    }
  })

  it('says it in a sentence where the database cannot be reached', async () => {
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    const { code, err } = await admin(['token', '--list'], env)
    expect(code).toBe(1)
    expect(err).toMatch(/^The database can't be used: [^\n]*ECONNREFUSED[^\n]*\n$/)
  })
})

describe('import', () => {
  it('says what it did', async () => {
    const path = file(`${header}acme,a,2026-01-01,1\nacme,a,2026-01-02,2\n`)
    const { code, out, err } = await admin(['import', path, '--admin', 'ann@example.org'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(
      'Days of usage: 2 added, 0 replaced, 0 unchanged.\n' +
        'Projects: 1 made, 0 with another deleted_on.\n' +
        'Organizations: 1 made.\n',
    )
  })

  it('lists bad lines on standard error, at most a hundred', async () => {
    const path = file(header + 'acme,a,2026-01-01,one\n'.repeat(120))
    const { code, out, err } = await admin(['import', path])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    const said = err.split('\n')
    expect(said[0]).toBe('line 2: credits are "one", and not a number written as 12 or 12.345.')
    expect(said.slice(99)).toEqual([
      expect.stringMatching(/^line 101: /),
      'and 20 more',
      '120 lines are bad, so nothing was imported.',
      '',
    ])
  })

  it('refuses a file that is not there', async () => {
    const { code, err } = await admin(['import', join(folder, 'none.csv')])
    expect(code).toBe(1)
    expect(err).toMatch(/^The file can't be read: .*none\.csv/)
  })
})

describe('sample', () => {
  it('is made and taken away', async () => {
    const size = ['--organizations', '2', '--members', '3', '--projects', '2', '--days', '10']
    const made = await admin(['sample', ...size, '--until', '2026-03-31', '--seed', '5'])
    expect(made).toMatchObject({ code: 0, err: '' })
    expect(made.out).toMatch(
      /^Added: 2 organizations, 5 people, 4 projects and \d+ days of usage\.\n$/,
    )
    const gone = await admin(['sample', '--remove'])
    expect(gone).toEqual({ code: 0, err: '', out: 'Taken away: 2 organizations and 5 people.\n' })
  })
})

describe('token', () => {
  it('prints the token alone, and everything else on standard error', async () => {
    const { code, out, err } = await admin([
      'token',
      'Ann@example.org',
      '--operator',
      '--days',
      '7',
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/^[A-Za-z0-9_-]{32,64}\n$/)
    expect(err).toMatch(/Ann@example\.org.*7 days/)
    const caller = await callerOf(out.trim())
    expect(caller?.email.toLowerCase()).toBe('ann@example.org')
    expect(caller?.operator).toBe(true)
  })

  it('makes invited people active, and nobody an operator by accident', async () => {
    const db = await openDatabase({ file: join(folder, 'org-console.sqlite') })
    const invited = { id: 'eve', email: 'Eve@example.org', email_key: 'eve@example.org' }
    await db
      .insertInto('users')
      .values({ ...invited, name: '', surname: '', status: 'pending', operator: 0, sample: 0 })
      .execute()
    const { out } = await admin(['token', 'eve@EXAMPLE.org'])
    const { status } = await db
      .selectFrom('users')
      .select('status')
      .where('id', '=', 'eve')
      .executeTakeFirstOrThrow()
    await db.destroy()
    expect(status).toBe('active')
    expect(await callerOf(out.trim())).toMatchObject({ id: 'eve', operator: false })
  })

  it('lists tokens and ends them', async () => {
    const { out: token } = await admin(['token', 'bob@example.org', '--days', '1'])
    const db = await openDatabase({ file: join(folder, 'org-console.sqlite') })
    await db.updateTable('tokens').set({ expires_at: '2026-01-02T03:04:05.678Z' }).execute()
    await db.destroy()
    const listed = await admin(['token', '--list'])
    expect(listed).toMatchObject({ code: 0, err: '' })
    const [heading, ...rows] = listed.out.trimEnd().split('\n')
    expect(heading).toMatch(/^ID +E-MAIL +OPERATOR +CREATED \(UTC\) +EXPIRES \(UTC\)$/)
    const row = rows.find((line) => line.includes('bob@example.org')) ?? ''
    expect(row).toMatch(/ no +\d{4}-\d\d-\d\d \d\d:\d\d +2026-01-02 03:04 \(expired\)$/)

    const [id = ''] = row.split(' ')
    expect(await admin(['token', '--revoke', id])).toMatchObject({ code: 0, out: '' })
    expect(await callerOf(token.trim())).toBeUndefined()
    const again = await admin(['token', '--revoke', id])
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toMatch(/no token/)
  })
})
