/** What people do on the Members screens, for the specs about them. */
import type { Page, Person } from './fixtures.ts'

export const listOf = (person: Person, organization_name: string) =>
  person.api.organization_users_list({ params: { organization_name } })

export const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })

export const select = (page: Page, name: string) =>
  page.getByRole('checkbox', { name: `Select ${name}`, exact: true })

/** Opens the dialog that removes someone, and says yes. */
export async function remove(page: Page, name: string) {
  await page.getByRole('button', { name: `Remove ${name}`, exact: true }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Remove ${name}`, exact: true })
    .click()
}
