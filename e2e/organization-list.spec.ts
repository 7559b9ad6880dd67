import { randomUUID } from 'node:crypto'
import type { ApiCall, Fault } from './faulty-upstream.ts'
import { expect, inTime, test, type Locator, type Page, type Person } from './fixtures.ts'

const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

const columns = [
  'subscription',
  'members',
  'admins',
  'projects',
  'credits',
  'change',
  'trend',
  'created',
] as const
const cellOf = (page: Page, name: string, column: (typeof columns)[number]) =>
  rowOf(page, name).getByRole('cell').nth(columns.indexOf(column))

/** What a cell shows, without what only a phone shows. */
const shows = (cell: Locator, text: string | RegExp) =>
  expect(cell).toHaveText(text, { useInnerText: true })

/** The names in the order of the rows. */
const namesIn = (page: Page) =>
  page.getByRole('rowheader').evaluateAll((cells) => cells.map((cell) => cell.textContent))

/** Names so many organizations of this person's, and makes them. */
async function makeMany({ api }: Person, count: number) {
  const mark = randomUUID().slice(0, 8)
  const names = Array.from({ length: count }, (_, index) => `o${index}-${mark}`)
  for (let start = 0; start < count; start += 20)
    await Promise.all(
      names
        .slice(start, start + 20)
        .map((name) => api.organizations_create({ body: { name, subscription: 'free' } })),
    )
  return names
}

const day = (offset: number, from = new Date()) =>
  new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate() + offset))
    .toISOString()
    .slice(0, 10)

test('each figure of a row is what the API tells', async ({ page, me, imported, server }) => {
  const other = await server.person('other')
  const name = await imported(
    Array.from({ length: 100 }, (_, index) => [
      { project: 'one', date: day(index - 99), credits: `${10 + index}.1` },
      { project: 'two', date: day(index - 99), credits: '0.02' },
    ]).flat(),
  )
  const params = { organization_name: name }
  await me.api.organization_users_create({ params, body: { email: other.email } })
  await page.goto('/organizations')
  await shows(cellOf(page, name, 'members'), '2')
  await expect(cellOf(page, name, 'admins')).toContainText('only one')
  await expect(cellOf(page, name, 'admins')).toContainText('1')
  await shows(cellOf(page, name, 'projects'), '2')
  const { subscription } = await me.api.organizations_get({ params })
  await shows(cellOf(page, name, 'subscription'), subscription)

  const daily = async (query: { start_date?: string; end_date?: string }) => {
    const usage = await me.api.organizations_usage_get({
      params,
      query: { ...query, interval: 'day' },
    })
    if (Array.isArray(usage)) throw new Error('This is the older form.')
    return usage.data_organization.map(({ start_date, value }) => ({
      date: start_date.slice(0, 10),
      millionths: Math.round(value * 1e6),
    }))
  }
  const sum = (days: { millionths: number }[]) =>
    days.reduce((total, { millionths }) => total + millionths, 0)
  const shown = (millionths: number) =>
    (millionths / 1e6).toLocaleString('en-GB', { maximumFractionDigits: 6 })
  const period = await daily({})
  await shows(cellOf(page, name, 'credits'), shown(sum(period)))

  const finished = period.filter(({ date }) => date < day(0))
  const first = new Date(period[0]?.date ?? '')
  const monthBefore = new Date(
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - 1, first.getUTCDate()),
  )
  if (finished.length === 0) {
    await expect(cellOf(page, name, 'change')).toContainText('No day of this period is finished')
  } else {
    const before = await daily({
      start_date: day(0, monthBefore),
      end_date: day(finished.length, monthBefore),
    })
    const difference = sum(finished) - sum(before)
    await expect(cellOf(page, name, 'change')).toContainText(
      `${difference < 0 ? '−' : '+'}${shown(Math.abs(difference))}`,
    )
    await expect(cellOf(page, name, 'change')).toContainText(
      `${((100 * Math.abs(difference)) / sum(before)).toFixed(1)}%`,
    )
  }
  await expect(cellOf(page, name, 'trend').getByRole('img')).toHaveAccessibleName(
    /By day, highest on .* with [\d.,]+ credits/,
  )
})

test('whoever is the only active admin is told so, and is led to the members', async ({
  page,
  organization,
  bob,
}) => {
  await page.goto('/organizations')
  const hint = rowOf(page, organization).getByRole('link', { name: /only one admin/ })
  await hint.click()
  await expect(page).toHaveURL(`/organizations/${organization}/members`)
  await bob({ admin: true })
  await page.goto('/organizations')
  await shows(cellOf(page, organization, 'admins'), '2')
  await expect(hint).toBeHidden()
})

