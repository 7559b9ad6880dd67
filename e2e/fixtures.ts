import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test as base, type Locator, type Page } from 'playwright/test'
import { createClient } from '#contract/client.ts'
import type { Api } from '#contract/operations.ts'
import { buildApp } from '#server/app.ts'
import { ensureActiveUser } from '#server/db/accounts.ts'
import { importUsage } from '#server/db/import.ts'
import { openDatabase } from '#server/db/open.ts'
import { ensureSample, SAMPLE_ADMIN } from '#server/db/sample.ts'
import type { Db } from '#server/db/schema.ts'
import { createToken } from '#server/embedded/tokens.ts'
import { cookieName, seal } from '#server/session.ts'
import { addCrowd } from './crowd.ts'
import { startFaultyUpstream, type FaultyUpstream } from './faulty-upstream.ts'

export interface Server {
  url: string
  db: Db
  /** A new person with a token, and the API as that person sees it. */
  person(name?: string): Promise<Person>
  /** The cookie of a session with this token, as the server itself makes it. */
  cookie(token: string): Promise<Cookie>
  /** The same for the sample administrator. */
  sampleCookie(): Promise<Cookie>
}

interface Cookie {
  name: string
  value: string
  url: string
}

export interface Person {
  email: string
  token: string
  api: Api
}

const dist = fileURLToPath(new URL('../dist', import.meta.url))

/** The real server over a database of its own, with the sample organizations in it. */
export async function startServer(
  upstream?: string,
  options: { timeout?: number; ownToken?: string; dist?: string } = {},
): Promise<Server & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'org-console-e2e-'))
  const db = await openDatabase({ file: join(folder, 'test.sqlite') })
  const key = randomBytes(32)
  const publicUrl = 'http://localhost'
  if (!upstream) await ensureSample(db)
  const app = await buildApp({
    api: upstream
      ? { kind: 'upstream', host: upstream, timeout: 10_000, ...options }
      : { kind: 'embedded', db, sample: true },
    sessionKeys: [key],
    publicUrl,
    rateLimit: 1_000_000,
    dist: options.dist ?? dist,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const cookie = async (token: string) => ({
    name: cookieName(publicUrl),
    value: await seal(token, key),
    url,
  })
  return {
    url,
    db,
    cookie,
    sampleCookie: async () =>
      cookie(await createToken(db, await ensureActiveUser(db, { email: SAMPLE_ADMIN }))),
    async person(name = 'ann') {
      const email = `${name}-${randomUUID()}@example.com`
      const id = await ensureActiveUser(db, {
        email,
        name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
        surname: 'Tester',
      })
      const token = await createToken(db, id)
      const api = createClient(`${url}/v2.1`, { headers: { authorization: `Token ${token}` } })
      return { email, token, api }
    },
    async close() {
      // It gives what is on its way a moment, as long as anything is connected.
      app.server.closeAllConnections()
      await setImmediate()
      await app.close()
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A line of a usage file. */
export interface UsageLine {
  project: string
  date: string
  credits: string
  deletedOn?: string
}
interface TestFixtures {
  /** A person of this test's own, signed in on `page`. */
  me: Person
  /** An organization of this test's own, of which `me` is the only admin. */
  organization: string
  /** Makes Bob Tester a member of `organization`, or an admin. */
  bob: (role?: { admin: boolean }) => Promise<Person & { id: string }>
  /** Imports usage into an organization of the test's own, whose admin is `me`. */
  imported: (lines: UsageLine[]) => Promise<string>
  /** Opens a further page, on which someone else is signed in. */
  signedIn: (person: Person) => Promise<Page>
  /** Makes so many people members of `organization`: m0000@…, m0001@… */
  crowd: (count: number) => Promise<string[]>
  /** A console whose API fails as the test says, with `page` signed in to it as `me`. */
  faulty: FaultyUpstream & { console: string }
  quietConsole: void
}

export const test = base.extend<TestFixtures, { server: Server }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  me: async ({ server, context }, use) => {
    const me = await server.person('robin')
    await context.addCookies([await server.cookie(me.token)])
    await use(me)
  },
  organization: async ({ me }, use) => {
    const name = `test-${randomUUID()}`
    await me.api.organizations_create({ body: { name, subscription: 'free' } })
    await use(name)
  },
  bob: async ({ me, organization, server }, use) => {
    await use(async (role = { admin: false }) => {
      const bob = await server.person('bob')
      const { id } = await me.api.organization_users_create({
        params: { organization_name: organization },
        body: { email: bob.email, ...role },
      })
      return { ...bob, id }
    })
  },
  imported: async ({ me, server }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'org-console-usage-'))
    await use(async (lines) => {
      const organization = `usage-${randomUUID()}`
      const file = join(folder, `${organization}.csv`)
      const rows = lines.map(({ project, date, credits, deletedOn = '' }) =>
        [organization, `"${project}"`, date, credits, deletedOn].join(','),
      )
      writeFileSync(file, ['organization,project,date,credits,deleted_on', ...rows].join('\n'))
      await importUsage(server.db, file, { admin: me.email })
      return organization
    })
    rmSync(folder, { recursive: true })
  },
  signedIn: async ({ server, browser }, use) => {
    const contexts: { close(): Promise<void> }[] = []
    await use(async (person) => {
      const context = await browser.newContext({ baseURL: server.url })
      contexts.push(context)
      await context.addCookies([await server.cookie(person.token)])
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
  crowd: async ({ me, organization, server }, use) => {
    await use(async (count) => {
      const params = { organization_name: organization }
      return addCrowd(server.db, await me.api.organizations_get({ params }), count)
    })
  },
  faulty: async ({ me, server, context }, use) => {
    const api = await startFaultyUpstream(server.url)
    const console = await startServer(api.host)
    await context.addCookies([await console.cookie(me.token)])
    await use({ ...api, console: console.url })
    await console.close()
    await api.close()
  },
  quietConsole: [
    async ({ page }, use) => {
      const said: string[] = []
      await page.addInitScript(() =>
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
          console.error(`The policy's ${violatedDirective} was violated by ${blockedURI}`),
        ),
      )
      page.on('pageerror', (error) => said.push(String(error)))
      page.on('console', (message) => {
        // The browser itself reports every refusal of the API here; the screens are tested for what they say of it.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          said.push(message.text())
      })
      await use()
      if (said.length > 0) throw new Error(`The page reported errors:\n${said.join('\n')}`)
    },
    { auto: true },
  ],
})

/** Lets the console's own pauses pass, of which none is longer, until this is on the screen, or isn't any more. */
export const inTime = (page: Page, text: Locator, { gone = false, pause = 10_000 } = {}) =>
  expect(async () => {
    await page.clock.fastForward(pause)
    await expect(text).toBeVisible({ visible: !gone, timeout: 500 })
  }).toPass({ timeout: 20_000, intervals: [0] })

export { expect, type Locator, type Page } from 'playwright/test'
