import { randomUUID } from 'node:crypto'
import { expect, test, type Page, type Server } from './fixtures.ts'

const nameOf = (page: Page) => page.getByLabel('Name', { exact: true })
const again = (page: Page) => page.getByLabel('Type the new name again')
const renameButton = (page: Page) => page.getByRole('button', { name: 'Rename' })
const changeButton = (page: Page) => page.getByRole('button', { name: 'Change subscription' })
const choice = (page: Page, field: string, mode: string) =>
  page.getByRole('group', { name: field }).getByLabel(mode)

const settings = (organization: string) => `/organizations/${organization}/settings`

async function rename(page: Page, name: string) {
  await nameOf(page).fill(name)
  await again(page).fill(name)
  await renameButton(page).click()
}
/** Sets these, and keeps the rest. */
async function compose(page: Page, change: { plan?: string; start?: string; end?: string }) {
  const { plan, start, end } = change
  if (plan !== undefined) {
    await choice(page, 'Plan', 'Set').check()
    await page.getByLabel('New plan').selectOption(plan)
  }
  if (start !== undefined) {
    await choice(page, 'Start date', 'Set').check()
    await page.getByLabel('First day').fill(start)
  }
  if (end !== undefined) {
    await choice(page, 'End date', 'Set').check()
    await page.getByLabel('Day on which it is cancelled').fill(end)
  }
}

/** As on a slow machine, where what follows each other quickly elsewhere is seen to. */
async function slowDown(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
}

const makeOperator = (server: Server, { email }: { email: string }) =>
  server.db.updateTable('users').set({ operator: 1 }).where('email', '=', email).execute()
const day = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10)