test('where the only admin was but invited, it is told that none is active, on a phone as well', async ({
  page,
  organization,
  faulty,
  me,
}) => {
  const params = { organization_name: organization }
  const members = await me.api.organization_users_list({ params })
  const body = members.map((member) => ({ ...member, status: 'pending' }))
  faulty.failWith((call) => (isUsersOf([organization])(call) ? { status: 200, body } : undefined))
  await page.goto(`${faulty.console}/organizations`)
  await shows(cellOf(page, organization, 'admins'), /^none active\b.*\b1$/s)
  const hint = rowOf(page, organization).getByRole('link', { name: /active/ })
  await expect(hint).toHaveAccessibleDescription(
    'There is no active admin, so nobody can change anything there.',
  )
  await page.setViewportSize({ width: 375, height: 800 })
  await expect(hint).toHaveText(/^no active admin\b/, { useInnerText: true })
  await expect(hint).toHaveAttribute('href', `/organizations/${organization}/members`)
})

test('nobody is called the only admin where a member could not be read', async ({
  page,
  organization,
  faulty,
  me,
}) => {
  const params = { organization_name: organization }
  const members: unknown[] = await me.api.organization_users_list({ params })
  faulty.failWith((call) =>
    isUsersOf([organization])(call) ? { status: 200, body: [...members, { id: 17 }] } : undefined,
  )
  await page.goto(`${faulty.console}/organizations`)
  await shows(cellOf(page, organization, 'members'), '2')
  await shows(cellOf(page, organization, 'admins'), '1+')
})

test('credits that lack days say so and are not compared, by the keys and on a phone as well', async ({
  page,
  imported,
  faulty,
}) => {
  const organization = await imported([{ project: 'alpha', date: day(-99), credits: '1' }])
  // Nine days are over, of which three are reported.
  const data_organization = Array.from({ length: 32 }, (_, index) => index - 9)
    .filter((offset) => offset < -6 || offset >= 0)
    .map((offset) => ({
      start_date: `${day(offset)}T00:00:00Z`,
      end_date: `${day(offset + 1)}T00:00:00Z`,
      value: offset < 0 ? 10 : 0,
    }))
  const body = { interval: 'day', data_organization, data_projects: [], data_deleted_projects: [] }
  faulty.failWith(({ path }) => (path.includes('/usage?') ? { status: 200, body } : undefined))
  await page.goto(`${faulty.console}/organizations`)
  const credits = cellOf(page, organization, 'credits').getByRole('button')
  await expect(credits).toHaveText('306 days not reported')
  await expect(credits).toHaveAccessibleDescription(/\d{4} \(UTC\): 6 days not reported\.$/)
  const change = cellOf(page, organization, 'change')
  await expect(change.getByRole('button')).toHaveAccessibleDescription(
    'Nothing is compared: 6 days not reported.',
  )
  await expect(change.getByRole('tooltip')).toBeHidden()
  await credits.focus()
  await expect(page.getByText(/\d{4} \(UTC\): 6 days not reported\.$/)).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(change.getByRole('tooltip')).toBeVisible()

  await page.setViewportSize({ width: 375, height: 800 })
  await page.reload()
  await rowOf(page, organization).getByRole('button', { name: '6 days not reported' }).click()
  await expect(page.getByText(/\d{4} \(UTC\): 6 days not reported\.$/)).toBeVisible()
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
})

test('a cell that fails says why and can be tried again, and one that is refused says so', async ({
  page,
  organization,
  faulty,
}) => {
  const path = `/v2.1/organizations/${organization}`
  const faults: Record<string, Fault> = {
    [`${path}/users`]: { status: 500, body: { error: 'A sorry mess.' } },
    [`${path}/resources`]: { status: 403, body: { error: 'Not for you.' } },
  }
  faulty.failWith(({ path }) => faults[path])
  await page.goto(`${faulty.console}/organizations`)
  await shows(cellOf(page, organization, 'subscription'), 'free')
  await shows(cellOf(page, organization, 'credits'), '0')
  await expect(
    cellOf(page, organization, 'projects').getByRole('button', { name: 'No access' }),
  ).toHaveAccessibleDescription('Not for you.')
  const members = cellOf(page, organization, 'members')
  const again = members.getByRole('button', { name: 'The members could not be read, try again' })
  await expect(again).toHaveAccessibleDescription(/A sorry mess\./)
  await expect(
    page.getByText('0 of 1 organization on the screen could be read in full.'),
  ).toBeVisible()
  // It was asked once, and not again by itself.
  expect(faulty.calls.filter((call) => call.path === `${path}/users`)).toHaveLength(1)

  faulty.heal()
  await again.click()
  await shows(members, '1')
  // What was pressed is gone, and the keys go on where it was.
  await expect(rowOf(page, organization).getByRole('link').first()).toBeFocused()
  await expect(page.getByText(/could be read in full/)).toBeHidden()
  // What was refused is not asked again.
  expect(faulty.calls.filter((call) => call.path === `${path}/resources`)).toHaveLength(1)
})

