import { randomUUID } from 'node:crypto'
import { expect, test, type Page } from './fixtures.ts'

const nameOf = (page: Page) => page.getByLabel('Name', { exact: true })
const again = (page: Page) => page.getByLabel('Type the new name again')
const renameButton = (page: Page) => page.getByRole('button', { name: 'Rename' })

async function rename(page: Page, name: string) {
  await nameOf(page).fill(name)
  await again(page).fill(name)
  await renameButton(page).click()
}

test('renames an organization, whose address changes with it, and asks for the old one no more', async ({
  page,
  me,
  organization,
}) => {
  const name = `new-${organization}`
  await page.goto(`/organizations/${organization}/settings`)
  await nameOf(page).fill(name)
  await expect(page).toHaveURL(`/organizations/${organization}/settings?name=${name}`)
  await expect(page.getByText(`From ${organization} to ${name}.`)).toBeVisible()
  const { origin } = new URL(page.url())
  await expect(
    page.getByText(
      `${origin}/organizations/${organization}\n→\u00a0${origin}/organizations/${name}`,
    ),
  ).toBeVisible()
  await page.getByText('calls that change').click()
  await expect(
    page.getByText(
      `POST /v2.1/organizations/${organization}/users\n→\u00a0POST /v2.1/organizations/${name}/users`,
    ),
  ).toBeVisible()
  await renameButton(page).click()
  await expect(again(page)).toHaveAccessibleDescription(/not the new name/)
  await again(page).fill(organization)
  await expect(again(page)).toHaveAccessibleDescription(/not the new name/)
  await again(page).fill(name)
  const asked: string[] = []
  page.on('request', (request) => request.method() === 'GET' && asked.push(request.url()))
  // Everything that is still on the screen is read again.
  const refreshed = page.waitForResponse(`${origin}/v2.1/organizations`)
  await renameButton(page).click()
  await refreshed
  await expect(page).toHaveURL(`/organizations/${name}/settings`)
  await expect(nameOf(page)).toHaveValue(name)
  expect(asked.filter((url) => url.includes(`/organizations/${organization}`))).toEqual([])
  expect(await me.api.organizations_list({})).toMatchObject([{ name }])
})

test('links with the old name lead to the new one in this browser, until another organization has it', async ({
  page,
  me,
  organization,
  bob,
  signedIn,
}) => {
  const name = `new-${organization}`
  const member = await signedIn(await bob())
  await page.goto(`/organizations/${organization}/settings`)
  await rename(page, name)
  await expect(page).toHaveURL(`/organizations/${name}/settings`)
  await page.goto(`/organizations/${organization}/members?q=bob`)
  await expect(page).toHaveURL(`/organizations/${name}/members?q=bob`)
  await expect(page.getByText(`${organization} is now called ${name}: its old`)).toBeVisible()
  await expect(page.getByText('Bob Tester')).toBeVisible()

  // Renamed once more, by whomever: the id counts.
  const last = `last-${organization}`
  await me.api.organizations_update({ params: { organization_name: name }, body: { name: last } })
  await page.goto(`/organizations/${organization}`)
  await expect(page).toHaveURL(`/organizations/${last}`)
  await member.goto(`/organizations/${organization}`)
  await expect(member.getByRole('heading', { name: 'Not found' })).toBeVisible()

  await me.api.organizations_create({ body: { name: organization, subscription: 'free' } })
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: organization, exact: true })).toBeVisible()
  await expect(page).toHaveURL(`/organizations/${organization}`)
})

