import { randomUUID } from 'node:crypto'
import { startServer } from '../e2e/fixtures.ts'
import { withPage } from './lib/browser.ts'
import { longListRows } from './lib/long-list.ts'
import type { Report } from './lib/report.ts'

const ORGANIZATIONS = 1000

/** The list of many organizations in the built app, whose figures are read meanwhile, against an empty page as the limit. */
export async function run(): Promise<Report> {
  const server = await startServer()
  try {
    const me = await server.person()
    const mark = randomUUID()
    for (let index = 0; index < ORGANIZATIONS; index += 1)
      await me.api.organizations_create({
        body: { name: `bench-${mark.slice(0, 12)}-${index}`, subscription: 'free' },
      })
    return await withPage(async (page) => {
      await page.context().addCookies([await server.cookie(me.token)])
      return {
        title: `organizations, ${ORGANIZATIONS} of them`,
        other: '',
        limit: 'a bare field',
        rows: await longListRows(page, {
          address: `${server.url}/organizations`,
          ready: /^1,000 organizations$/,
          // Every name begins so.
          keys: `bench-${mark}`.slice(0, 18),
          height: 48 * ORGANIZATIONS,
        }),
      }
    })
  } finally {
    await server.close()
  }
}
