import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test, type Page, type Person } from './fixtures.ts'

/** Two organizations of `me`, and one of someone else's that `me` is a plain member of; Bob is in all, Cas is invited. */
async function three(me: Person, server: { person(name?: string): Promise<Person> }) {
  const mark = randomUUID().slice(0, 8)
  const [acme, beta, cola] = [`acme-${mark}`, `beta-${mark}`, `cola-${mark}`]
  const bob = await server.person('bob')
  const invited = `cas-${mark}@example.com`
  const create = async (owner: Person, name: string, people: Record<string, boolean>) => {
    await owner.api.organizations_create({ body: { name, subscription: 'free' } })
    for (const [email, admin] of Object.entries(people))
      await owner.api.organization_users_create({
        params: { organization_name: name },
        body: { email, admin },
      })
  }
  // However someone writes an address: it is the same person.
  await create(me, acme, { [bob.email.toUpperCase()]: true, [invited]: true })
  await create(me, beta, { [bob.email]: false, [invited]: false })
  await create(bob, cola, { [me.email]: false })
  return { acme, beta, cola, bob, invited }
}

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })
const cells = (page: Page, name: string) => row(page, name).getByRole('cell').allTextContents()

test('everyone once, and what they are in each organization, as the API says', async ({
  page,
  me,
  server,
}) => {
  const { acme, beta, cola, bob, invited } = await three(me, server)
  await page.goto('/people')
  await expect(page.getByText('3 people')).toBeVisible()
  expect(await cells(page, 'Robin Tester')).toEqual(['3 of 3', '2', 'Admin', 'Admin', 'Member'])
  expect(await cells(page, 'Bob Tester')).toEqual(['3 of 3', '2', 'Admin', 'Member', 'Admin'])
  expect(await cells(page, invited)).toEqual([
    '2 of 3',
    '1',
    'Invited admin',
    'Invited',
    '–not in it',
  ])
  // Two can act in one of them, one in each of the others.
  await expect(page.getByRole('columnheader', { name: acme })).toContainText('2 admins')
  for (const name of [beta, cola])
    await expect(page.getByRole('columnheader', { name })).toContainText('Single admin')
  const main = page.getByRole('main')
  await expect(main).toContainText('2 organizations have a single active admin.')
  for (const name of [beta, cola])
    await expect(main.getByRole('listitem').getByRole('link', { name })).toHaveAttribute(
      'href',
      `/organizations/${name}/members`,
    )
  // The page says what the API does.
  const list = await me.api.organization_users_list({ params: { organization_name: acme } })
  const found = list.find(({ email }) => email.toLowerCase() === bob.email.toLowerCase())
  await expect(page.getByRole('link', { name: `Admin: Bob Tester in ${acme}` })).toHaveAttribute(
    'href',
    `/organizations/${acme}/members/${found?.id}`,
  )
  // Where one isn't admin, there is the list alone.
  await page.getByRole('link', { name: `Admin: Bob Tester in ${cola}` }).click()
  await expect(page).toHaveURL(new RegExp(`/organizations/${cola}/members\\?q=bob`))
  await expect(page.getByText('1 of 2 members')).toBeVisible()
})

