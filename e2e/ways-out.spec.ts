/** What is said, and what can be done, where an API refuses, tells less than it should, or answers too much. */
import { examples, olderUsage } from './faulty-upstream.ts'
import { expect, startServer, test } from './fixtures.ts'

test('usage that is too large to be read is asked for once, and can be had by month', async ({
  page,
  faulty,
  organization,
}) => {
  await page.clock.install()
  faulty.failWith(({ path }) =>
    path.includes('/usage?') && path.includes('interval=day') ? '200 MB' : undefined,
  )
  const asked = () => faulty.calls.filter(({ path }) => path.includes('interval=day')).length
  await page.goto(
    `${faulty.console}/organizations/${organization}/usage?from=2026-03-01&to=2026-03-06`,
  )
  const main = page.getByRole('main')
  await expect(main.getByText(/answered with more than the 128 MB/)).toBeVisible()
  await expect(main.getByText('Choose a shorter range, or have it by month.')).toBeVisible()
  await expect(main.getByText(/Trying again|Try again|Try now/)).toHaveCount(0)
  await page.clock.fastForward(120_000)
  await expect(main.getByText(/answered with more than the 128 MB/)).toBeVisible()
  expect(asked()).toBe(1)
  await main.getByRole('link', { name: 'Show by month' }).click()
  await expect(main.getByText(/There are no credits in/)).toBeVisible()
})

test('what a creation is refused with means nothing that is there already', async ({
  page,
  faulty,
}) => {
  const create = page.getByRole('button', { name: 'Create organization' })
  await page.goto(`${faulty.console}/organizations-new`)
  await page.getByLabel('Name', { exact: true }).fill('a-new-one')
  for (const [status, said] of [
    [404, 'Refused. The API does not offer to create organizations, or not to you.'],
    [409, 'Refused. There may be an organization of this name already that you cannot see.'],
  ] as const) {
    faulty.fail('organizations_create', { status, body: { error: 'Refused' } })
    await create.click()
    await expect(page.getByRole('alert')).toContainText(said)
  }
  await expect(page.getByRole('alert')).not.toContainText('It is gone')
})

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

test('an organization that is gone while it is open says so on its screens', async ({
  page,
  faulty,
  organization,
  bob,
}) => {
  await bob()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await expect(page.getByText('Bob Tester')).toBeVisible()
  faulty.failWith(({ path }) => (path.includes(organization) ? 404 : undefined))
  const main = page.getByRole('main')
  const tab = (name: string) => main.getByRole('link', { name, exact: true })
  await tab('Usage').click()
  await expect(main.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await expect(
    main.getByText(`None of your organizations is called “${organization}”.`),
  ).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/\/members$/)
  await expect(main.getByRole('heading', { level: 1 })).toHaveText('Not found')
  await expect(main.getByText('Bob Tester')).toHaveCount(0)
  await expect(main.getByRole('link', { name: 'Go to your organizations' })).toBeVisible()
  faulty.heal()
  await main.getByRole('button', { name: /^Try/ }).click()
  await expect(main.getByText('Bob Tester')).toBeVisible()
})