test('where the members can’t be read, they are counted as the resources count them', async ({
  page,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  faulty.failWith(({ path }) =>
    path.endsWith('/users') ? { status: 500, body: { error: 'A sorry mess.' } } : undefined,
  )
  await page.goto(`${faulty.console}/organizations`)
  await shows(cellOf(page, organization, 'members'), '2')
  await expect(
    cellOf(page, organization, 'admins').getByRole('button', {
      name: 'The admins could not be read, try again',
    }),
  ).toBeVisible()
})

test('what was read stays where it can’t be read again, and says so', async ({
  page,
  context,
  organization,
  faulty,
}) => {
  await page.goto(`${faulty.console}/organizations`)
  const members = cellOf(page, organization, 'members')
  await shows(members, '1')
  faulty.failWith(({ path }) =>
    path.endsWith('/users') ? { status: 500, body: { error: 'A sorry mess.' } } : undefined,
  )
  // What was read before the connection was gone is read again when it is back.
  await context.setOffline(true)
  await context.setOffline(false)
  const mark = rowOf(page, organization).getByRole('button', { name: 'Not up to date' })
  await expect(mark).toHaveAccessibleDescription(
    'Not everything here could be read again. A sorry mess.',
  )
  await shows(members, '1')
})

test('where everything fails again, it is told once, and each row is marked once', async ({
  page,
  context,
  organization,
  faulty,
}) => {
  await page.goto(`${faulty.console}/organizations`)
  await shows(cellOf(page, organization, 'credits'), '0')
  const asked = faulty.calls.length
  faulty.failWith(() => ({ status: 500, body: { error: 'A sorry mess.' } }))
  await context.setOffline(true)
  await context.setOffline(false)
  await expect(page.getByText(/Your organizations could not be refreshed/)).toBeVisible()
  await expect.poll(() => faulty.calls.length).toBeGreaterThan(asked + 4)
  await expect(page.getByRole('button', { name: 'Not up to date' })).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Try again', exact: true })).toHaveCount(1)
  await expect(page.getByText(/could be read in full/)).toHaveCount(0)
})

const isUsersOf = (names: string[]) => (call: ApiCall) =>
  names.some((name) => call.path === `/v2.1/organizations/${name}/users`)

test('sorting by what comes late reads all first, and says what could not be read', async ({
  page,
  me,
  bob,
  organization,
  faulty,
}) => {
  await bob()
  const names = await makeMany(me, 39)
  // Off the screen, nothing else is read that counts its members.
  const [broken, closed] = [names[37] ?? '', names[23] ?? '']
  const one = new Map<string, Fault>([
    [broken, { status: 503, body: { error: 'Back soon.' } }],
    [closed, { status: 403, body: { error: 'Not for you.' } }],
  ])
  faulty.failWith(({ path }) => one.get(/organizations\/([^/]+)\/users/.exec(path)?.[1] ?? ''))
  await page.goto(`${faulty.console}/organizations`)
  await expect(page.getByText('40 organizations')).toBeVisible()
  await page.getByRole('button', { name: 'Members', exact: true }).click()
  await expect(page).toHaveURL(`${faulty.console}/organizations?sort=-members`)
  await expect(page.getByText('38 of 40 could be read. The server refused 1.')).toBeVisible()
  await expect.poll(async () => (await namesIn(page))[0]).toBe(organization)
  // What isn't known comes last either way; where the list is refused, its members are counted elsewhere.
  await shows(cellOf(page, closed, 'members'), '1')
  expect((await namesIn(page)).at(-1)).toBe(broken)
  await page.getByRole('button', { name: 'Members', exact: true }).click()
  await expect(page).toHaveURL(`${faulty.console}/organizations?sort=members`)
  await expect.poll(async () => (await namesIn(page))[38]).toBe(organization)

  await expect(page.getByText(/Back soon\. Trying again in \d+ s\./)).toBeVisible()
  one.clear()
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText('39 of 40 could be read. The server refused 1.')).toBeVisible()
  await shows(cellOf(page, broken, 'members'), '1')
  await page.reload()
  await expect.poll(async () => (await namesIn(page))[39]).toBe(organization)
  await expect(page.getByRole('columnheader', { name: 'Members' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
})

test('sorted among what is found, only that is read, and the rest once it is shown', async ({
  page,
  me,
  server,
  faulty,
}) => {
  const other = await server.person('other')
  const names = await makeMany(me, 60)
  const isFound = (name: string) => name.startsWith('o5')
  const largest = names[55] ?? ''
  await me.api.organization_users_create({
    params: { organization_name: largest },
    body: { email: other.email },
  })
  const { promise, resolve } = Promise.withResolvers<undefined>()
  faulty.failWith((call) => (isUsersOf([names[3] ?? ''])(call) ? promise : undefined))
  await page.goto(`${faulty.console}/organizations?q=o5`)
  await expect(page.getByText('11 of 60 organizations')).toBeVisible()
  await page.getByRole('button', { name: 'Members', exact: true }).click()
  await expect.poll(async () => (await namesIn(page))[0]).toBe(largest)
  await expect(page.getByText(/^Reading/)).toHaveCount(0)
  const others = names.filter((name) => !isFound(name))
  expect(faulty.calls.filter(isUsersOf(others))).toEqual([])

  const search = page.getByLabel('Search by name or id')
  await search.fill('')
  await expect(page.getByText('Reading members: 59 of 60 organizations')).toBeVisible()
  expect((await namesIn(page))[0]).toBe(names[0])
  resolve(undefined)
  await expect.poll(async () => (await namesIn(page))[0]).toBe(largest)
  expect(faulty.calls.filter(isUsersOf(names))).toHaveLength(60)
})

test('what comes at a later try takes its place in the order', async ({
  page,
  me,
  bob,
  organization,
  faulty,
}) => {
  await bob()
  await makeMany(me, 4)
  let tries = 0
  faulty.failWith((call) =>
    isUsersOf([organization])(call) && ++tries === 1
      ? { status: 503, body: { error: 'Back soon.' } }
      : undefined,
  )
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations?sort=-members`)
  await expect(page.getByText('4 of 5 could be read.')).toBeVisible()
  expect((await namesIn(page)).at(-1)).toBe(organization)
  await inTime(page, page.getByText('4 of 5 could be read.'), { gone: true })
  await shows(cellOf(page, organization, 'members'), '2')
  await expect.poll(async () => (await namesIn(page))[0]).toBe(organization)
})

test('stopped, what was on its way takes its place in the order when it comes', async ({
  page,
  me,
  bob,
  organization,
  faulty,
}) => {
  await bob()
  await makeMany(me, 12)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  faulty.failWith((call) => (isUsersOf([organization])(call) ? promise : undefined))
  await page.goto(`${faulty.console}/organizations?sort=-members`)
  await expect(page.getByText('Reading members: 12 of 13 organizations')).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(
    page.getByText('Stopped. Sorted by the 12 of 13 organizations that were read.'),
  ).toBeVisible()
  expect((await namesIn(page)).at(-1)).toBe(organization)
  resolve(undefined)
  await shows(cellOf(page, organization, 'members'), '2')
  await expect.poll(async () => (await namesIn(page))[0]).toBe(organization)
})

test('members are sorted by what is shown of them, also where the list of them is refused', async ({
  page,
  me,
  bob,
  organization,
  faulty,
}) => {
  await bob()
  const names = await makeMany(me, 2)
  faulty.failWith((call) =>
    isUsersOf([organization])(call) ? { status: 403, body: { error: 'Not for you.' } } : undefined,
  )
  // On a phone nothing else asks for what counts them.
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${faulty.console}/organizations?sort=-members`)
    await expect(rowOf(page, organization).getByRole('cell').nth(1)).toContainText('2')
    await expect.poll(() => namesIn(page)).toEqual([organization, ...names])
  }
})

test('a press on a heading that begins to read leaves it in its place, and so does stopping', async ({
  page,
  me,
  faulty,
}) => {
  const [name = ''] = await makeMany(me, 12)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  faulty.failWith((call) => (isUsersOf([name])(call) ? promise : undefined))
  await page.goto(`${faulty.console}/organizations`)
  const heading = page.getByRole('button', { name: 'Members', exact: true })
  await expect(page.getByText('each organization’s own current period')).toBeVisible()
  const top = async () => (await heading.boundingBox())?.y
  const before = await top()
  await heading.click()
  await expect(page.getByText('In order of name until all are read.')).toBeVisible()
  expect(await top()).toBe(before)
  await heading.click()
  await expect(page).toHaveURL(`${faulty.console}/organizations?sort=members`)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText(/^Stopped\. Sorted by the 11 of 12/)).toBeVisible()
  expect(await top()).toBe(before)
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText('In order of what was read until all are read.')).toBeVisible()
  expect(await top()).toBe(before)
  resolve(undefined)
  await expect(page.getByText(/^Reading/)).toHaveCount(0)
  expect(await top()).toBe(before)
})

