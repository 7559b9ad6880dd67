import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright'
import { importUsage } from '#server/db/import.ts'
import { startServer, type Person, type Server } from '../e2e/fixtures.ts'
import { addDays } from '../src/lib/dates.ts'
import { withPage } from './lib/browser.ts'
import { longListRows } from './lib/long-list.ts'
import { median } from './lib/measure.ts'
import type { Report, Row } from './lib/report.ts'
import { taskTimes } from './lib/tasks.ts'

const ORGANIZATIONS = 1000

/**
 * The list of many organizations in the built app, whose figures are read meanwhile, against an empty page as the limit,
 * and the usage of all of them while it comes.
 */
export async function run(): Promise<Report> {
  const server = await startServer()
  try {
    const me = await server.person()
    const prefix = `bench-${randomUUID().slice(0, 12)}`
    await importOrganizations(server, me, prefix)
    return await withPage(async (page) => {
      await page.context().addCookies([await server.cookie(me.token)])
      return {
        title: `organizations, ${ORGANIZATIONS} of them`,
        other: '',
        limit: 'a bare field',
        rows: [
          ...(await longListRows(page, {
            address: `${server.url}/organizations`,
            ready: /^1,000 organizations$/,
            // Every name begins so.
            keys: prefix,
            height: 48 * ORGANIZATIONS,
          })),
          await usageRow(page, server.url),
        ],
      }
    })
  } finally {
    await server.close()
  }
}

/** Two months of days, of which the second is shown. */
const first = '2026-01-01'
const shown = { from: addDays(first, 31), to: addDays(first, 62) }

async function importOrganizations({ db }: Server, { email }: Person, prefix: string) {
  const folder = mkdtempSync(join(tmpdir(), 'org-console-bench-'))
  const file = join(folder, 'usage.csv')
  const lines = Array.from({ length: ORGANIZATIONS }, (_, index) =>
    Array.from(
      { length: 62 },
      (_, day) =>
        `${prefix}-${index},project,${addDays(first, day)},${((index * 7919 + day * 104729) % 100000) / 1000}`,
    ),
  )
  writeFileSync(file, ['organization,project,date,credits', ...lines.flat()].join('\n'))
  await importUsage(db, file, { admin: email })
  rmSync(folder, { recursive: true })
}

/** The longest task from the first drawing until all is there: usage, the days before and resources of each. */
async function usageRow(page: Page, url: string): Promise<Row> {
  const longest: number[] = []
  for (let round = 0; round < 3; round += 1) {
    await page.goto('about:blank')
    await page.goto(`${url}/usage?from=${shown.from}&to=${shown.to}`)
    await page.locator('figure .recharts-surface').waitFor()
    const times = await taskTimes(page, async () => {
      // Without asking the page, which takes its time as well.
      await page.waitForLoadState('networkidle', { timeout: 300_000 })
      await delay(1000)
    })
    await page
      .getByText(/^All 1,000 organizations that you can see are in/)
      .waitFor({ timeout: 1000 })
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached', timeout: 1000 })
    longest.push(Math.max(...times))
  }
  return {
    what: 'the longest task while the usage of all comes',
    unit: 'ms',
    ours: median(longest),
    budget: { of: 'ours', most: 50 },
  }
}
