import { expect, test } from './fixtures.ts'

test('renames an organization, whose address changes with it, and asks for the old one no more', async ({
  page,
  me,
  organization,
}) => {
  const name = `new-${organization}`
  await page.goto(`/organizations/${organization}/settings`)
  await page.getByLabel('Name').fill(name)
  const refused: string[] = []
  page.on('response', (response) => response.status() >= 400 && refused.push(response.url()))
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(page).toHaveURL(`/organizations/${name}/settings`)
  await expect(page.getByLabel('Name')).toHaveValue(name)
  expect(refused).toEqual([])
  expect(await me.api.organizations_list({})).toMatchObject([{ name }])
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('a taken or broken name is refused at the field', async ({ page, organization, server }) => {
  const other = await server.person()
  await other.api.organizations_create({
    body: { name: `x-${organization}`, subscription: 'free' },
  })
  await page.goto(`/organizations/${organization}/settings`)
  const name = page.getByLabel('Name')
  await name.fill('Bad Name')
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(name).toHaveAccessibleDescription(/lower-case letter/)
  await name.fill(`x-${organization}`)
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(name).toHaveAccessibleDescription(/is taken/)
  await expect(name).toHaveValue(`x-${organization}`)
})

test('a member who is not admin cannot rename, and reads why', async ({
  organization,
  signedIn,
  bob,
}) => {
  const member = await bob()
  const page = await signedIn(member)
  await page.goto(`/organizations/${organization}/settings`)
  await expect(page.getByRole('button', { name: 'Rename' })).toHaveAccessibleDescription(
    /Only admins/,
  )
})