test('two presses that follow each other at once both count', async ({ page, organization }) => {
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: organization, exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Created (UTC)' }).dblclick()
  await expect(page).toHaveURL('/organizations?sort=created')
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
})

test('sorted by what comes late once more, it waits again for all of it', async ({
  page,
  me,
  bob,
  organization,
  faulty,
}) => {
  await bob()
  const names = await makeMany(me, 30)
  const isUsers = isUsersOf([...names, organization])
  const asked = () => faulty.calls.filter(isUsers).length
  faulty.failWith((call) =>
    isUsers(call)
      ? {
          headers: {
            'x-ratelimit-remaining': asked() <= 8 ? '19' : '290',
            'x-ratelimit-reset': '60',
          },
        }
      : undefined,
  )
  await page.clock.install()
  await page.setViewportSize({ width: 375, height: 300 })
  await page.goto(`${faulty.console}/organizations?sort=-members`)
  await expect(page.getByText(/^Reading members: \d+ of 31.*, goes on in/)).toBeVisible()
  const sort = page.getByLabel('Sort')
  await sort.selectOption('Name')
  await expect(page.getByText(/^Reading members/)).toBeHidden()
  const byName = await namesIn(page)
  await sort.selectOption('Most members first')
  await expect(page.getByText(/^Reading members/)).toBeVisible()
  expect(await namesIn(page)).toEqual(byName)
  await inTime(page, page.getByText(/^Reading members/), { gone: true, pause: 60_000 })
  await expect.poll(async () => (await namesIn(page))[0]).toBe(organization)
})

