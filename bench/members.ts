import { randomUUID } from 'node:crypto'
import { addCrowd } from '../e2e/crowd.ts'
import { startServer } from '../e2e/fixtures.ts'
import { withPage } from './lib/browser.ts'
import { longListRows } from './lib/long-list.ts'
import type { Report } from './lib/report.ts'

const PEOPLE = 10_000

/** The members of a large organization in the built app, against an empty page with a search field as the limit. */
export async function run(): Promise<Report> {
  const server = await startServer()
  try {
    const me = await server.person()
    const organization = await me.api.organizations_create({
      body: { name: `bench-${randomUUID()}`, subscription: 'free' },
    })
    await addCrowd(server.db, organization, PEOPLE)
    return await withPage(async (page) => {
      await page.context().addCookies([await server.cookie(me.token)])
      return {
        title: `members, ${PEOPLE} people`,
        other: '',
        limit: 'a bare field',
        rows: await longListRows(page, {
          address: `${server.url}/organizations/${organization.name}/members`,
          ready: /^10,001 members$/,
          // Every address has an @ before the organization, and a thousand a 0 before that: the list stays long at each key.
          keys: `0@${organization.name}`.slice(0, 18),
          height: 480_000,
        }),
      }
    })
  } finally {
    await server.close()
  }
}