test('renames an organization, whose address changes with it, and asks for the old one no more', async ({
  page,
  me,
  organization,
}) => {
  const name = `new-${organization}`
  await page.goto(settings(organization))
  await nameOf(page).fill(name)
  await expect(page).toHaveURL(`${settings(organization)}?name=${name}`)
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
  await expect(again(page)).toHaveAccessibleDescription('Type the new name to confirm.')
  await again(page).fill(organization)
  await expect(again(page)).toHaveAccessibleDescription(/not the new name/)
  await again(page).fill(name)
  const asked: string[] = []
  page.on('request', (request) => request.method() === 'GET' && asked.push(request.url()))
  // Everything that is still on the screen is read again.
  const refreshed = page.waitForResponse(`${origin}/v2.1/organizations`)
  await slowDown(page)
  await renameButton(page).click()
  await refreshed
  await expect(page).toHaveURL(settings(name))
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
  await page.goto(settings(organization))
  await rename(page, name)
  await expect(page).toHaveURL(settings(name))
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

  faulty.heal()
  await page.goto(faulty.console + settings(`new-${organization}`))
  await rename(page, organization)
  await expect(page).toHaveURL(`${old}/settings`)
  failing(404)
  await page.goto(old)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('an old address leads on, too, where the first try told nothing', async ({
  page,
  organization,
  faulty,
}) => {
  await page.goto(faulty.console + settings(organization))
  await rename(page, `new-${organization}`)
  await expect(page).toHaveURL(/new-test.*settings$/)
  let tries = 0
  faulty.failWith(({ path }) =>
    path.endsWith(`/${organization}`) && tries++ === 0
      ? { status: 503, body: { error: 'Maintenance' } }
      : undefined,
  )
  await page.goto(`${faulty.console}/organizations/${organization}/members?q=bob`)
  await expect(page).toHaveURL(`${faulty.console}/organizations/new-${organization}/members?q=bob`)
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
})

test('a former name leads nobody into an organization of others', async ({
  page,
  me,
  organization,
  context,
  server,
}) => {
  await page.goto(settings(organization))
  await rename(page, `new-${organization}`)
  await expect(page).toHaveURL(settings(`new-${organization}`))
  const stranger = await server.person('stranger')
  expect(stranger.email).not.toBe(me.email)
  await context.clearCookies()
  await context.addCookies([await server.cookie(stranger.token)])
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await expect(page).toHaveURL(`/organizations/${organization}`)
  await expect(page.getByText(`new-${organization}`)).toHaveCount(0)
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
  await page.goto(settings(organization))
  await expect(page.getByText('Rule:')).toHaveCount(4)
  await nameOf(page).press('Enter')
  await nameOf(page).press('Control+s')
  await expect(renameButton(page)).toBeFocused()
  await expect(renameButton(page)).toHaveAccessibleDescription('Nothing is changed.')
  await expect(page.getByText(/^Kept:/)).toHaveCount(0)
  await nameOf(page).fill('other')
  await expect(page.getByText(/^Kept:/)).toHaveCount(4)
  await nameOf(page).fill('Bad Name')
  await renameButton(page).click()
  await expect(nameOf(page)).toHaveAccessibleDescription(/lower-case letter/)
  await expect(again(page)).toBeHidden()
  await page.getByRole('button', { name: 'Make it fit: bad-name' }).click()
  await expect(again(page)).toBeVisible()
  await nameOf(page).fill(own)
  await expect(nameOf(page)).toHaveAccessibleDescription(/You already have an organization/)
  await expect(again(page)).toBeHidden()
  await expect(page.getByText(`From ${organization} to`)).toBeHidden()
  await renameButton(page).click()
  await expect(nameOf(page)).toBeFocused()
  await page.getByRole('button', { name: `Use ${own}-2` }).click()
  await expect(page.getByText(`From ${organization} to ${own}-2`)).toBeVisible()
  await nameOf(page).fill(organization.toUpperCase())
  await expect(page.getByRole('button', { name: /^Make it fit/ })).toHaveText(
    `Make it fit: ${organization}-2`,
  )
  await nameOf(page).fill(`x-${organization}`)
  await again(page).fill(`x-${organization}`)
  await again(page).press('Enter')
  await expect(nameOf(page)).toHaveAccessibleDescription(/is taken/)
  await expect(nameOf(page)).toBeFocused()
  await expect(nameOf(page)).toHaveValue(`x-${organization}`)
  await expect(page.getByText(`From ${organization} to`)).toBeHidden()
  await page.getByRole('button', { name: `Use x-${organization}-2` }).click()
  await expect(page.getByText(`From ${organization} to x-${organization}-2`)).toBeVisible()
  await page.getByRole('button', { name: 'Keep the old name' }).click()
  await expect(nameOf(page)).toHaveValue(organization)
  await expect(page).toHaveURL(settings(organization))
})

test('what keeps the old name takes the refusal of the new one away', async ({
  page,
  organization,
  faulty,
}) => {
  faulty.fail('organizations_update', { status: 400, body: { error: 'This name is reserved.' } })
  await page.goto(faulty.console + settings(organization))
  await rename(page, 'reserved')
  await expect(page.getByText('This name is reserved.')).toBeVisible()
  await page.getByRole('button', { name: 'Keep the old name' }).click()
  await expect(nameOf(page)).toHaveValue(organization)
  await expect(page.getByText('This name is reserved.')).toBeHidden()
})

test('an Undo of a rename stays eight seconds, longer where it is looked at, and leads back from any screen', async ({
  page,
  me,
  organization,
}) => {
  const name = `new-${organization}`
  await page.clock.install()
  await page.goto(settings(organization))
  await rename(page, name)
  const undo = page.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeVisible()
  await expect(page).toHaveURL(settings(name))
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
  await page.goto(settings(organization))
  await rename(page, `new-${organization}`)
  await expect(page).toHaveURL(settings(`new-${organization}`))
  const other = await server.person()
  await other.api.organizations_create({ body: { name: organization, subscription: 'free' } })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(
    page.getByText(`new-${organization} was not renamed back. The name ${organization} is taken`),
  ).toBeVisible()
})

test('a later change takes the Undo of the one before away, and nobody’s rename is undone', async ({
  page,
  me,
  organization,
  faulty,
}) => {
  await page.goto(faulty.console + settings(organization))
  await rename(page, `b-${organization}`)
  await expect(page).toHaveURL(faulty.console + settings(`b-${organization}`))
  // What is read after the second rename is still on its way when it is undone.
  faulty.fail('organizations_list', 'no answer')
  await rename(page, `c-${organization}`)
  await expect(page).toHaveURL(faulty.console + settings(`c-${organization}`))
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeFocused()
  const undo = page.getByRole('button', { name: 'Undo' })
  // Where someone looks at it, it stays.
  await undo.focus()
  await expect(page.getByText(`b-${organization} is now called c-${organization}.`)).toBeVisible()
  await expect(undo).toHaveCount(1)
  await me.api.organizations_update({
    params: { organization_name: `c-${organization}` },
    body: { name: `d-${organization}` },
  })
  faulty.heal()
  await undo.click()
  await expect(page.getByText(`someone has called it d-${organization} since`)).toBeVisible()
})

test('one person renames while another edits: the other is led on, with all that was typed', async ({
  organization,
  bob,
  signedIn,
  me,
}) => {
  const theirs = await signedIn(await bob({ admin: true }))
  const typed = `typed-${organization}`
  await theirs.goto(settings(organization))
  await compose(theirs, { end: '2090-01-01' })
  await nameOf(theirs).fill(typed)
  await again(theirs).fill(typed)
  const name = `new-${organization}`
  await me.api.organizations_update({
    params: { organization_name: organization },
    body: { name },
  })
  const refreshed = theirs.waitForResponse(
    (response) =>
      response.url().endsWith(`/organizations/${organization}`) &&
      response.request().method() === 'GET',
  )
  await renameButton(theirs).click()
  await refreshed
  await expect(theirs.getByText(`${organization} is called ${name} now`)).toBeVisible()
  await expect(nameOf(theirs)).toHaveValue(typed)
  const goOn = theirs.getByRole('link', { name: 'Go on there' })
  await expect(goOn).toBeFocused()
  await expect(theirs.getByText('could not be refreshed')).toBeHidden()
  await expect(theirs.getByText('There is no organization with this name')).toBeHidden()
  await expect(theirs.getByText('the new name is to be typed again there')).toBeVisible()
  await goOn.click()
  await expect(renameButton(theirs)).toBeFocused()
  await expect(renameButton(theirs)).toBeInViewport()
  await expect(theirs).toHaveURL(`${settings(name)}?end=2090-01-01&name=${typed}`)
  await expect(theirs.getByText(`From ${name} to ${typed}.`)).toBeVisible()
  await expect(theirs.getByLabel('Day on which it is cancelled')).toHaveValue('2090-01-01')
  await again(theirs).fill(typed)
  await renameButton(theirs).click()
  await expect(theirs).toHaveURL(`${settings(typed)}?end=2090-01-01`)
  await theirs.goto(`/organizations/${organization}/usage`)
  await expect(theirs).toHaveURL(`/organizations/${typed}/usage`)
})

test('two windows rename the same organization: the second says that nothing was changed', async ({
  page,
  organization,
}) => {
  const second = await page.context().newPage()
  const typed = `typed-${organization}`
  await second.goto(settings(organization))
  await nameOf(second).fill(typed)
  await again(second).fill(typed)
  await page.goto(settings(organization))
  await rename(page, `new-${organization}`)
  await expect(page).toHaveURL(settings(`new-${organization}`))
  await renameButton(second).click()
  await expect(
    second.getByText(`Nothing was changed: ${organization} is called new-${organization} now`),
  ).toBeVisible()
  await expect(nameOf(second)).toHaveValue(typed)
  await second.getByRole('link', { name: 'Go on there' }).click()
  await expect(second.getByText(`From new-${organization} to ${typed}.`)).toBeVisible()
})

test('whoever is removed while they edit reads that it is gone for them', async ({
  organization,
  bob,
  signedIn,
  me,
}) => {
  const other = await bob({ admin: true })
  const theirs = await signedIn(other)
  await theirs.goto(settings(organization))
  await choice(theirs, 'End date', 'Clear').check()
  await me.api.organization_users_delete({
    params: { organization_name: organization, user_id: other.id },
  })
  await changeButton(theirs).click()
  await expect(theirs.getByText(/Nothing was changed: .* it has no other name/)).toBeVisible()
  await expect(choice(theirs, 'End date', 'Clear')).toBeChecked()
})

test('whoever is made a member while they edit reads why, and keeps what was typed', async ({
  organization,
  bob,
  signedIn,
  me,
}) => {
  const other = await bob({ admin: true })
  const theirs = await signedIn(other)
  await theirs.goto(settings(organization))
  await nameOf(theirs).fill('typed')
  await again(theirs).fill('typed')
  await me.api.organization_users_update({
    params: { organization_name: organization, user_id: other.id },
    body: { admin: false },
  })
  await renameButton(theirs).click()
  await expect(
    theirs.getByText(/Only admins of this organization can do this/).first(),
  ).toBeVisible()
  await expect(nameOf(theirs)).toHaveValue('typed')
  await theirs.reload()
  await expect(theirs.getByText('You are a member here')).toBeVisible()
  await expect(nameOf(theirs)).toHaveValue('typed')
  await theirs.getByRole('button', { name: 'Keep the old name' }).click()
  await expect(nameOf(theirs)).toHaveValue(organization)
  await expect(theirs).toHaveURL(settings(organization))
})

test('the rules of a subscription are checked before it is sent, and the body that is shown is the one that goes out', async ({
  page,
  me,
  organization,
  server,
  faulty,
}) => {
  await makeOperator(server, me)
  const patches = () => faulty.calls.filter(({ method }) => method === 'PATCH')
  await page.goto(faulty.console + settings(organization))
  await expect(changeButton(page)).toHaveAccessibleDescription('Nothing is changed.')
  const request = page.getByRole('region', { name: 'What will be sent' })
  await choice(page, 'Plan', 'Set').check()
  await expect(page.getByLabel('New plan')).toHaveAccessibleDescription('')
  await expect(page.getByText('Not ready to be sent yet. It is free already.')).toBeVisible()
  await expect(request).toBeHidden()
  await changeButton(page).click()
  await expect(page.getByLabel('New plan')).toHaveAccessibleDescription(/It is free already/)
  await page.getByRole('button', { name: 'Keep everything' }).click()
  await choice(page, 'Plan', 'Set').check()
  await expect(page.getByText('Another subscription needs its first day')).toBeHidden()
  await compose(page, { plan: 'premium' })
  await expect(page.getByText('Another subscription needs its first day')).toBeVisible()
  await choice(page, 'Start date', 'Set').check()
  await expect(page.getByLabel('First day')).toBeVisible()
  await expect(page.getByLabel('First day')).toHaveAccessibleDescription('')
  await expect(page.getByText('Not ready to be sent yet. Give the day')).toBeVisible()
  await choice(page, 'Start date', 'Keep').check()
  await expect(page.getByText('needs the end date, too: set it.')).toBeVisible()
  // It grows as it is composed.
  await expect(request).toContainText('{"subscription":"premium"}')
  await expect(page.getByText('What will be sent, as far as it stands')).toBeVisible()
  await changeButton(page).click()
  await expect(choice(page, 'Start date', 'Keep')).toBeFocused()
  await expect(choice(page, 'Start date', 'Keep')).toHaveAccessibleDescription(/its first day/)
  await choice(page, 'Start date', 'Set').check()
  await choice(page, 'End date', 'Set').check()
  const first = page.getByLabel('First day')
  const last = page.getByLabel('Day on which it is cancelled')
  await expect(first).toHaveAccessibleDescription(/Give the day/)
  await first.fill(day(10))
  await last.fill(day(9))
  await expect(last).toHaveAccessibleDescription(/end before it starts/)
  await last.fill('2020-01-01')
  await expect(last).toHaveAccessibleDescription(/in the past/)
  await page.getByLabel('New plan').selectOption('free')
  await expect(last).toHaveAccessibleDescription(/always valid for a year/)
  await page.getByLabel('New plan').selectOption('premium')
  await first.fill(day(0))
  await expect(request).toContainText(
    `{"subscription":"premium","subscription_start_date":"${day(0)}"}`,
  )
  await last.fill(day(400))
  await expect(page.getByText('What will be sent', { exact: true })).toBeVisible()
  expect(patches()).toEqual([])
  await page.reload()
  await expect(first).toHaveValue(day(0))
  const shown = await request.textContent()
  await changeButton(page).click()
  await expect(page.getByText(/subscription of .* was changed: it is premium/)).toBeVisible()
  const [call] = patches()
  expect(shown).toBe(`PATCH ${call?.path}\n${call?.body}`)
  await expect(page.getByText('It is premium now.')).toBeVisible()
  await expect(page).toHaveURL(faulty.console + settings(organization))
  await expect(choice(page, 'Plan', 'Keep')).toBeChecked()
})

test('a change is undone where the old values are known, and an end can be cleared', async ({
  page,
  me,
  organization,
  server,
  faulty,
}) => {
  await makeOperator(server, me)
  const last = () => faulty.calls.findLast(({ method }) => method === 'PATCH')?.body
  const undo = page.getByRole('button', { name: 'Undo' })
  await page.goto(faulty.console + settings(organization))
  const noUndo = page.getByText('There will be no Undo for this')
  await compose(page, { end: '2090-01-01' })
  await compose(page, { start: day(0) })
  await compose(page, { plan: 'premium' })
  await expect(noUndo).toBeVisible()
  await changeButton(page).click()
  await expect(page.getByText('It is premium now.')).toBeVisible()
  // As the documents have them, not as they were chosen.
  expect(last()).toBe(
    `{"subscription":"premium","subscription_start_date":"${day(0)}","subscription_end_date":"2090-01-01"}`,
  )
  // Since when it was free nobody knows.
  await expect(undo).toBeHidden()
  const said = page.getByText(`The subscription of ${organization} was changed`)
  await expect(said).toHaveCount(1)

  await choice(page, 'End date', 'Clear').check()
  await expect(page).toHaveURL(/\?end=null$/)
  await expect(page.getByRole('region', { name: 'What will be sent' })).toBeVisible()
  await expect(noUndo).toBeHidden()
  await changeButton(page).click()
  await expect(
    page.getByText('it has no end. With Undo it ends on 1 Jan 2090, as was set here before.'),
  ).toBeVisible()
  expect(last()).toBe('{"subscription_end_date":null}')
  // The newer takes the place of the older.
  await expect(said).toHaveCount(1)
  await undo.click()
  await expect(page.getByText(/changed: it ends on 1 Jan 2090/)).toBeVisible()
  expect(last()).toBe('{"subscription_end_date":"2090-01-01"}')
  await compose(page, { end: '2090-01-01' })
  const same = page.getByText(/ends on 1 Jan 2090 was set here before: this changes nothing/)
  await expect(same).toBeVisible()
  await expect(noUndo).toBeHidden()
  await compose(page, { end: '2090-02-01' })
  await expect(same).toBeHidden()
  await changeButton(page).click()
  await expect(page.getByText(/changed: it ends on 1 Feb 2090/)).toBeVisible()
  // At once, and not only when the older would go by itself.
  expect(await said.count()).toBe(1)

  // After a reload nobody knows the end there is.
  await page.reload()
  await compose(page, { end: '2091-01-01' })
  await changeButton(page).click()
  await expect(page.getByText(/it ends on 1 Jan 2091/)).toBeVisible()
  await expect(undo).toBeHidden()

  await page.goto(faulty.console + settings(organization))
  await compose(page, { plan: 'free', start: day(0) })
  await changeButton(page).click()
  await expect(page.getByText('It is free now.')).toBeVisible()
  await expect(undo).toBeHidden()
})

test('what is on its way stays as it is shown', async ({
  page,
  me,
  organization,
  server,
  faulty,
}) => {
  await makeOperator(server, me)
  await page.goto(
    `${faulty.console}${settings(organization)}?subscription=premium&start=${day(0)}&end=2090-01-01`,
  )
  const letGo = faulty.holdWrites()
  await changeButton(page).click()
  await expect.poll(() => faulty.writes().now).toBe(1)
  const end = page.getByLabel('Day on which')
  await end.focus()
  await expect(end).not.toBeFocused()
  letGo()
  await expect(page.getByText('It is premium now.')).toBeVisible()
})

test('a refusal because only the provider may do it comes with a request to copy', async ({
  page,
  me,
  organization,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { id } = await me.api.organizations_get({ params: { organization_name: organization } })
  await page.goto(`${settings(organization)}?end=null`)
  await changeButton(page).click()
  await expect(page.getByText(/Only the provider can change a subscription/)).toBeVisible()
  await expect(choice(page, 'End date', 'Clear')).toBeChecked()
  await page.getByRole('button', { name: 'Copy the request' }).click()
  await expect(page.getByText('The request was copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `Please change the subscription of the organization ${organization} (id ${id}):\n\nPATCH /v2.1/organizations/${organization}\n{"subscription_end_date":null}\n`,
  )
})

test('Ctrl+S saves the section that has the focus, and leaving unsaved asks', async ({
  page,
  organization,
}) => {
  const address = settings(organization)
  await page.goto(address)
  await choice(page, 'Plan', 'Keep').press('Control+s')
  await expect(changeButton(page)).toBeFocused()
  const name = `new-${organization}`
  await nameOf(page).fill(name)
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(again(page)).toHaveValue('')
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(nameOf(page)).toHaveValue(name)
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page).toHaveURL(address)
  await expect(nameOf(page)).toHaveValue(organization)
  await nameOf(page).fill(name)
  await again(page).fill(name)
  await again(page).press('Control+s')
  await expect(page).toHaveURL(settings(name))
})

test('Ctrl+S outside both forms saves the one that is changed, and of two neither', async ({
  page,
  organization,
}) => {
  const name = `new-${organization}`
  await page.goto(`${settings(organization)}?name=${name}&end=2090-01-01`)
  await again(page).fill(name)
  const said = page.getByText('Name and subscription are both changed. Save one at a time.')
  for (const outside of ['Leave', 'Copy id']) {
    await page.getByRole('button', { name: outside }).focus()
    await page.keyboard.press('Control+s')
    await expect(said).toHaveCount(1)
    await expect(nameOf(page)).toBeFocused()
  }
  await expect(page).toHaveURL(/name=.*&end=2090-01-01$/)
  await page.getByRole('button', { name: 'Keep everything' }).click()
  await page.getByRole('heading', { name: 'Settings' }).focus()
  await page.keyboard.press('Control+s')
  await expect(page).toHaveURL(settings(name))
  await page.goto(`${settings(name)}?end=2090-01-01`)
  await page.getByRole('button', { name: 'Copy id' }).focus()
  await page.keyboard.press('Control+s')
  // Its end is refused.
  await expect(page.getByLabel('Day on which it is cancelled')).toBeFocused()
})

test('a session that ends in between takes nothing: after the sign-in the draft is there', async ({
  page,
  me,
  organization,
  faulty,
}) => {
  const address = `${settings(organization)}?name=typed&start=2090-01-01&end=null`
  await page.goto(faulty.console + address)
  faulty.failWith(({ method }) =>
    method === 'PATCH' ? { status: 401, body: { error: 'Who are you?' } } : undefined,
  )
  await again(page).fill('typed')
  await renameButton(page).click()
  await expect(page.getByText('Your session has ended.')).toBeVisible()
  await page.getByLabel('API token').fill(me.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(faulty.console + address)
  await expect(nameOf(page)).toHaveValue('typed')
  await expect(page.getByLabel('First day')).toHaveValue('2090-01-01')
  await expect(choice(page, 'End date', 'Clear')).toBeChecked()
})

test('a member who is not admin cannot change anything, and reads why and whom to ask', async ({
  organization,
  signedIn,
  bob,
  me,
}) => {
  const page = await signedIn(await bob())
  await page.goto(settings(organization))
  await expect(page.getByText(`You are a member here`)).toContainText(me.email)
  for (const button of [renameButton(page), changeButton(page)])
    await expect(button).toHaveAccessibleDescription(/Only admins/)
  // What can't be changed is reached all the same, and says so.
  await nameOf(page).press('x')
  await expect(nameOf(page)).toBeFocused()
  await expect(nameOf(page)).toHaveValue(organization)
  await expect(nameOf(page)).toHaveAccessibleDescription(/^Only admins/)
  for (const field of ['Plan', 'Start date', 'End date']) {
    const keep = choice(page, field, 'Keep')
    await choice(page, field, 'Set').focus()
    await page.keyboard.press('Space')
    await expect(keep).toBeChecked()
    await expect(keep).toHaveAccessibleDescription(/^Only admins/)
    await expect(page.getByRole('tooltip').filter({ visible: true })).toHaveText(/^Only admins/)
  }
  await expect(page).toHaveURL(settings(organization))

  // A link with a draft is shown as it is.
  await page.goto(`${settings(organization)}?name=other&end=2090-01-01`)
  await expect(nameOf(page)).toHaveValue('other')
  await expect(again(page)).toBeHidden()
  await expect(page.getByRole('group', { name: 'End date' })).toContainText('2090-01-01')
  await expect(page.getByLabel('Day on which it is cancelled')).toBeHidden()
  await page.goto(`${settings(organization)}?subscription=premium`)
  await expect(page.getByRole('group', { name: 'Plan' })).toContainText('premium')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'What will be sent' })).toBeHidden()
  await expect(
    page.getByRole('button', { name: `Leave ${organization}` }),
  ).toHaveAccessibleDescription(/Only admins can remove members/)
})

test('the only admin cannot leave, another one does', async ({
  page,
  organization,
  bob,
  signedIn,
}) => {
  const leave = (on: Page) => on.getByRole('button', { name: `Leave ${organization}` })
  await page.goto(settings(organization))
  await expect(leave(page)).toHaveAccessibleDescription(/You are the only admin/)
  await expect(page.getByRole('link', { name: 'Add members' })).toHaveAttribute(
    'href',
    `/organizations/${organization}/members-new`,
  )
  const theirs = await signedIn(await bob())
  await page.reload()
  await page.getByRole('button', { name: 'Choose another admin' }).click()
  await page.getByRole('button', { name: /^Make .* admin$/ }).click()
  await expect(leave(page)).not.toHaveAccessibleDescription(/only admin/)
  await expect(page.getByRole('button', { name: 'Choose another admin' })).toBeHidden()
  await expect(leave(page)).toBeFocused()
  await theirs.goto('/organizations')
  await theirs.goto(settings(organization))
  await leave(theirs).click()
  const asked: string[] = []
  theirs.on('request', (request) => request.method() === 'GET' && asked.push(request.url()))
  const refreshed = theirs.waitForResponse('**/v2.1/organizations')
  await slowDown(theirs)
  await theirs.getByRole('button', { name: 'Leave', exact: true }).click()
  await refreshed
  await expect(theirs).toHaveURL('/organizations')
  await expect(theirs.getByText(`You left ${organization}.`)).toBeVisible()
  await expect(theirs.getByText('You are not a member of any organization')).toBeVisible()
  await theirs.goBack()
  await expect(theirs).toHaveURL('/organizations')
  expect(asked.filter((url) => url.includes(`/organizations/${organization}`))).toEqual([])
})

test('the id can be copied, and that nothing can be deleted is said', async ({
  page,
  organization,
  context,
  me,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { id } = await me.api.organizations_get({ params: { organization_name: organization } })
  await page.goto(settings(organization))
  await page.getByRole('button', { name: 'Copy id' }).click()
  await expect(page.getByText('The id was copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id)
  await expect(page.getByText('Organizations cannot be deleted through this API.')).toBeVisible()
})

/** The text of an element as the lines in which it stands. */
function linesOf(element: Element): string[] {
  const lines = new Map<number, string>()
  const range = document.createRange()
  for (const node of element.childNodes)
    for (let at = 0; at < (node.textContent ?? '').length; at++) {
      range.setStart(node, at)
      range.setEnd(node, at + 1)
      const { top } = range.getBoundingClientRect()
      lines.set(top, (lines.get(top) ?? '') + (node.textContent ?? '').charAt(at))
    }
  return [...lines.values()]
}

test('on a phone the id stands in one line, and breaks after a dash where it must', async ({
  page,
  organization,
  me,
}) => {
  const { id } = await me.api.organizations_get({ params: { organization_name: organization } })
  const lines = () => page.getByText(id, { exact: true }).evaluate(linesOf)
  for (const path of [`/organizations/${organization}`, settings(organization)]) {
    await page.goto(path)
    await page.setViewportSize({ width: 375, height: 700 })
    await expect.poll(lines).toEqual([id])
    for (const width of [260, 210, 160]) {
      await page.setViewportSize({ width, height: 700 })
      await expect.poll(async () => (await lines()).length).toBeGreaterThan(1)
      for (const line of (await lines()).slice(0, -1)) expect(line).toMatch(/-$/)
    }
  }
})

test('an organization may become one called settings, or of 64 letters', async ({
  page,
  organization,
}) => {
  const long = `a${randomUUID()}${randomUUID()}`.replaceAll('-', '').slice(0, 64)
  await page.goto(settings(organization))
  await nameOf(page).fill(`${long}b`)
  await expect(nameOf(page)).toHaveAccessibleDescription(/Broken: Use at most 64/)
  await rename(page, long)
  await expect(page).toHaveURL(settings(long))
  await rename(page, 'settings')
  await expect(page).toHaveURL('/organizations/settings/settings')
  await page.goto(`/organizations/${long}`)
  await expect(page).toHaveURL('/organizations/settings')
  await page.goto('/organizations/settings/settings')
  await rename(page, organization)
  await expect(page).toHaveURL(settings(organization))
})
