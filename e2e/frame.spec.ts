import { expect, test } from './fixtures.ts'

test('a first visit asks to sign in, and says of no session that it has ended', async ({
  page,
  server,
  organization,
  context,
}) => {
  void server
  await context.clearCookies()
  for (const path of ['/', '/organizations', `/organizations/${organization}/usage`]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
    await expect(page.getByText('Your session has ended')).toHaveCount(0)
  }
  await expect(page).toHaveURL(
    `/sign-in?next=${encodeURIComponent(`/organizations/${organization}/usage`)}`,
  )
})

test('a session that had ended before the visit is said to have', async ({ page, server, me }) => {
  await server.db
    .deleteFrom('tokens')
    .where('user_id', 'in', (query) =>
      query.selectFrom('users').select('id').where('email', '=', me.email),
    )
    .execute()
  await page.goto('/organizations')
  await expect(page.getByText('Your session has ended.')).toBeVisible()
})
