/** What is said, and what can be done, where an API refuses, tells less than it should, or answers too much. */
import { expect, test } from './fixtures.ts'

test('fields that the API refuses as Django does are told at the fields, and the rest above the button', async ({
  page,
  faulty,
}) => {
  const create = page.getByRole('button', { name: 'Create organization' })
  const field = page.getByLabel('Name', { exact: true })
  await page.goto(`${faulty.console}/organizations-new`)
  for (const [body, said] of [
    [{ error: { name: ['Use fewer letters.'] } }, 'Use fewer letters.'],
    [{ name: ['It is taken.'] }, 'It is taken.'],
  ] as const) {
    faulty.fail('organizations_create', { status: 400, body })
    await field.fill(`a-new-one-${said.length}`)
    await create.click()
    await expect(field).toHaveAccessibleDescription(new RegExp(said))
    await expect(page.getByRole('alert')).toHaveText(said)
  }
  faulty.fail('organizations_create', {
    status: 400,
    body: { non_field_errors: ['No more than five.'] },
  })
  await create.click()
  await expect(page.getByRole('alert')).toHaveText('No more than five.')
})
