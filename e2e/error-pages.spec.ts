import { randomUUID } from 'node:crypto'
import { expect, test, type Page } from './fixtures.ts'

const reasons = (page: Page) => page.getByRole('main').locator('ol').getByRole('listitem')
const asked = (page: Page) => page.getByRole('definition').first()

test('an organization that is not there: why, and the nearest names of one’s own', async ({
  page,
  me,
}) => {
  const mark = randomUUID().slice(0, 8)
  for (const name of [`acme-nl-${mark}`, `beta-${mark}`])
    await me.api.organizations_create({ body: { name, subscription: 'free' } })
  const typed = `acme-ln-${mark}`
  await page.goto(`/organizations/${typed}/members?q=x`)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await expect(page).toHaveTitle(`Not found – ${typed} – Org Console`)
  await expect(page.getByText(`None of your organizations is called “${typed}”.`)).toBeVisible()
  await expect(page.getByText('not a member')).toHaveCount(1)
  await expect(asked(page)).toHaveText(`/organizations/${typed}/members?q=x`)
  await expect(reasons(page)).toHaveText([/typing error/, /was renamed/, /not a member/])
  await expect(page.getByText(`Did you mean acme-nl-${mark}?`)).toBeVisible()
  // What isn't there has no screens.
  await expect(page.getByRole('navigation', { name: 'Organization', exact: true })).toBeHidden()
  // Where one wanted to go there, and from here to any other.
  await expect(page.getByRole('button', { name: `Organization ${typed}, switch` })).toBeVisible()
  await page.getByRole('link', { name: `acme-nl-${mark}` }).click()
  await expect(page).toHaveURL(`/organizations/acme-nl-${mark}/members`)
  // The frame leads on again.
  await expect(
    page.getByRole('main').getByRole('link', { name: 'Members', exact: true }),
  ).toHaveAttribute('aria-current', 'page')
})

test('who was added meanwhile tries again, and is in', async ({
  organization,
  server,
  signedIn,
  me,
}) => {
  const stranger = await server.person('stranger')
  const theirs = await signedIn(stranger)
  await theirs.goto(`/organizations/${organization}/members`)
  await expect(theirs.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: stranger.email },
  })
  await theirs.getByRole('button', { name: 'Try again' }).click()
  await expect(theirs.getByRole('heading', { name: 'Members' })).toBeVisible()
})

test('an address without a page names the organization that may be meant', async ({
  page,
  organization,
}) => {
  for (const path of [`/${organization}`, `/organizations/${organization}/projects`]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
    await expect(asked(page)).toHaveText(path)
    await expect(page.getByRole('link', { name: organization })).toHaveAttribute(
      'href',
      `/organizations/${organization}`,
    )
  }
  await page.goto('/nothing-like-it')
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await expect(page.getByText('Did you mean')).toHaveCount(0)
  // No server was asked: it would be the same again.
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
})

const refused = { status: 403, body: { error: 'Your role does not allow it.' } }

test('what one may not open says one’s right and whom to ask', async ({
  page,
  me,
  organization,
  bob,
  faulty,
}) => {
  const admin = await bob({ admin: true })
  const params = { organization_name: organization }
  const mine = (await admin.api.organization_users_list({ params })).find(
    ({ email }) => email === me.email,
  )
  await admin.api.organization_users_update({
    params: { ...params, user_id: mine?.id ?? '' },
    body: { admin: false },
  })
  const address = `${faulty.console}/organizations/${organization}/usage`
  faulty.failWith(({ path }) => (path.endsWith(`/${organization}`) ? refused : undefined))
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'No access' })).toBeVisible()
  await expect(page.getByText(`You are a member of ${organization}`)).toBeVisible()
  await expect(page.getByText(`Ask an admin: Bob Tester (${admin.email}).`)).toBeVisible()
  await expect(page.getByText('Your role does not allow it.')).toBeVisible()
  await expect(reasons(page)).toHaveText([/Your rights/, /service user/])

  faulty.failWith(({ path }) => (path.includes(organization) ? refused : undefined))
  await page.goto(address)
  await expect(page.getByText(`The API does not show ${organization} to you.`)).toBeVisible()
  await expect(page.getByText('Ask one of its admins.')).toBeVisible()
  const tab = page.getByRole('main').getByRole('link', { name: 'Usage', exact: true })
  await expect(tab).toHaveAttribute('aria-current', 'page')

  // Whose every call is refused is not sent to somebody else.
  faulty.failWith(({ path }) => (path.includes('organizations') ? refused : undefined))
  await page.reload()
  await expect(page.getByText(`The API does not show ${organization} to you.`)).toBeVisible()
  await expect(reasons(page)).toHaveText([/Your rights/, /service user/])
  await expect(page.getByText(/Ask /)).toHaveCount(0)
})

test('a server that says when to come back is counted down to, and the details are copied', async ({
  page,
  organization,
  faulty,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.clock.install()
  faulty.failWith(({ path }) =>
    path.endsWith(`/${organization}`)
      ? {
          status: 429,
          body: { error: 'No more calls for now.' },
          headers: { 'retry-after': '300' },
        }
      : undefined,
  )
  const path = `/organizations/${organization}/members`
  await page.goto(faulty.console + path)
  await expect(page.getByRole('heading', { name: 'Too many requests' })).toBeVisible()
  await expect(page.getByRole('timer')).toHaveText(/^in (300|29\d) s$/)
  await page.getByRole('button', { name: 'Copy details' }).click()
  await expect(page.getByText('The details were copied.')).toBeVisible()
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  expect(copied).toEqual([
    'Too many requests',
    `Address: ${faulty.console}${path}`,
    expect.stringMatching(/^Time: \d{4}-\d\d-\d\dT/),
    'Answer: 429, No more calls for now.',
  ])
  // Not before the API's own time; then by itself.
  await expect(page.getByRole('button', { name: /^Try/ })).toHaveCount(0)
  faulty.heal()
  await page.clock.fastForward(300_000)
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
})
