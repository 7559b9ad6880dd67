import { randomUUID } from 'node:crypto'
import { expect, test } from './fixtures.ts'

test('lists and finds organizations, the search in the address', async ({ page, me }) => {
  const mark = randomUUID().slice(0, 8)
  for (const name of [`one-${mark}`, `two-${mark}`])
    await me.api.organizations_create({ body: { name, subscription: 'free' } })
  await page.goto('/organizations')
  await expect(page.getByText('2 organizations')).toBeVisible()
  await page.getByLabel('Search by name or id').fill('TWO')
  await expect(page.getByText('1 of 2 organizations')).toBeVisible()
  await expect(page).toHaveURL('/organizations?q=TWO')
  await expect(page.getByRole('link', { name: `one-${mark}` })).toBeHidden()
  await page.reload()
  await expect(page.getByText('1 of 2 organizations')).toBeVisible()
  await page.getByLabel('Search by name or id').fill('nothing like this')
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(page.getByText('2 organizations')).toBeVisible()
})

test('someone without organizations is offered to create one, and does', async ({ page, me }) => {
  await page.goto('/')
  await expect(page.getByText('not a member of any organization yet')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'New organization' }).last().click()

  const name = page.getByLabel('Name')
  const create = page.getByRole('button', { name: 'Create organization' })
  await name.fill('Not Good')
  await create.click()
  await expect(name).toHaveAccessibleDescription(/lower-case letter/)

  const mine = `made-${randomUUID()}`
  await name.fill(mine)
  await page.getByLabel('Subscription').selectOption('premium')
  await create.click()
  await expect(page.getByLabel('End date')).toHaveAccessibleDescription(/needs an end date/)
  await page.getByLabel('End date').fill('2019-01-01')
  await create.click()
  await expect(page.getByLabel('End date')).toHaveAccessibleDescription(/not in the future/)
  await page.getByLabel('End date').fill('2090-01-01')
  await create.click()

  await expect(page).toHaveURL(`/organizations/${mine}`)
  await expect(page.getByRole('heading', { name: mine })).toBeVisible()
  expect(await me.api.organizations_get({ params: { organization_name: mine } })).toMatchObject({
    name: mine,
    subscription: 'premium',
  })
})

test('a name that one’s own organization has is said at the field, and nothing typed is lost', async ({
  page,
  organization,
}) => {
  await page.goto('/organizations-new')
  await page.getByLabel('Name').fill(organization)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/You already have/)
  await expect(page.getByLabel('Name')).toHaveValue(organization)
})

test('the overview shows details, the eight counts and the admins', async ({
  page,
  me,
  organization,
}) => {
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: 'someone.else@example.com' },
  })
  await page.goto(`/organizations/${organization}`)
  const main = page.getByRole('main')
  await expect(main.getByRole('definition').filter({ hasText: /^free$/ })).toBeVisible()
  for (const [label, count] of [
    ['Projects', '0'],
    ['Members', '2'],
    ['Deployments', '0'],
    ['Deployment versions', '0'],
    ['Pipelines', '0'],
    ['Pipeline versions', '0'],
    ['Buckets', '0'],
    ['Environments', '0'],
  ] as const)
    await expect(
      main
        .locator('div', {
          has: page.getByRole('term').filter({ hasText: new RegExp(`^${label}$`) }),
        })
        .last(),
    ).toContainText(count)
  await expect(main.getByRole('listitem').filter({ hasText: me.email })).toBeVisible()
  await expect(main.getByText('a single active admin')).toBeVisible()
})

test('what is not there, or not mine, is the same page', async ({
  page,
  organization,
  server,
  signedIn,
}) => {
  const stranger = await signedIn(await server.person('stranger'))
  await stranger.goto(`/organizations/${organization}/members`)
  await expect(stranger.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await page.goto('/organizations/there-is-no-such/members')
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await page.goto('/no-such-page')
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await page.getByRole('link', { name: 'Go to your organizations' }).click()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
})