test('says of when it is, and reads it again when asked', async ({
  page,
  bob,
  organization,
  faulty,
}) => {
  // A thousand that stay open all day would ask without end.
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations?sort=members`)
  const members = cellOf(page, organization, 'members')
  await shows(members, '1')
  const time = await page.evaluate(() => new Date().toISOString().slice(11, 16))
  await expect(page.getByText(new RegExp(`^As of .*${time} UTC`))).toBeVisible()
  await bob()
  await page.clock.fastForward('01:10:00')
  await shows(members, '1')
  await expect(page.getByText(new RegExp(`^As of .*${time} UTC`))).toBeVisible()
  await page.getByRole('button', { name: 'Read again' }).click()
  await shows(members, '2')
  const later = await page.evaluate(() => new Date().toISOString().slice(11, 16))
  expect(later).not.toBe(time)
  await expect(page.getByText(new RegExp(`^As of .*${later} UTC`))).toBeVisible()
  await expect(page.getByRole('button', { name: 'Read again' })).toBeFocused()
  const [only, ...others] = faulty.calls.filter(isUsersOf([organization]))
  expect(only && others).toHaveLength(1)
})

test('by each column, the order is that of its figures', async ({
  page,
  organization,
  imported,
  crowd,
}) => {
  await crowd(3)
  const large = await imported([
    { project: 'one', date: day(-40), credits: '5' },
    { project: 'one', date: day(0), credits: '300' },
  ])
  const small = await imported([{ project: 'one', date: day(0), credits: '7' }])
  for (const [heading, column] of [
    ['Members', 'members'],
    ['Projects', 'projects'],
    ['Credits, this period', 'credits'],
    ['Admins', 'admins'],
  ] as const) {
    await page.goto('/organizations')
    await page.getByRole('button', { name: heading, exact: true }).click()
    await expect(page).toHaveURL(`/organizations?sort=-${column}`)
    const index = columns.indexOf(column)
    const inOrder = async () => {
      const cells = await page
        .getByRole('row')
        .evaluateAll(
          (rows, at) => rows.slice(1).map((row) => row.querySelectorAll('td')[at]?.innerText),
          index,
        )
      const figures = cells.map((text) => Number(/[\d.,]+$/.exec(text ?? '')?.[0].replace(',', '')))
      return figures.every(
        (figure, at) => !Number.isNaN(figure) && figure <= (figures[at - 1] ?? Infinity),
      )
    }
    await expect.poll(inOrder).toBe(true)
  }
  await page.goto('/organizations?sort=-credits')
  await expect.poll(async () => (await namesIn(page)).slice(0, 2)).toEqual([large, small])
  await page.goto('/organizations?sort=subscription')
  await expect.poll(async () => (await namesIn(page))[0]).toBe(organization)
  await page.getByRole('button', { name: 'Subscription' }).click()
  await expect.poll(async () => (await namesIn(page)).at(-1)).toBe(organization)
  await page.goto('/organizations?sort=nonsense')
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
})

test('below twenty calls left it waits, says how long, can be stopped, and goes on', async ({
  page,
  me,
  faulty,
}) => {
  const names = await makeMany(me, 30)
  const isUsers = isUsersOf(names)
  const asked = () => faulty.calls.filter(isUsers).length
  faulty.failWith((call) =>
    isUsers(call)
      ? {
          headers: {
            'x-ratelimit-remaining': asked() <= 8 ? '19' : '290',
            'x-ratelimit-reset': '60',
          },
        }
      : undefined,
  )
  await page.clock.install()
  // On a phone a row needs two calls, and only a few rows are on the screen.
  await page.setViewportSize({ width: 375, height: 300 })
  await page.goto(`${faulty.console}/organizations?sort=members`)
  await expect(page.getByText(/^Reading members: \d+ of 30.*, goes on in \d\d? s$/)).toBeVisible()
  await expect(page.getByText('The API takes only so many calls a minute.')).toBeVisible()
  // Those that were on their way when the first answer told so have ended.
  expect(asked()).toBeLessThanOrEqual(4)

  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(
    page.getByText(/^Stopped\. Sorted by the \d+ of 30 organizations that were read\.$/),
  ).toBeVisible()
  // A row that was not read is marked so, and not as one of which nothing is known.
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(page.getByRole('row').last()).toContainText('Not read')
  await expect(page.getByText('Not known')).toHaveCount(0)
  await page.setViewportSize({ width: 375, height: 300 })
  await expect(page.getByRole('button', { name: 'Go on' })).toBeFocused()
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText(/^Reading members: \d+ of 30.*, goes on in \d\d? s$/)).toBeVisible()
  await inTime(page, page.getByText(/^Reading members/), { gone: true, pause: 60_000 })
  expect(asked()).toBe(30)
})

test('a refusal for the limit waits as it was told, and the row is read after it', async ({
  page,
  organization,
  faulty,
}) => {
  let refused = 0
  faulty.failWith((call) =>
    isUsersOf([organization])(call) && ++refused === 1
      ? { status: 429, body: { error: 'Slower.' }, headers: { 'retry-after': '30' } }
      : undefined,
  )
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations`)
  await expect(page.getByText(/goes on in [1-3]?\d s/)).toBeVisible()
  await expect(page.getByText('Slower.')).toHaveCount(0)
  expect(refused).toBe(1)
  await page.clock.fastForward(30_000)
  await shows(cellOf(page, organization, 'members'), '1')
  expect(refused).toBe(2)
})

