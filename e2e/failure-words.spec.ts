/** What is said, and what is shown beside it, while the API fails. */
import { expect, test } from './fixtures.ts'

test('a run that a 401 stops tells what was refused from what was not sent, and offers to go on first', async ({
  page,
  faulty,
  organization,
  crowd,
}) => {
  await crowd(10)
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select all 11 shown' }).check()
  await page.getByRole('button', { name: 'Make admin' }).click()
  faulty.fail('organization_users_update', 401)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make 10 people admins' }).click()
  await expect(
    dialog.getByText(
      'Stopped. Your session has ended: sign in first. 3 of 10 were refused, and not done. 7 of 10 were not sent.',
    ),
  ).toBeVisible()
  await expect(dialog.getByText('Refused', { exact: true })).toHaveCount(3)
  await expect(dialog.getByText('Not begun')).toHaveCount(7)
  await expect(dialog.getByRole('listitem').first()).toContainText('Refused')
  await expect(dialog.getByRole('button', { name: 'Go on' })).toBeFocused()
})
