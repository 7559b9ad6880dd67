import { randomUUID } from 'node:crypto'
import { createClient } from '#contract/client.ts'
import { ensureActiveUser } from '#server/db/accounts.ts'
import { SAMPLE_ADMIN } from '#server/db/sample.ts'
import { createToken } from '#server/embedded/tokens.ts'
import { expect, startServer, test, type Page, type Person } from './fixtures.ts'

const create = (me: Person, name: string) =>
  me.api.organizations_create({ body: { name, subscription: 'free' } })

async function openSwitcher(page: Page, current: string) {
  await page.getByRole('button', { name: `Organization ${current}, switch` }).click()
  const panel = page.getByRole('dialog', { name: `Organization ${current}, switch` })
  await expect(panel.getByRole('listitem').first()).toBeVisible()
  return panel
}

test('the switcher finds another organization', async ({ page, me, organization }) => {
  const other = `other-${randomUUID()}`
  await create(me, other)
  await page.goto(`/organizations/${organization}`)
  await openSwitcher(page, organization)
  await page.getByLabel('Find an organization').fill('other')
  await page.getByLabel('Find an organization').press('Enter')
  await expect(page).toHaveURL(`/organizations/${other}`)
})

test('below a long list the switcher keeps its links in sight', async ({
  page,
  me,
  organization,
}) => {
  for (let count = 0; count < 15; count++) await create(me, `one-${randomUUID()}`)
  await page.goto(`/organizations/${organization}`)
  const panel = await openSwitcher(page, organization)
  await expect(panel.getByRole('listitem')).toHaveCount(16)
  await expect(panel.getByRole('listitem').last()).not.toBeInViewport()
  await expect(panel.getByLabel('Find an organization')).toHaveCSS('height', '32px')
  await expect(panel.getByRole('link', { name: 'All organizations' })).toBeInViewport({ ratio: 1 })
  await panel.getByRole('link', { name: 'New organization' }).click()
  await expect(page).toHaveURL('/organizations-new')
})

test('the switcher leads to the same screen of another organization', async ({
  page,
  me,
  organization,
}) => {
  const other = `other-${randomUUID()}`
  await create(me, other)
  const range = 'from=2026-01-01&to=2026-03-01&interval=month'
  for (const [from, to] of [
    ['/members', '/members'],
    ['/members-file', '/members'],
    [`/usage?${range}&chart=lines&only=p-1&pin=2026-01-02`, `/usage?${range}`],
    ['/usage?range=last+7+days&sort=name', '/usage?range=last+7+days'],
    // What can't be read of it isn't shown here, either.
    ['/usage?from=nonsense&to=2026-03-01&interval=month', '/usage?interval=month'],
    ['/usage?range=nonsense&interval=nonsense', '/usage'],
    ['/settings', '/settings'],
    ['/members/nobody', '/members'],
    ['', ''],
  ] as const) {
    await page.goto(`/organizations/${organization}${from}`)
    const panel = await openSwitcher(page, organization)
    await panel.getByRole('link', { name: other }).click()
    await expect(page).toHaveURL(`/organizations/${other}${to}`)
  }
})

test('the switcher has what was used last first, and Enter goes back to it', async ({
  page,
  me,
  organization,
}) => {
  const names = ['a', 'b', 'c'].map((letter) => `${letter}-${randomUUID()}`)
  for (const name of names) await create(me, name)
  const [a, b, c] = names
  for (const name of [c, a].flatMap((name) => name ?? [])) {
    await page.goto(`/organizations/${name}`)
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    // What is used is kept for the person, who is known once the role is.
    await expect(page.getByRole('definition').filter({ hasText: /^Admin$/ })).toBeVisible()
  }
  await page.goto(`/organizations/${organization}/members`)
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  const panel = await openSwitcher(page, organization)
  await expect(panel.getByRole('listitem')).toContainText([organization, a ?? '', c ?? '', b ?? ''])
  await page.getByLabel('Find an organization').press('Enter')
  await expect(page).toHaveURL(`/organizations/${a}/members`)
})

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

test('sample data is called so where it is looked at, and nothing else is', async ({ browser }) => {
  const server = await startServer()
  const context = await browser.newContext({ baseURL: server.url })
  try {
    const page = await context.newPage()
    const badge = page.getByTitle('This console shows:')
    const admin = await createToken(
      server.db,
      await ensureActiveUser(server.db, { email: SAMPLE_ADMIN }),
    )
    await context.addCookies([await server.cookie(admin)])
    await page.goto('/organizations')
    await expect(badge).toHaveText('Sample data')
    await page.goto('/organizations/polder-vision')
    await expect(badge).toHaveText('Sample data')

    const mine = createClient(`${server.url}/v2.1`, {
      headers: { authorization: `Token ${admin}` },
    })
    await mine.organizations_create({ body: { name: 'mine', subscription: 'free' } })
    await page.goto('/organizations')
    await expect(badge).toHaveText('Partly sample data')
    await page.goto('/organizations/mine/members')
    await expect(badge).toHaveText('This server')
    await page.goto('/organizations/polder-vision/members')
    await expect(badge).toHaveText('Sample data')

    const ann = await server.person()
    await create(ann, 'anns')
    await context.addCookies([await server.cookie(ann.token)])
    for (const path of ['/organizations', '/organizations/anns']) {
      await page.goto(path)
      await expect(badge).toHaveText('This server')
    }
  } finally {
    await context.close()
    await server.close()
  }
})

test('a page that is opened anew begins at its top, and comes back where it was left', async ({
  page,
  organization,
  crowd,
}) => {
  await crowd(60)
  const members = `/organizations/${organization}/members`
  const last = page.getByRole('row').last()
  const top = () => page.evaluate(() => scrollY)
  await page.goto(members)
  await last.scrollIntoViewIfNeeded()
  const left = await top()
  expect(left).toBeGreaterThan(1000)
  await page.goto(`${members}?sort=-name`)
  await expect(last).toBeAttached()
  await expect.poll(top).toBe(0)
  await page.goBack()
  await expect.poll(top).toBe(left)
  await page.reload()
  await expect(last).toBeAttached()
  await expect.poll(top).toBe(left)
})