test('with all it is sorted by, a list still says that its rows wait', async ({
  page,
  organization,
  faulty,
}) => {
  let refused = 0
  faulty.failWith(({ path }) =>
    path.endsWith('/resources') && ++refused === 1
      ? { status: 429, body: { error: 'Slower.' }, headers: { 'retry-after': '30' } }
      : undefined,
  )
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations?sort=members`)
  await expect(
    page.getByText(/^Reading what is on the screen: 0 of 1 organization, goes on in [1-3]?\d s$/),
  ).toBeVisible()
  await page.clock.fastForward(30_000)
  await shows(cellOf(page, organization, 'projects'), '0')
  await expect(page.getByText(/^Reading/)).toHaveCount(0)
})

test('with all it is sorted by, a list still says what its rows lack', async ({
  page,
  organization,
  faulty,
}) => {
  faulty.failWith(({ path }) =>
    path.endsWith('/resources') ? { status: 503, body: { error: 'Back soon.' } } : undefined,
  )
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations?sort=-members`)
  await expect(
    page.getByText(/^0 of 1 organization on the screen could be read in full\. .*Back soon\./),
  ).toBeVisible()
  faulty.heal()
  await page.getByRole('button', { name: 'Try now' }).click()
  await shows(cellOf(page, organization, 'projects'), '0')
  await expect(page.getByText(/could be read/)).toHaveCount(0)
})