test('an old address leads on only where there is nothing, and never to itself', async ({
  page,
  organization,
  faulty,
}) => {
  const old = `${faulty.console}/organizations/${organization}`
  await page.goto(`${old}/settings`)
  await rename(page, `new-${organization}`)
  await expect(page).toHaveURL(/new-test.*settings$/)
  const failing = (status: number) =>
    faulty.failWith(({ path }) =>
      path.endsWith(`/${organization}`) ? { status, body: { error: 'Refused' } } : undefined,
    )
  failing(500)
  await page.goto(old)
  await expect(page.getByRole('heading', { name: 'The server had a problem' })).toBeVisible()
  await expect(page).toHaveURL(old)

  faulty.failWith(() => undefined)
  await page.goto(`${faulty.console}/organizations/new-${organization}/settings`)
  await rename(page, organization)
  await expect(page).toHaveURL(`${old}/settings`)
  failing(404)
  await page.goto(old)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('a former name leads nobody into an organization of others', async ({
  page,
  me,
  organization,
  context,
  server,
}) => {
  await page.goto(`/organizations/${organization}/settings`)
  await rename(page, `new-${organization}`)
  await expect(page).toHaveURL(`/organizations/new-${organization}/settings`)
  const stranger = await server.person('stranger')
  expect(stranger.email).not.toBe(me.email)
  await context.clearCookies()
  await context.addCookies([await server.cookie(stranger.token)])
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('a taken or broken name is refused at the field', async ({
  page,
  organization,
  server,
  me,
}) => {
  const other = await server.person()
  await other.api.organizations_create({
    body: { name: `x-${organization}`, subscription: 'free' },
  })
  const own = `y-${organization}`
  await me.api.organizations_create({ body: { name: own, subscription: 'free' } })
  await page.goto(`/organizations/${organization}/settings`)
  await renameButton(page).click()
  await expect(nameOf(page)).toHaveAccessibleDescription(/It is called .* already/)
  await nameOf(page).fill('Bad Name')
  await renameButton(page).click()
  await expect(nameOf(page)).toHaveAccessibleDescription(/lower-case letter/)
  await expect(again(page)).toBeHidden()
  await page.getByRole('button', { name: 'Make it fit: bad-name' }).click()
  await expect(again(page)).toBeVisible()
  await nameOf(page).fill(own)
  await expect(nameOf(page)).toHaveAccessibleDescription(/You already have an organization/)
  await rename(page, `x-${organization}`)
  await expect(nameOf(page)).toHaveAccessibleDescription(/is taken/)
  await expect(nameOf(page)).toHaveValue(`x-${organization}`)
  await page.getByRole('button', { name: 'Keep the old name' }).click()
  await expect(nameOf(page)).toHaveValue(organization)
  await expect(page).toHaveURL(`/organizations/${organization}/settings`)
})

test('an Undo of a rename stays eight seconds, longer where it is looked at, and leads back from any screen', async ({
  page,
  me,
  organization,
}) => {
  const name = `new-${organization}`
  await page.clock.install()
  await page.goto(`/organizations/${organization}/settings`)
  await rename(page, name)
  const undo = page.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeVisible()
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  await expect(page).toHaveURL(`/organizations/${name}/members`)
  await undo.hover()
  await page.clock.fastForward(60_000)
  await undo.focus()
  await page.mouse.move(0, 0)
  await page.clock.fastForward(60_000)
  await undo.blur()
  await page.clock.fastForward(7000)
  await undo.click()
  await expect(page).toHaveURL(`/organizations/${organization}/members`)
  await expect(page.getByText(`It is called ${organization} again.`)).toBeVisible()
  await expect(page.getByText('Robin Tester')).toBeVisible()
  expect(await me.api.organizations_list({})).toMatchObject([{ name: organization }])
})

test('an Undo of a rename that is refused says why', async ({ page, organization, server }) => {
  await page.goto(`/organizations/${organization}/settings`)
  await rename(page, `new-${organization}`)
  await expect(page).toHaveURL(`/organizations/new-${organization}/settings`)
  const other = await server.person()
  await other.api.organizations_create({ body: { name: organization, subscription: 'free' } })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(
    page.getByText(`It is still called new-${organization}. The name ${organization} is taken`),
  ).toBeVisible()
})

test('an organization may become one called settings, or of 64 letters', async ({
  page,
  organization,
}) => {
  const long = `a${randomUUID()}${randomUUID()}`.replaceAll('-', '').slice(0, 64)
  await page.goto(`/organizations/${organization}/settings`)
  await nameOf(page).fill(`${long}b`)
  await expect(nameOf(page)).toHaveAccessibleDescription(/Broken: Use at most 64/)
  await rename(page, long)
  await expect(page).toHaveURL(`/organizations/${long}/settings`)
  await rename(page, 'settings')
  await expect(page).toHaveURL('/organizations/settings/settings')
  await page.goto(`/organizations/${long}`)
  await expect(page).toHaveURL('/organizations/settings')
  await page.goto('/organizations/settings/settings')
  await rename(page, organization)
  await expect(page).toHaveURL(`/organizations/${organization}/settings`)
})
