import { randomUUID } from 'node:crypto'
import { expect, test, type Page } from './fixtures.ts'

const nameOf = (page: Page) => page.getByLabel('Name', { exact: true })
const create = (page: Page) => page.getByRole('button', { name: 'Create organization' })
const rule = (page: Page, sentence: RegExp) =>
  page.getByRole('listitem').filter({ hasText: sentence })

test('the rules of the name are ticked off while it is typed, and it can be made to fit', async ({
  page,
  me,
}) => {
  await page.goto('/organizations-new')
  const mark = randomUUID()
  await expect(page.getByText(/^Broken:/)).toHaveCount(0)
  await nameOf(page).pressSequentially('2')
  await expect(rule(page, /Start the name/)).toContainText('Broken:')
  await expect(rule(page, /Use only/)).toContainText('Kept:')
  await nameOf(page).fill(`Ångström & Co ${mark}`)
  await expect(rule(page, /Use only/)).toContainText('Broken:')
  await expect(rule(page, /at most 64/)).toContainText('Kept:')
  await expect(nameOf(page)).toHaveAccessibleDescription(/Broken: Use only lower-case/)
  const fits = `angstrom-co-${mark}`
  await page.getByRole('button', { name: `Make it fit: ${fits}` }).click()
  await expect(nameOf(page)).toHaveValue(fits)
  await expect(nameOf(page)).toBeFocused()
  await expect(page.getByText(/^Kept:/)).toHaveCount(4)
  await expect(page.getByText(`/organizations/${fits}`)).toBeVisible()
  await nameOf(page).press('Enter')
  await expect(page.getByRole('heading', { name: fits })).toBeVisible()
  expect(await me.api.organizations_list({})).toMatchObject([{ name: fits }])
})

test('the draft is in the address without its defaults, and no typing makes history', async ({
  page,
  me,
}) => {
  expect(me).toBeDefined()
  await page.goto('/organizations')
  await page.getByRole('main').getByRole('link', { name: 'New organization' }).first().click()
  await nameOf(page).pressSequentially('half a na')
  await expect(page).toHaveURL('/organizations-new?name=half+a+na')
  await page.getByLabel('Subscription').selectOption('premium')
  await page.getByLabel('End date').fill('2090-01-31')
  await expect(page).toHaveURL(
    '/organizations-new?name=half+a+na&subscription=premium&end=2090-01-31',
  )
  await page.reload()
  await expect(nameOf(page)).toHaveValue('half a na')
  await expect(page.getByLabel('Subscription')).toHaveValue('premium')
  await expect(page.getByLabel('End date')).toHaveValue('2090-01-31')
  await page.getByLabel('Subscription').selectOption('free')
  await expect(page).toHaveURL('/organizations-new?name=half+a+na&end=2090-01-31')
  await nameOf(page).fill('')
  await expect(page).toHaveURL('/organizations-new?end=2090-01-31')
  await page.goBack()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page).toHaveURL('/organizations')
  await page.goForward()
  await expect(page).toHaveURL('/organizations-new')
  await expect(nameOf(page)).toHaveValue('')
})