test('a thousand organizations: only what is on the screen is read, and what scrolls into it', async ({
  page,
  me,
  faulty,
}) => {
  test.setTimeout(120_000)
  const names = await makeMany(me, 1000)
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations`)
  await expect(page.getByText('1,000 organizations')).toBeVisible()
  await shows(cellOf(page, names[0] ?? '', 'credits'), '0')
  const asked = () => faulty.calls.filter(isUsersOf(names)).length
  await shows(cellOf(page, names[10] ?? '', 'credits'), '0')
  expect(asked()).toBeLessThan(40)

  // Rows that aren't in the page take no room from the names of those that are.
  await page.setViewportSize({ width: 900, height: 720 })
  const heading = await page.getByRole('columnheader', { name: 'Name' }).boundingBox()
  expect(heading?.width).toBeGreaterThan(250)
  await page.setViewportSize({ width: 1280, height: 720 })

  // While the clock stands still the page doesn't rest from being scrolled.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000)
  await page.mouse.move(600, 400)
  for (const index of [250, 500, 750, 999]) {
    await page.mouse.wheel(0, 250 * 48)
    await expect(page.getByRole('link', { name: names[index] ?? '' })).toBeVisible()
  }
  const unfilled = rowOf(page, names[999] ?? '').getByRole('cell', {
    name: 'Loading',
    exact: true,
  })
  await expect(unfilled).toBeVisible()
  // What stays is filled, though it doesn't rest; nothing of it is read yet.
  for (const turn of [1, 2, 3, 4]) {
    const top = await page.evaluate(() => scrollY)
    await page.mouse.wheel(0, turn % 2 ? -48 : 48)
    await expect.poll(() => page.evaluate(() => scrollY)).not.toBe(top)
    await page.clock.runFor(100)
  }
  await expect(unfilled).toBeHidden()
  expect(faulty.calls.filter(isUsersOf(names.slice(900)))).toEqual([])
  await page.clock.resume()
  await shows(cellOf(page, names[999] ?? '', 'members'), '1')
  expect(faulty.calls.filter(isUsersOf(names.slice(100, 900)))).toEqual([])

  const search = page.getByLabel('Search by name or id')
  await search.fill((names[517] ?? '').toUpperCase())
  await expect(page.getByText('1 of 1,000 organizations')).toBeVisible()
  await shows(cellOf(page, names[517] ?? '', 'members'), '1')
  await search.press('Enter')
  await expect(page).toHaveURL(`${faulty.console}/organizations/${names[517]}`)
})

test('what scrolls away before its turn is not read', async ({ page, me, faulty }) => {
  const names = await makeMany(me, 60)
  let calls = 0
  faulty.failWith(({ path }) =>
    path.startsWith('/v2.1/organizations/') && ++calls <= 4
      ? { status: 429, body: { error: 'Slower.' }, headers: { 'retry-after': '30' } }
      : undefined,
  )
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations`)
  await expect(page.getByText(/goes on in [1-3]?\d s/)).toBeVisible()
  await page.mouse.move(600, 400)
  await page.mouse.wheel(0, 100_000)
  const last = cellOf(page, names[59] ?? '', 'members')
  await expect(last).toBeVisible()
  await inTime(page, last.filter({ hasText: '1' }), { pause: 30_000 })
  expect(faulty.calls.filter(isUsersOf([names[8] ?? '']))).toEqual([])
})

test('Enter opens the one that is found, at once, and only where it is one', async ({
  page,
  me,
}) => {
  const [name = ''] = await makeMany(me, 3)
  await page.goto('/organizations')
  const search = page.getByLabel('Search by name or id')
  await search.press('Enter')
  await expect(page).toHaveURL('/organizations')
  const { id } = await me.api.organizations_get({ params: { organization_name: name } })
  await search.fill(id)
  await search.press('Enter')
  await expect(page).toHaveURL(`/organizations/${name}`)
})

