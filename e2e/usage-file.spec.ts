import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { importUsage } from '#server/db/import.ts'
import { expect, test, type Page } from './fixtures.ts'

// Whole files of real usage stay outside of the repository.
const file = process.env['USAGE_CSV'] ?? fileURLToPath(new URL('usage-rows.csv', import.meta.url))

interface Line {
  organization: string
  project: string
  date: string
  credits: string
  deleted_on: string
}
const lines: Line[] = parse(readFileSync(file), { columns: true, skip_empty_lines: true })

/** Added up as whole millionths, apart from the code that is tested. */
const millionths = (credits: string) => {
  const [whole = '0', fraction = ''] = credits.replaceAll(',', '').split('.')
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}
const sum = (of: Line[]) => of.reduce((total, { credits }) => total + millionths(credits), 0n)

const totals = async (page: Page) => {
  const table = page.getByRole('table')
  await expect(table).toBeVisible()
  const rows = await table.locator('tbody tr:not([aria-hidden]), tfoot tr').all()
  return new Map(
    await Promise.all(
      rows.map(async (row) => {
        const header = row.getByRole('rowheader')
        const name = (await header.getAttribute('aria-label')) ?? (await header.textContent()) ?? ''
        return [
          name,
          millionths((await row.getByRole('cell').first().textContent()) ?? ''),
        ] as const
      }),
    ),
  )
}

test('the usage of a file is shown as it is in the file', async ({ page, me, server }) => {
  const folder = mkdtempSync(join(tmpdir(), 'org-console-file-'))
  const copy = join(folder, 'usage.csv')
  copyFileSync(file, copy)
  await importUsage(server.db, copy, { admin: me.email })
  rmSync(folder, { recursive: true })

  for (const [organization, of] of Map.groupBy(lines, (line) => line.organization)) {
    const days = of.map(({ date }) => date).toSorted()
    const [from = '', last = ''] = [days.at(0), days.at(-1)]
    const to = new Date(Date.parse(last) + 86_400_000).toISOString().slice(0, 10)
    const deleted = new Set(of.flatMap(({ project, deleted_on }) => (deleted_on ? project : [])))
    const alive = Map.groupBy(
      of.filter(({ project }) => !deleted.has(project)),
      ({ project }) => project,
    )
    const expected = new Map([
      ...alive.entries().map(([project, lines]) => [project, sum(lines)] as const),
      ['Deleted projects', sum(of.filter(({ project }) => deleted.has(project)))],
      ['Organization', sum(of)],
    ])
    for (const interval of ['day', 'week', 'month']) {
      await page.goto(
        `/organizations/${organization}/usage?from=${from}&to=${to}&interval=${interval}`,
      )
      await expect(
        page.getByText(/^Projects and deleted projects add up to the organization in/),
      ).toBeVisible()
      expect(await totals(page)).toEqual(expected)
    }
  }
})