test('what was typed stays where the organization is gone meanwhile', async ({
  page,
  faulty,
  organization,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/members-new`)
  const typed = page.getByLabel('E-mail addresses')
  await typed.fill('ann@example.com')
  faulty.failWith(({ path }) => (path.includes(organization) ? 404 : undefined))
  const looks = () =>
    faulty.calls.filter(({ path }) => path.endsWith(`/organizations/${organization}`)).length
  const before = looks()
  await page.getByRole('dialog').getByRole('button', { name: /^Add / }).click()
  await expect(page.getByText(/Refused with 404/).first()).toBeVisible()
  await expect.poll(looks).toBeGreaterThan(before)
  await page.waitForLoadState('networkidle')
  await expect(page.getByRole('heading', { name: 'Not found' })).toHaveCount(0)
  await expect(page.getByText('ann@example.com').or(typed).first()).toBeVisible()
})

test('a sign-in that meets a limit tells one time, that counts, and is locked until then', async ({
  page,
  faulty,
  me,
}) => {
  await page.context().clearCookies()
  await page.clock.install()
  faulty.fail('organizations_list', {
    status: 429,
    body: { error: 'Too many requests' },
    headers: { 'x-ratelimit-reset': '75' },
  })
  await page.goto(`${faulty.console}/sign-in`)
  const button = page.getByRole('button', { name: 'Sign in' })
  await page.getByLabel('API token').fill(me.token)
  await button.click()
  const alert = page.getByRole('alert')
  await expect(alert).toContainText(/You can try again in 7\d s/)
  expect((await alert.innerText()).match(/\d+ s/g)).toHaveLength(1)
  await expect(button).toHaveAccessibleDescription(/before the time above is over/)
  await page.getByLabel('API token').fill(me.token)
  await page.keyboard.press('Enter')
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  faulty.heal()
  await page.clock.fastForward(80_000)
  await expect(button).toHaveAccessibleDescription('')
  await button.click()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
})

test('usage in the older form is said to be that on every screen, which leads to where it is shown', async ({
  page,
  faulty,
  organization,
}) => {
  faulty.fail('organizations_usage_get', {
    body: [...olderUsage, { object_type: 'pipeline_version', metric: 'output_volume', usage: [] }],
  })
  const main = page.getByRole('main')
  await page.goto(`${faulty.console}/organizations`)
  const row = page.getByRole('row').filter({ hasText: organization })
  const older = row.getByRole('link', { name: 'in an older form' })
  await expect(older).toHaveAccessibleDescription(/Usage shows it/)

  await page.goto(`${faulty.console}/usage`)
  await expect(
    main.getByText('The usage of these organizations comes in an older form'),
  ).toBeVisible()
  await expect(main.getByText(/could not be read|missing/)).toHaveCount(0)
  await main.getByRole('link', { name: organization }).click()
  await expect(main.getByRole('heading', { name: 'Usage', exact: true })).toBeVisible()
  const card = main.getByRole('region', { name: 'Output volume Pipeline versions' })
  await expect(card).toHaveText(/Nothing reported$/)

  // Which days the period before had can't be known, so nothing keeps its place.
  const chips = main.getByRole('navigation', { name: 'Range' })
  const [here, next] = await Promise.all(
    ['Current period', 'Last 7 days'].map((name) =>
      chips.getByRole('link', { name, exact: true }).boundingBox(),
    ),
  )
  expect((next?.x ?? 0) - (here?.x ?? 0) - (here?.width ?? 0)).toBeLessThan(20)
})

test('of people nobody could read there are no counts, and no file', async ({
  page,
  faulty,
  organization,
  me,
}) => {
  const names = [organization, ...[2, 3, 4, 5, 6].map((at) => `${organization}-${at}`)]
  for (const name of names.slice(1))
    await me.api.organizations_create({ body: { name, subscription: 'free' } })
  faulty.fail('organization_users_list', 'another shape')
  await page.goto(`${faulty.console}/people`)
  const main = page.getByRole('main')
  const notice = main.getByText('6 of 6 organizations could not be read.')
  await expect(notice).toHaveText(/Who is in them isn’t known\.$/)
  await expect(main.getByRole('listitem').filter({ hasText: 'shape' })).toContainText(
    `${names.join(', ')}: The server`,
  )
  await expect(main.getByText(/more|The other/)).toHaveCount(0)
  await expect(main.getByText(/\b0\b/)).toHaveCount(0)
  await expect(main.getByRole('button', { name: 'Export as CSV' })).toHaveCount(0)
  // Nothing came, so nothing has an age, and no place is kept for it.
  await expect(main.getByText('As of')).toHaveCount(0)

  faulty.heal()
  await page.reload()
  await expect(main.getByRole('button', { name: 'Export as CSV' })).toBeVisible()
})

for (const address of ['', '/ORGANIZATION/settings'])
  test(`whoever may not read organizations${address} can sign in with another token`, async ({
    page,
    faulty,
    organization,
  }) => {
    const path = `/organizations${address.replace('ORGANIZATION', organization)}`
    faulty.failWith(() => 403)
    await page.goto(`${faulty.console}${path}`)
    await expect(page.getByRole('heading', { name: 'No access' })).toBeVisible()
    await page.getByRole('button', { name: 'Sign in with another token' }).click()
    await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=${encodeURIComponent(path)}$`))
    await expect(page.getByLabel('API token')).toBeVisible()
    await page.reload()
    await expect(page.getByLabel('API token')).toBeVisible()
  })

test('a console with a token of its own offers no other', async ({ page, faulty, me }) => {
  const console = await startServer(faulty.host, { ownToken: me.token })
  faulty.failWith(() => 403)
  await page.goto(`${console.url}/organizations`)
  await expect(page.getByRole('heading', { name: 'No access' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Copy details' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in with another token' })).toHaveCount(0)
  await console.close()
})

test('a screen has its own heading before its organization could be read', async ({
  page,
  faulty,
  organization,
}) => {
  faulty.fail('organizations_get', { status: 503, body: { error: 'Not now.' } })
  const heading = page.getByRole('heading', { level: 1 })
  for (const [tab, title] of [
    ['/usage', 'Usage'],
    ['/members', 'Members'],
    ['/settings', 'Settings'],
    ['', organization],
  ] as const) {
    await page.goto(`${faulty.console}/organizations/${organization}${tab}`)
    await expect(page.getByText(/Not now\. Trying again/)).toBeVisible()
    await expect(heading).toHaveText(title)
  }
})

test('the list says what of which organizations is missing', async ({
  page,
  faulty,
  organization,
  me,
}) => {
  await me.api.organizations_create({ body: { name: `${organization}-2`, subscription: 'free' } })
  faulty.failWith(({ path }) =>
    path.includes(`/${organization}/usage`) || path.includes(`/${organization}/users`)
      ? 'another shape'
      : undefined,
  )
  await page.goto(`${faulty.console}/organizations`)
  const main = page.getByRole('main')
  await expect(
    main.getByText('1 of 2 organizations on the screen could be read in full.'),
  ).toContainText(`can't be used. Missing: members of ${organization}; credits of ${organization}.`)
})

test('an organization whose name no address can hold says so in words', async ({
  page,
  faulty,
}) => {
  const [one] = examples.organizations_list
  faulty.fail('organizations_list', { body: [{ ...one, name: 'a\u0007b' }] })
  await page.goto(`${faulty.console}/organizations`)
  await expect(page.getByText('Not readable: This name can’t stand in an address')).toBeVisible()
})