test('the arrow keys go from row to row', async ({ page, me }) => {
  const [first = '', second = ''] = await makeMany(me, 2)
  await page.goto('/organizations')
  const link = (name: string) => page.getByRole('link', { name, exact: true })
  await link(first).focus()
  await page.keyboard.press('ArrowDown')
  await expect(link(second)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(link(second)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(link(first)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/organizations/${first}`)
})

test('a row leads to each screen, and its name and id can be copied', async ({
  page,
  context,
  me,
  organization,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { id } = await me.api.organizations_get({ params: { organization_name: organization } })
  await page.goto('/organizations')
  await page.getByRole('button', { name: `More about ${organization}` }).click()
  const menu = page.getByRole('dialog', { name: `More about ${organization}` })
  for (const [label, path] of [
    ['Open', ''],
    ['Members', '/members'],
    ['Usage', '/usage'],
    ['Settings', '/settings'],
  ] as const)
    await expect(menu.getByRole('link', { name: label })).toHaveAttribute(
      'href',
      `/organizations/${organization}${path}`,
    )
  // All texts stand on one edge.
  const edges = await menu.locator('a, button').evaluateAll((lines) =>
    lines.map((line) => {
      const text = document.createRange()
      text.selectNodeContents(line)
      return [...text.getClientRects()].at(-1)?.left
    }),
  )
  expect(new Set(edges).size).toBe(1)
  await menu.getByRole('button', { name: 'Copy name' }).click()
  await expect(page.getByText(`The name was copied: ${organization}`)).toBeVisible()
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  expect(await clipboard()).toBe(organization)
  await page.getByRole('button', { name: `More about ${organization}` }).click()
  await menu.getByRole('button', { name: 'Copy id' }).click()
  await expect(page.getByText(`The id was copied: ${id}`)).toBeVisible()
  expect(await clipboard()).toBe(id)
})

test('an id that the browser does not let be copied is told', async ({
  page,
  context,
  me,
  organization,
}) => {
  await context.grantPermissions([])
  const { id } = await me.api.organizations_get({ params: { organization_name: organization } })
  await page.goto('/organizations')
  await page.getByRole('button', { name: `More about ${organization}` }).click()
  await page.getByRole('button', { name: 'Copy id' }).click()
  await expect(
    page.getByText(`Nothing was copied: your browser did not allow it. The id is ${id}`),
  ).toBeVisible()
})

test('a row’s menu is gone through by the keys, and Escape leads back', async ({
  page,
  organization,
}) => {
  await page.goto('/organizations')
  const button = page.getByRole('button', { name: `More about ${organization}` })
  const menu = page.getByRole('dialog', { name: `More about ${organization}` })
  await button.press('Enter')
  await expect(menu.getByRole('link', { name: 'Open' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(menu.getByRole('link', { name: 'Members' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(menu.getByRole('button', { name: 'Copy id' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(menu.getByRole('link', { name: 'Open' })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(menu.getByRole('button', { name: 'Copy id' })).toBeFocused()
  await page.keyboard.press('Home')
  await expect(menu.getByRole('link', { name: 'Open' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await expect(button).toBeFocused()
})

test('the list leads to all organizations together, and to the people in them', async ({
  page,
  organization,
}) => {
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: organization, exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Usage' })).toHaveAttribute('href', '/usage')
  await expect(page.getByRole('link', { name: 'People' })).toHaveAttribute('href', '/people')
})

test('an organization called new, and one of 64 letters, on a phone as well', async ({
  page,
  me,
}) => {
  // Only one can be called so, on each server.
  const long = `x${randomUUID().replaceAll('-', '')}`.padEnd(64, 'y')
  for (const name of ['new', long])
    await me.api.organizations_create({ body: { name, subscription: 'free' } })
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/organizations')
    for (const name of ['new', long]) {
      await expect(rowOf(page, name)).toContainText(width === 375 ? 'Members 1' : 'free')
      await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute(
        'href',
        `/organizations/${name}`,
      )
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    await expect(page.getByText('each organization’s own current period')).toBeVisible()
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  const change = cellOf(page, 'new', 'change').getByRole('button', { name: 'Nothing to compare' })
  await expect(change).toHaveText(/^–/)
  await expect(change).toHaveAccessibleDescription('Created today, so nothing was before.')
  await expect(cellOf(page, 'new', 'trend')).toContainText('No day of this period is finished yet')
  await page.getByRole('link', { name: 'new', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'new' })).toBeVisible()
  // Other tests of this database may want the name.
  await me.api.organizations_update({
    params: { organization_name: 'new' },
    body: { name: `was-new-${randomUUID()}` },
  })
})

test('on a phone a row is as high while it waits as it will be, and 0 stands by its words', async ({
  page,
  organization,
  faulty,
}) => {
  let limit: Fault | undefined = {
    status: 429,
    body: { error: 'Slower.' },
    headers: { 'retry-after': '30' },
  }
  faulty.failWith(({ path }) => (path.startsWith('/v2.1/organizations/') ? limit : undefined))
  await page.clock.install()
  await page.setViewportSize({ width: 375, height: 800 })
  await page.goto(`${faulty.console}/organizations`)
  await expect(page.getByText(/goes on in/)).toBeVisible()
  const row = rowOf(page, organization)
  const height = async () => (await row.boundingBox())?.height
  const waiting = await height()
  limit = undefined
  await page.clock.fastForward(30_000)
  await expect(row).toContainText('Credits 0')
  expect(await height()).toBe(waiting)
  const figure = row.getByRole('button', { name: '0', exact: true })
  const gap = await figure.evaluate((button) => {
    const text = document.createRange()
    text.selectNodeContents(button.firstElementChild ?? button)
    const label = button.closest('td')?.firstElementChild?.getBoundingClientRect()
    return text.getBoundingClientRect().left - (label?.right ?? NaN)
  })
  expect(gap).toBeLessThan(12)
})

test('on a phone an organization is a card of two numbers, sorted by a choice', async ({
  page,
  me,
  organization,
  crowd,
  faulty,
}) => {
  await page.setViewportSize({ width: 375, height: 800 })
  await crowd(2)
  await makeMany(me, 2)
  await page.goto(`${faulty.console}/organizations`)
  await page.getByLabel('Sort').selectOption('Most members first')
  await expect(page).toHaveURL(`${faulty.console}/organizations?sort=-members`)
  await expect.poll(async () => (await namesIn(page))[0]).toBe(organization)
  await expect(rowOf(page, organization)).toContainText('Members 3')
  await expect(rowOf(page, organization)).toContainText('Credits 0')
  // Nothing is read that has no room here.
  expect(faulty.calls.filter(({ path }) => path.endsWith('/resources'))).toEqual([])
})