test('finds, filters and sorts in the address', async ({ page, me, server }) => {
  const { beta, cola, invited } = await three(me, server)
  await page.goto('/people')
  await page.getByLabel('Search by name or e-mail').fill('TESTER bob')
  await expect(page).toHaveURL('/people?q=TESTER+bob')
  await expect(page.getByText('1 of 3 people')).toBeVisible()
  await page.getByLabel('Search by name or e-mail').fill('nobody like this')
  await expect(page.getByText('Nobody has “nobody like this” in the name or e-mail.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(page.getByText('3 people', { exact: true })).toBeVisible()

  await page.getByLabel('Organization', { exact: true }).selectOption(cola)
  await expect(page).toHaveURL(`/people?in=${cola}`)
  await expect(page.getByText('2 of 3 people')).toBeVisible()
  await expect(row(page, invited)).toHaveCount(0)
  // It comes first.
  await expect(page.getByRole('columnheader').nth(3)).toContainText(cola)
  await page.getByLabel('Organization', { exact: true }).selectOption('')

  await me.api.organization_users_update({
    params: {
      organization_name: beta,
      user_id: await idOf(me, beta, invited),
    },
    body: { admin: true },
  })
  await page.goto('/people?sort=-admin')
  const names = () => page.getByRole('rowheader').allTextContents()
  await expect
    .poll(async () => (await names()).map((name) => name.slice(0, 3)))
    .toEqual(['Bob', 'cas', 'Rob'])
  await page.getByRole('button', { name: 'Is in' }).click()
  await expect(page).toHaveURL('/people?sort=-in')
  await expect(page.getByRole('columnheader', { name: 'Is in' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect
    .poll(async () => (await names()).map((name) => name.slice(0, 3)))
    .toEqual(['Bob', 'Rob', 'cas'])
})

async function idOf(me: Person, organization_name: string, email: string) {
  const list = await me.api.organization_users_list({ params: { organization_name } })
  return list.find((user) => user.email === email)?.id ?? ''
}

test('only whoever is admin of any organization', async ({ page, me, server }) => {
  const { acme, cola } = await three(me, server)
  await me.api.organization_users_create({
    params: { organization_name: acme },
    body: { email: `plain-${randomUUID()}@example.com` },
  })
  await page.goto('/people')
  await page.getByText('Admins anywhere').click()
  await expect(page).toHaveURL('/people?role=admins')
  await expect(page.getByText('3 of 4 people')).toBeVisible()
  await expect(row(page, 'plain-')).toHaveCount(0)

  // With an organization, whoever is admin of that.
  await page.getByLabel('Organization', { exact: true }).selectOption(cola)
  await expect(page).toHaveURL(`/people?role=admins&in=${cola}`)
  await expect(page.getByText('1 of 4 people')).toBeVisible()
  await expect(row(page, 'Bob Tester')).toBeVisible()
  await expect(row(page, 'Robin Tester')).toHaveCount(0)
  await expect(page.getByRole('radio', { name: 'Admins 1', exact: true })).toBeChecked()
  await expect(page.getByRole('radio', { name: 'All 2' })).toBeVisible()
})

test('of many with few admins all can be reached, also on a phone', async ({
  page,
  me,
  organization,
  faulty,
}) => {
  await page.setViewportSize({ width: 375, height: 800 })
  const mark = randomUUID().slice(0, 8)
  for (let index = 1; index <= 8; index += 1)
    await me.api.organizations_create({ body: { name: `s${index}-${mark}`, subscription: 'free' } })
  const [own] = await me.api.organization_users_list({
    params: { organization_name: organization },
  })
  const plain = { ...own, admin: false }
  faulty.failWith(({ path }) =>
    path === `/v2.1/organizations/${organization}/users`
      ? { status: 200, body: [plain] }
      : path === `/v2.1/organizations/s1-${mark}/users`
        ? { status: 200, body: [own, { email: 7 }] }
        : undefined,
  )
  await page.goto(`${faulty.console}/people`)
  const main = page.getByRole('main')
  await expect(main).toContainText(
    'Of the 8 organizations that are read so far, one has no active admin.',
  )
  await expect(main.getByRole('link', { name: organization })).toBeVisible()
  // Of one, a member could not be read: they may be the second admin.
  await expect(main).toContainText(
    'Of the 8 organizations that are read so far, 7 have a single active admin.',
  )
  const last = main.getByRole('link', { name: `s8-${mark}` })
  await expect(last).toBeHidden()
  await main.getByText('and 2 more').click()
  await last.click()
  await expect(page).toHaveURL(`${faulty.console}/organizations/s8-${mark}/members`)
})

test('is a file, of those who are shown', async ({ page, me, server }) => {
  const { acme, beta, cola, bob } = await three(me, server)
  await page.goto('/people?q=bob')
  await expect(page.getByText('1 of 3 people')).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as CSV' }).click()
  const file = await saved
  expect(file.suggestedFilename()).toBe('people.csv')
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe(`email,name,organizations,admin_of,${acme},${beta},${cola}`)
  expect(lines[1]?.toLowerCase()).toBe(
    `${bob.email.toLowerCase()},bob tester,3,2,admin,member,admin`,
  )
})

test('one that can’t be read is named, and nobody is said not to be in it', async ({
  page,
  me,
  server,
  faulty,
}) => {
  const { acme, beta, cola } = await three(me, server)
  faulty.failWith(({ path }) =>
    path === `/v2.1/organizations/${beta}/users`
      ? { status: 500, body: { error: 'It is broken.' } }
      : path === `/v2.1/organizations/${cola}/users`
        ? { status: 403, body: { error: 'Not for you.' } }
        : undefined,
  )
  await page.goto(`${faulty.console}/people`)
  const main = page.getByRole('main')
  await expect(main).toContainText('2 of 3 organizations could not be read.')
  await expect(
    main.getByRole('listitem').filter({ hasText: `${beta}: It is broken.` }),
  ).toBeVisible()
  await expect(
    main.getByRole('listitem').filter({ hasText: `${cola}: Not for you.` }),
  ).toBeVisible()
  await expect(page.getByRole('columnheader', { name: beta })).toContainText('Not read')
  expect(await cells(page, 'Bob Tester')).toEqual(['1 of 1', '1', 'Admin', 'not read', 'not read'])
  await expect(main).not.toContainText('single active admin')
  await expect(page.getByText('3 people so far', { exact: true })).toBeVisible()

  faulty.heal()
  await main.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => cells(page, 'Bob Tester')).toContain('Member')
  // What was refused isn't asked again.
  await expect(main).toContainText(`1 of 3 organizations could not be read.`)
  await expect(page.getByRole('columnheader', { name: acme })).toContainText('2 admins')
})

test('of one whose members could be read in part, who isn’t found is not known to be in it', async ({
  page,
  me,
  server,
  faulty,
}) => {
  const { acme, invited } = await three(me, server)
  const [own] = await me.api.organization_users_list({ params: { organization_name: acme } })
  faulty.failWith(({ path }) =>
    path === `/v2.1/organizations/${acme}/users`
      ? { status: 200, body: [own, { email: 7 }] }
      : undefined,
  )
  await page.goto(`${faulty.console}/people`)
  await expect(page.getByRole('columnheader', { name: acme })).toContainText('Partly read')
  await expect
    .poll(() => cells(page, invited))
    .toEqual(['1 of 3', '0', 'not known', 'Invited', '–not in it'])
  await expect(page.getByText('3 people so far', { exact: true })).toBeVisible()
})

test('stopped, what was read can be exported', async ({ page, me, server, faulty }) => {
  const { acme, beta, cola } = await three(me, server)
  let asked = 0
  faulty.failWith(({ path }) =>
    path.endsWith('/users') && ++asked > 1
      ? { status: 429, body: { error: 'Too many.' }, headers: { 'retry-after': '3600' } }
      : undefined,
  )
  await page.goto(`${faulty.console}/people`)
  await expect(page.getByText(/goes on in/)).toBeVisible()
  const button = page.getByRole('button', { name: 'Export as CSV' })
  await expect(button).toHaveAccessibleDescription(
    '1 of 3 organizations are read. Export the people once all are.',
  )
  await page.getByRole('button', { name: 'Stop' }).click()
  // Counts are of those alone, and say so.
  await expect(page.getByText('3 people so far', { exact: true })).toBeVisible()
  for (const [label, count] of [
    ['All', '3+'],
    ['Admins anywhere', '3+'],
  ] as const)
    await expect(page.getByRole('group', { name: 'Role' }).getByText(label)).toHaveText(
      `${label}\u00a0${count}`,
    )
  await expect(page.getByRole('columnheader', { name: 'Admin of so far' })).toBeVisible()
  await page.getByLabel('Search by name or e-mail').fill('zzz')
  await expect(page.getByText('Nobody has “zzz” in the name or e-mail so far.')).toBeVisible()
  // Of the one that is read all are known.
  await page.getByLabel('Organization', { exact: true }).selectOption(acme)
  await expect(page.getByText(/^Admins\s3$/)).toBeVisible()
  await expect(page.getByText(`Nobody in ${acme} has “zzz” in the name or e-mail.`)).toBeVisible()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(button).not.toHaveAccessibleDescription(/once all are/)
  const saved = page.waitForEvent('download')
  await button.click()
  const lines = readFileSync(await (await saved).path(), 'utf8').split('\r\n')
  expect(lines[0]).toBe(`email,name,organizations,admin_of,${acme},${beta},${cola}`)
  expect(lines[1]).toContain('not read,not read')
})

test('organizations stand by number, and a former name leads to the one of now', async ({
  page,
  me,
}) => {
  const mark = `team-${randomUUID().slice(0, 8)}`
  const names = [`${mark}-9`, `${mark}-10`]
  for (const name of names.toReversed())
    await me.api.organizations_create({ body: { name, subscription: 'free' } })
  await page.goto('/people')
  await expect(page.getByText('1 person', { exact: true })).toBeVisible()
  const heads = page.getByRole('columnheader')
  for (const [index, name] of names.entries())
    await expect(heads.nth(3 + index)).toContainText(name)

  const [nine] = names
  const now = `${mark}-nine`
  await page.goto(`/organizations/${nine}/settings`)
  await page.getByLabel('Name', { exact: true }).fill(now)
  await page.getByLabel('Type the new name again').fill(now)
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(page).toHaveURL(`/organizations/${now}/settings`)

  await page.goto(`/people?role=admins&in=${nine}`)
  await expect(page).toHaveURL(`/people?role=admins&in=${now}`)
  await expect(page.getByText(`${nine} is now called ${now}: these are its people.`)).toBeVisible()
  await expect(page.getByLabel('Organization', { exact: true })).toHaveValue(now)

  await page.goto('/people?role=admins&in=nobody-s')
  await expect(page).toHaveURL('/people?role=admins')
  await expect(
    page.getByText('None of your organizations is called nobody-s: these are the people of all.'),
  ).toBeVisible()
})

test('follows what changes meanwhile, and says where it can’t', async ({
  page,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('button', { name: 'Remove Bob Tester' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Bob Tester' }).click()
  // Within the app, where the removal waits.
  await page.getByRole('link', { name: 'Organizations', exact: true }).click()
  await page.getByRole('link', { name: 'People' }).click()
  await expect(page.getByText('2 people')).toBeVisible()
  faulty.failWith(({ method, path }) =>
    method === 'GET' && path.endsWith('/users')
      ? { status: 500, body: { error: 'It is broken.' } }
      : undefined,
  )
  await page.getByRole('button', { name: 'Remove now' }).click()
  await expect(page.getByText('1 of 1 organization could not be read again.')).toBeVisible()
  // That he is gone the server has said.
  await expect(row(page, 'Bob Tester')).toHaveCount(0)
  await expect(row(page, 'Robin Tester')).toBeVisible()
  faulty.heal()
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText(/could not be read again/)).toHaveCount(0)
  await expect(page.getByText('1 person')).toBeVisible()
})

test('says of when it is, and reads it again when asked', async ({
  page,
  me,
  organization,
  bob,
  server,
}) => {
  await page.goto('/people')
  await expect(page.getByText('1 person', { exact: true })).toBeVisible()
  await expect(page.getByText(/^As of .*\d\d:\d\d UTC/)).toBeVisible()
  await bob()
  const cas = await server.person('cas')
  await cas.api.organizations_create({ body: { name: `x-${organization}`, subscription: 'free' } })
  await cas.api.organization_users_create({
    params: { organization_name: `x-${organization}` },
    body: { email: me.email },
  })
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect(row(page, 'Bob Tester')).toBeVisible()
  // And who is in an organization that wasn't there before.
  await expect(row(page, 'Cas Tester')).toBeVisible()
  await expect(page.getByText('3 people', { exact: true })).toBeVisible()
})

test('on a phone a card a person, with their organizations at a press', async ({
  page,
  me,
  server,
}) => {
  await page.setViewportSize({ width: 375, height: 800 })
  const { acme, cola } = await three(me, server)
  await page.goto('/people')
  const bob = page.getByRole('button', { name: /organizations of Bob Tester$/ })
  await expect(bob).toHaveText('in 3 of 3 admin of 2')
  await bob.click()
  const panel = page.getByRole('dialog', { name: /organizations of Bob Tester$/ })
  await expect(panel.getByRole('listitem')).toHaveCount(3)
  await expect(panel.getByRole('listitem').first()).toHaveText(`${acme}Admin`)
  await page.keyboard.press('Escape')
  await page.getByLabel('Sort').selectOption('Admin of fewest first')
  await expect(page).toHaveURL('/people?sort=admin')
  await page.getByRole('link', { name: cola }).click()
  await expect(page).toHaveURL(`/organizations/${cola}/members`)
})

test('of hundreds of people in dozens of organizations only what is in sight is in the page', async ({
  page,
  me,
  organization,
  crowd,
}) => {
  await crowd(600)
  const mark = randomUUID().slice(0, 8)
  for (let index = 10; index < 50; index += 1)
    await me.api.organizations_create({ body: { name: `x${index}-${mark}`, subscription: 'free' } })
  await page.goto('/people?sort=-in')
  await expect(page.getByText('601 people')).toBeVisible()
  await expect(page.getByRole('table')).toHaveAttribute('aria-colcount', '44')
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  expect(await page.getByRole('columnheader').count()).toBeLessThan(30)
  await expect(page.getByRole('rowheader').first()).toContainText('Robin Tester')
  await expect(page.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('41 of 41')
  const region = page.getByRole('region', { name: 'People and what they are' })
  await region.focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('rowheader').last()).toContainText(`m0599@${organization}`)
  await region.evaluate((element) => element.scrollTo({ left: element.scrollWidth }))
  await expect(page.getByRole('columnheader', { name: `x49-${mark}` })).toBeInViewport()
})

test('two choices that follow each other at once both count', async ({ page, organization }) => {
  await page.goto('/people')
  await expect(page.getByRole('columnheader', { name: organization })).toBeVisible()
  await page.getByRole('button', { name: 'Is in' }).dblclick()
  await expect(page).toHaveURL('/people?sort=in')
})