test('while it is being created nothing leads away, and the session begins again in another window', async ({
  page,
  context,
  faulty,
  me,
}) => {
  const name = `late-${Date.now()}`
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations-new`)
  await nameOf(page).fill(name)
  const answer = faulty.holdWrites()
  await create(page).click()
  await expect.poll(() => faulty.writes().now).toBe(1)
  faulty.fail('organizations_list', 401)
  await page.clock.fastForward(31_000)
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
  const notice = page.getByText('Your session has ended.')
  await expect(notice).toBeVisible()
  await expect(create(page)).toHaveAttribute('aria-busy')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  faulty.heal()
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Sign in in a new window' }).click()
  const other = await opened
  await other.getByLabel('API token').fill(me.token)
  const closed = other.waitForEvent('close')
  // The key may be let go where there is no window any more.
  await other.keyboard.press('Enter').catch(() => undefined)
  await closed
  await expect(notice).toBeHidden()
  answer()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('what is refused because the session has ended leads to sign-in and back to the draft', async ({
  page,
  faulty,
  me,
}) => {
  await page.goto(`${faulty.console}/organizations-new`)
  await nameOf(page).fill('kept')
  faulty.fail('organizations_create', 401)
  await create(page).click()
  await expect(page.getByText('Your session has ended.')).toHaveCount(1)
  await page.getByLabel('API token').fill(me.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(nameOf(page)).toHaveValue('kept')
})

test('what an address can’t mean falls back', async ({ page, me }) => {
  expect(me).toBeDefined()
  await page.goto('/organizations-new?subscription=premium&end=soon')
  await expect(page.getByLabel('End date')).toHaveValue('')
  await expect(page).toHaveURL('/organizations-new?subscription=premium')
})

test('who may not create an organization is not sent to an admin', async ({ page, faulty }) => {
  await page.goto(`${faulty.console}/organizations-new`)
  await nameOf(page).fill('refused')
  faulty.fail('organizations_create', { status: 403, body: { error: 'Not for you.' } })
  await create(page).click()
  await expect(page.getByRole('alert')).toHaveText(
    'Not for you. Your account or your token may not create organizations here. Ask whoever runs the API, or sign in with another account.',
  )
})

test('a name of one’s own shows at once and is not sent, one of others lands on the field', async ({
  page,
  organization,
  server,
  faulty,
}) => {
  const theirs = `x-${organization}`
  const other = await server.person()
  await other.api.organizations_create({ body: { name: theirs, subscription: 'free' } })
  await page.goto(`${faulty.console}/organizations-new`)
  await nameOf(page).fill(organization)
  await expect(nameOf(page)).toHaveAccessibleDescription(/You already have an organization/)
  await expect(page.getByText('Its address here will be')).toBeHidden()
  const use = page.getByRole('button', { name: `Use ${organization}-2` })
  const why = await page.getByText('You already have an organization').boundingBox()
  expect((await use.boundingBox())?.y).toBeGreaterThan(why?.y ?? Infinity)
  await create(page).click()
  await expect(nameOf(page)).toBeFocused()
  expect(faulty.calls.filter(({ method }) => method === 'POST')).toEqual([])

  await nameOf(page).fill(theirs)
  await expect(nameOf(page)).not.toHaveAccessibleDescription(/already|taken/)
  await create(page).click()
  await expect(nameOf(page)).toHaveAccessibleDescription(/is taken by another organization/)
  await expect(nameOf(page)).toBeFocused()
  await expect(nameOf(page)).toHaveValue(theirs)
  await expect(page.getByText('Its address here will be')).toBeHidden()
  await page.getByRole('button', { name: `Use ${theirs}-2` }).click()
  await expect(nameOf(page)).toHaveValue(`${theirs}-2`)
  await expect(page.getByText('Its address here will be')).toBeVisible()

  faulty.failWith(({ method }) =>
    method === 'POST' ? { status: 409, body: { error: 'It exists.' } } : undefined,
  )
  await create(page).click()
  // Of what, is not said: another try may not need another name.
  await expect(page.getByRole('alert')).toContainText(
    'It exists. There may be an organization of this name already',
  )
  await expect(nameOf(page)).not.toHaveAccessibleDescription(/It exists/)
  await expect(page.getByRole('button', { name: /^(Make it fit|Use)/ })).toHaveCount(0)
})

test('every plan but free needs an end date to come, and another plan can be named', async ({
  page,
  me,
}) => {
  const name = `made-${randomUUID()}`
  await page.goto('/organizations-new')
  await expect(page.getByText(/It can’t be deleted again/)).toBeVisible()
  await expect(page.getByText(/always valid for a year/)).toBeVisible()
  await expect(page.getByLabel('End date')).toBeHidden()
  await nameOf(page).fill(name)
  await page.getByLabel('Subscription').selectOption('professional')
  await expect(page.getByText(/always valid for a year/)).toBeHidden()
  const end = page.getByLabel('End date')
  await create(page).click()
  await expect(end).toHaveAccessibleDescription(/needs an end date/)
  await expect(end).toBeFocused()
  const today = new Date().toISOString().slice(0, 10)
  await end.fill(today)
  await expect(end).toHaveAccessibleDescription(/not in the future: today is \d+ \w+ \d{4} \(UTC\)/)
  await end.fill('2090-01-01')
  await expect(end).not.toHaveAccessibleDescription(/future/)

  await page.getByLabel('Subscription').selectOption('Another…')
  const another = page.getByLabel('What the other one is called')
  await create(page).click()
  await expect(another).toHaveAccessibleDescription(/Give the name of the subscription/)
  await expect(another).toBeFocused()
  await another.fill('enterprise')
  await expect(page).toHaveURL(/subscription=enterprise/)
  await create(page).click()
  await expect(another).toHaveAccessibleDescription(/There is no such subscription/)
  await page.getByLabel('Subscription').selectOption('starter')
  await expect(another).toBeHidden()
  await create(page).click()
  await expect(page).toHaveURL(`/organizations/${name}`)
  expect(await me.api.organizations_get({ params: { organization_name: name } })).toMatchObject({
    subscription: 'starter',
  })
})

test('of several that are broken the first gets the focus, and what is made to fit is free', async ({
  page,
  organization,
}) => {
  await page.goto('/organizations-new?subscription=professional')
  for (const name of ['Not Good', organization]) {
    await nameOf(page).fill(name)
    await page.getByLabel('End date').focus()
    await create(page).click()
    await expect(nameOf(page)).toBeFocused()
  }
  await nameOf(page).fill('')
  await page.getByLabel('Subscription').selectOption('Another…')
  await create(page).click()
  await expect(page.getByLabel('What the other one is called')).toHaveAccessibleDescription(/Give/)
  await expect(nameOf(page)).toBeFocused()
  await nameOf(page).fill(organization.toUpperCase())
  await page.getByRole('button', { name: `Make it fit: ${organization}-2` }).click()
  await expect(nameOf(page)).toHaveValue(`${organization}-2`)
})

test('free is sent without the end that another plan was given, and Back is no draft', async ({
  page,
  me,
  faulty,
}) => {
  expect(me).toBeDefined()
  const name = `free-${randomUUID()}`
  await page.goto(`${faulty.console}/organizations`)
  await page.getByRole('link', { name: 'New organization' }).first().click()
  await nameOf(page).fill(name)
  await page.getByLabel('Subscription').selectOption('professional')
  await page.getByLabel('End date').fill('2090-01-01')
  await page.getByLabel('Subscription').selectOption('free')
  // On a link these keys open it elsewhere.
  await page.getByRole('link', { name: 'Cancel' }).focus()
  await page.keyboard.press('Control+Enter')
  await create(page).click()
  await expect(page).toHaveURL(`${faulty.console}/organizations/${name}`)
  const sent = faulty.calls.filter(({ method }) => method === 'POST')
  expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { name, subscription: 'free' },
  ])
  await page.goBack()
  await expect(page).toHaveURL(`${faulty.console}/organizations`)
})

test('Ctrl+Enter creates from any field, once', async ({ page, me, faulty }) => {
  expect(me).toBeDefined()
  const name = `keys-${randomUUID()}`
  await page.goto(`${faulty.console}/organizations-new`)
  await nameOf(page).fill(name)
  const release = faulty.holdWrites()
  await page.getByLabel('Subscription').press('Control+Enter')
  await expect(create(page)).toHaveAttribute('aria-busy', 'true')
  await page.getByLabel('Subscription').press('Control+Enter')
  release()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  expect(faulty.calls.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test('whoever leaves while it is being created stays where they are, and is told what became of it', async ({
  page,
  organization,
  faulty,
}) => {
  const name = `late-${randomUUID()}`
  const leave = async () => {
    await page.goto(`${faulty.console}/organizations-new`)
    await nameOf(page).fill(name)
    const release = faulty.holdWrites()
    await create(page).click()
    await expect(create(page)).toHaveAttribute('aria-busy', 'true')
    await page.getByRole('link', { name: 'Cancel' }).click()
    await expect(page.getByRole('dialog')).toContainText(
      'The organization is on its way, and may still be created.',
    )
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('link', { name: organization, exact: true }).click()
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await nameOf(page).fill('typed-here')
    release()
  }
  const there = `${faulty.console}/organizations/${organization}/settings?name=typed-here`
  faulty.fail('organizations_create', 403, 1)
  await leave()
  await expect(page.getByText(`${name} was not created. Refused with 403.`)).toBeVisible()
  await expect(page).toHaveURL(there)

  await leave()
  await expect(page.getByText(`${name} was created, and you are its admin.`)).toBeVisible()
  await expect(page).toHaveURL(there)
  await expect(nameOf(page)).toHaveValue('typed-here')
  await page.getByRole('button', { name: 'Keep the old name' }).click()
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page).toHaveURL(`${faulty.console}/organizations/${name}`)
})

test('leaving asks, and what was discarded is there no more', async ({ page, me }) => {
  expect(me).toBeDefined()
  await page.goto('/organizations-new')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(page).toHaveURL('/organizations')
  await page.goto('/organizations-new')
  await nameOf(page).fill('typed')
  await expect(page).toHaveURL(/name=typed/)
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(nameOf(page)).toHaveValue('typed')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page).toHaveURL('/organizations')
  await page.goBack()
  await expect(page).toHaveURL('/organizations-new')
  await expect(nameOf(page)).toHaveValue('')
})

test('it stands among the screens of all organizations', async ({ page, me }) => {
  expect(me).toBeDefined()
  await page.goto('/organizations-new')
  const frame = page.getByRole('navigation', { name: 'All organizations' })
  await expect(frame.getByRole('link', { name: 'Organizations' })).toHaveAttribute(
    'aria-current',
    'page',
  )
  await frame.getByRole('link', { name: 'People' }).click()
  await expect(page).toHaveURL('/people')
})

test('a session that ends in between takes nothing: after the sign-in the draft is there', async ({
  page,
  me,
  faulty,
}) => {
  await page.goto(`${faulty.console}/organizations-new`)
  await nameOf(page).fill('typed-name')
  await page.getByLabel('Subscription').selectOption('premium')
  await page.getByLabel('End date').fill('2090-01-01')
  faulty.failWith(({ method }) =>
    method === 'POST' ? { status: 401, body: { error: 'Who are you?' } } : undefined,
  )
  await create(page).click()
  await expect(page.getByText('Your session has ended.')).toBeVisible()
  await page.getByLabel('API token').fill(me.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(nameOf(page)).toHaveValue('typed-name')
  await expect(page.getByLabel('Subscription')).toHaveValue('premium')
  await expect(page.getByLabel('End date')).toHaveValue('2090-01-01')
})

test('an organization may be called new, or have 64 letters', async ({ page, me }) => {
  await page.setViewportSize({ width: 375, height: 800 })
  for (const name of ['new', `a${randomUUID()}${randomUUID()}`.replaceAll('-', '').slice(0, 64)]) {
    await page.goto('/organizations-new')
    await nameOf(page).fill(name)
    await create(page).click()
    await expect(page).toHaveURL(`/organizations/${name}`)
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await expect(page).toHaveURL(`/organizations/${name}/settings`)
    await expect(nameOf(page)).toHaveValue(name)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
  }
  // Other tests of this database may want the name.
  await me.api.organizations_update({
    params: { organization_name: 'new' },
    body: { name: `was-new-${randomUUID()}` },
  })
})

test('a refusal of something that the form does not have is said all the same', async ({
  page,
  faulty,
}) => {
  faulty.failWith(({ method }) =>
    method === 'POST'
      ? { status: 400, body: { error: 'The quota is full.', fields: { quota: 'Full.' } } }
      : undefined,
  )
  await page.goto(`${faulty.console}/organizations-new`)
  await page.getByLabel('Name').fill('typed-name')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByText('The quota is full.')).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('typed-name')
})

test('whoever comes from the list types into the name at once', async ({ page, organization }) => {
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: organization, exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'New organization' }).first().click()
  await expect(nameOf(page)).toBeFocused()
})
