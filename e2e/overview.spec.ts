import { expect, test, type Page } from './fixtures.ts'

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

const card = (page: Page, title: string) =>
  page.getByRole('main').locator('section', { has: page.getByRole('heading', { name: title }) })
const fact = (page: Page, label: string) =>
  page
    .getByRole('main')
    .locator('dl > div', { has: page.getByText(label, { exact: true }) })
    .getByRole('definition')

test('says what an organization is, and copies its name and id', async ({
  page,
  me,
  organization,
  context,
}) => {
  const { id } = await me.api.organizations_get({ params: { organization_name: organization } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/organizations/${organization}`)
  await expect(page).toHaveTitle(`Overview – ${organization} – Org Console`)
  for (const [label, value] of [
    ['Subscription', 'free'],
    ['Status', 'Active'],
    ['Your role', 'Admin'],
    ['Overage allowed', 'No'],
    ['Id', id],
  ] as const)
    await expect(fact(page, label)).toHaveText(value)
  for (const [what, text] of [
    ['name', organization],
    ['id', id],
  ] as const) {
    await page.getByRole('button', { name: `Copy ${what}` }).click()
    await expect(page.getByText(`The ${what} was copied.`)).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text)
  }
})

test('an organization that is not active says what that means', async ({
  page,
  me,
  organization,
  faulty,
}) => {
  const path = `/organizations/${organization}`
  const detail = await me.api.organizations_get({ params: { organization_name: organization } })
  const sendStatus = (status: string) =>
    faulty.failWith((call) =>
      call.path === `/v2.1${path}` ? { status: 200, body: { ...detail, status } } : undefined,
    )
  const words = page.getByText(/: on UbiOps its|: what this status means/)
  for (const [status, means] of [
    ['suspended', 'Suspended: on UbiOps its credits are used up. It is active again with the next'],
    ['cancelled', 'Cancelled: on UbiOps its obligations were not met. Ask the provider'],
    ['on_hold', 'On hold: what this status means is not documented. Ask the provider.'],
  ] as const) {
    sendStatus(status)
    for (const screen of [path, `${path}/settings`]) {
      await page.goto(faulty.console + screen)
      await expect(words).toContainText(means)
    }
  }
  sendStatus('active')
  await page.reload()
  await expect(fact(page, 'Status')).toHaveText('Active')
  await expect(words).toHaveCount(0)
})

test('says how far the current period is, where it leads and which projects use most', async ({
  page,
  imported,
}) => {
  const days = [-5, -4, -3, -2, -1]
  const daily = { one: '10', two: '20.5', three: '30', four: '1' }
  // An imported subscription begins on the first day of its file.
  const organization = await imported([
    ...days.flatMap((offset) =>
      Object.entries(daily).map(([project, credits]) => ({ project, date: day(offset), credits })),
    ),
    { project: 'one', date: day(0), credits: '5' },
    // It counts, and is no project that anybody could look after.
    { project: 'gone', date: day(-5), credits: '100', deletedOn: day(-4) },
  ])
  const first = new Date(day(-5))
  const length = new Date(first.getUTCFullYear(), first.getUTCMonth() + 1, 0).getDate()
  await page.goto(`/organizations/${organization}`)
  const period = card(page, 'Current subscription period')
  await expect(period).toContainText(`Day 6 of ${length}, ${length - 6} days left`)
  await expect(period).toContainText('412.5 credits so far')
  await expect(period.getByRole('img')).toHaveAccessibleName(/from 5 to 161.5 credits$/)
  // The five finished days had 407.5, which is 81.5 a day.
  const end = Math.round(81.5 * length).toLocaleString('en-GB')
  await expect(period).toContainText(`Forecast: about ${end} credits by`)
  await expect(period).toContainText('if the last 5 finished days continue')
  await expect(period).toContainText('The biggest of 4 projects with usage')
  await expect(period.getByRole('listitem')).toHaveText([
    'three150 credits36.4%',
    'two102.5 credits24.8%',
    'one55 credits13.3%',
  ])
  const digits = (text: string) => period.getByText(text, { exact: true })
  await expect(digits('three')).toHaveCSS('font-variant-numeric', 'normal')
  await expect(digits('36.4%')).toHaveCSS('font-variant-numeric', 'tabular-nums')
  await period.getByRole('link', { name: 'See the usage of this period' }).click()
  await expect(page).toHaveURL(`/organizations/${organization}/usage`)
  await expect(page.getByRole('main')).toContainText('412.5')
})

test('a period whose days to come are left out is whole all the same, and says which days it lacks', async ({
  page,
  organization,
  faulty,
}) => {
  const report = (offsets: number[]) =>
    faulty.failWith(({ path }) =>
      path.includes('/usage')
        ? {
            status: 200,
            body: {
              interval: 'day',
              data_organization: offsets.map((offset) => ({
                start_date: `${day(offset)}T00:00:00Z`,
                end_date: `${day(offset + 1)}T00:00:00Z`,
                value: 10,
              })),
              data_projects: [],
              data_deleted_projects: [],
            },
          }
        : undefined,
    )
  const first = new Date(day(-5))
  const length = new Date(first.getUTCFullYear(), first.getUTCMonth() + 1, 0).getDate()
  const period = card(page, 'Current subscription period')
  report([-5, -4, -3, -2, -1, 0])
  await page.goto(`${faulty.console}/organizations/${organization}`)
  await expect(period).toContainText(`Day 6 of ${length}, ${length - 6} days left`)
  await expect(period).toContainText(`Forecast: about ${10 * length} credits by`)
  await expect(period).not.toContainText('not reported')

  report([-5, -4, -2, -1, 0])
  await page.reload()
  await expect(period).toContainText('50 credits so far1 day not reported')
  await expect(period).toContainText('There is no forecast')
})

const dayOfPeriod = [
  // [first day, last day that is told, what is said of it]
  [-30, 0, 'Day 31 of 31, the last one', 'by the end of today (UTC) if the last 7 finished days'],
  [-29, 1, 'Day 30 of 31, 1 day left', 'credits by '],
  [0, 0, /Day 1 of (28|29|30|31), (27|28|29|30) days left/, 'A forecast follows when 3 days'],
  [-31, -1, 'This period is over.', '310 credits in all'],
] as const
for (const [first, last, progress, said] of dayOfPeriod)
  test(`the words suit a period from day ${first} to day ${last}`, async ({
    page,
    organization,
    faulty,
  }) => {
    const data_organization = Array.from({ length: last - first + 1 }, (_, index) => ({
      start_date: `${day(first + index)}T00:00:00Z`,
      end_date: `${day(first + index + 1)}T00:00:00Z`,
      value: first + index <= 0 ? 10 : 0,
    }))
    faulty.failWith(({ path }) =>
      path.includes('/usage')
        ? {
            status: 200,
            body: {
              interval: 'day',
              data_organization,
              data_projects: [],
              data_deleted_projects: [],
            },
          }
        : undefined,
    )
    await page.goto(`${faulty.console}/organizations/${organization}`)
    const period = card(page, 'Current subscription period')
    await expect(period).toContainText(progress)
    await expect(period).toContainText(said)
    const isOver = last < 0
    await expect(period).toContainText(
      isOver
        ? 'No project has used credits in this period.'
        : 'No project has used credits in this period yet.',
    )
    await expect(period.getByText(isOver ? 'so far' : 'in all')).toHaveCount(0)
    await expect(period.getByText('Forecast: about')).toHaveCount(isOver || first === 0 ? 0 : 1)
  })

test('where nothing is told of the organization, no project is said to have used nothing', async ({
  page,
  organization,
  faulty,
}) => {
  const points = [{ start_date: `${day(-1)}T00:00:00Z`, end_date: `${day(0)}T00:00:00Z`, value: 0 }]
  faulty.failWith(({ path }) =>
    path.includes('/usage')
      ? {
          status: 200,
          body: {
            interval: 'day',
            data_organization: [],
            data_projects: [{ project_id: 'p-1', project_name: 'one', data: points }],
            data_deleted_projects: [],
          },
        }
      : undefined,
  )
  await page.goto(`${faulty.console}/organizations/${organization}`)
  const period = card(page, 'Current subscription period')
  await expect(period).toContainText('Not reported')
  await expect(period).not.toContainText('No project has used')
})

test('a forecast waits for three finished days', async ({ page, imported }) => {
  const organization = await imported([{ project: 'one', date: day(-2), credits: '10' }])
  await page.goto(`/organizations/${organization}`)
  const period = card(page, 'Current subscription period')
  await expect(period).toContainText('10 credits so far')
  await expect(period).toContainText('A forecast follows when 3 days of the period are over.')
})

test('shows what has changed since the visit before, and says where that is kept', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const start = Date.now()
  const lookAfter = async (minutes: number) => {
    await page.clock.setFixedTime(start + minutes * 60_000)
    await page.goto(`/organizations/${organization}`)
    await expect(page.getByText('What you saw is kept in this browser alone.')).toBeVisible()
  }
  const members = fact(page, 'Members')
  await lookAfter(0)
  await expect(members).toHaveText('1')
  await expect(
    page.getByText(
      'From your next visit on, in half an hour or later, this shows what has changed.',
    ),
  ).toBeVisible()

  const { id } = await bob()
  // Still the same visit.
  await lookAfter(10)
  await expect(members).toHaveText('2')
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: 'someone.else@example.com' },
  })
  for (const minutes of [45, 60]) {
    await lookAfter(minutes)
    await expect(members).toHaveText('3+1')
    await expect(fact(page, 'Projects')).toHaveText('0')
    await expect(page.getByText('The changes are since you last looked (')).toBeVisible()
  }
  await me.api.organization_users_delete({
    params: { organization_name: organization, user_id: id },
  })
  await lookAfter(120)
  await expect(members).toHaveText('2−1')
  await lookAfter(180)
  await expect(members).toHaveText('2')
  await expect(page.getByText('Nothing has changed since you last looked (')).toBeVisible()
})

test('counts that come while the tab is hidden are no look until it is seen', async ({
  page,
  organization,
  bob,
}) => {
  const start = Date.now()
  await page.addInitScript(() =>
    Object.defineProperty(document, 'visibilityState', {
      get: () => (localStorage.getItem('hidden') === null ? 'visible' : 'hidden'),
    }),
  )
  const members = fact(page, 'Members')
  const open = async (minutes: number) => {
    await page.clock.setFixedTime(start + minutes * 60_000)
    await page.goto(`/organizations/${organization}`)
    await expect(page.getByText('What you saw is kept in this browser alone.')).toBeVisible()
  }
  await open(0)
  await expect(members).toHaveText('1')
  await bob()
  await page.evaluate(() => localStorage.setItem('hidden', ''))
  for (const minutes of [60, 120]) {
    await open(minutes)
    await expect(members).toHaveText('2+1')
  }
  await page.evaluate(() => {
    localStorage.removeItem('hidden')
    dispatchEvent(new Event('visibilitychange'))
  })
  await open(180)
  await expect(members).toHaveText('2')
})

test('counts that the list has read, and that are being read anew, are no look', async ({
  page,
  organization,
  bob,
  faulty,
}) => {
  const start = Date.now()
  const at = (hours: number) => page.clock.setFixedTime(start + hours * 3_600_000)
  await at(0)
  await page.goto(`${faulty.console}/organizations/${organization}`)
  await expect(page.getByText('What you saw is kept in this browser alone.')).toBeVisible()
  await bob()
  await at(24)
  await page.goto(`${faulty.console}/organizations`)
  // The projects, which are read with the counts.
  await expect(page.getByRole('row').nth(1).getByRole('cell').nth(3)).toHaveText('0')
  faulty.failWith(({ path }) =>
    path.endsWith('/resources') ? { status: 500, body: { error: 'It hiccuped.' } } : undefined,
  )
  await at(25)
  await page.getByRole('link', { name: organization, exact: true }).click()
  await expect(page.getByText('The resource counts could not be refreshed')).toBeVisible()
  const changes = page.getByText('The changes are since you last looked (')
  await expect(fact(page, 'Members')).toHaveText('2+1')
  faulty.heal()
  await card(page, 'Resources').getByRole('button', { name: /^Try/ }).click()
  await expect(page.getByText('The resource counts could not be refreshed')).toBeHidden()
  await expect(fact(page, 'Members')).toHaveText('2+1')
  await expect(changes).toBeVisible()
})

test('a count that the server does not tell is a dash, and zero is zero', async ({
  page,
  organization,
  faulty,
}) => {
  faulty.failWith(({ path }) =>
    path.endsWith('/resources')
      ? {
          status: 200,
          body: {
            projects: 0,
            users: 1,
            deployments: 12000,
            deployment_versions: 0,
            pipelines: null,
            pipeline_versions: 0,
          },
        }
      : undefined,
  )
  await page.goto(`${faulty.console}/organizations/${organization}`)
  await expect(fact(page, 'Projects')).toHaveText('0')
  await expect(fact(page, 'Deployments')).toHaveText('12,000')
  for (const label of ['Pipelines', 'Buckets', 'Environments'])
    await expect(fact(page, label)).toHaveText('– This server doesn’t say')
})

test('each count leads to what it counts, by the keys too', async ({ page, organization }) => {
  await page.goto(`/organizations/${organization}`)
  const labels = card(page, 'Resources').getByRole('button', { name: /: what is counted$/ })
  await expect(labels).toHaveCount(8)
  for (const label of await labels.all()) {
    await label.press('Enter')
    const panel = page.getByRole('dialog')
    await expect(panel).toHaveAccessibleName((await label.getAttribute('aria-label')) ?? '')
    await expect(panel.getByRole('paragraph')).toBeFocused()
    await expect(panel).toHaveText(/^[A-Z].*\.$/)
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
    await expect(label).toBeFocused()
  }
})

const cards = [
  ['/resources', 'The resource counts', 'Resources'],
  ['/usage', 'The usage of this period', 'Current subscription period'],
  ['/users', 'The admins', 'Admins'],
] as const

const works = {
  Resources: 'Deployment versions',
  'Current subscription period': 'credits so far',
  Admins: 'Robin Tester',
} as const

for (const [path, what, title] of cards)
  test(`${what.toLowerCase()} fail alone`, async ({ page, organization, faulty }) => {
    faulty.failWith((call) =>
      call.path.includes(`${path}`) ? { status: 500, body: { error: 'It hiccuped.' } } : undefined,
    )
    await page.goto(`${faulty.console}/organizations/${organization}`)
    await expect(card(page, title)).toContainText(`${what} could not be read. It hiccuped.`)
    for (const [other, text] of Object.entries(works)) {
      if (other !== title) await expect(card(page, other)).toContainText(text)
    }
    await expect(fact(page, 'Subscription')).toHaveText('free')
    faulty.heal()
    await card(page, title).getByRole('button', { name: 'Try again' }).click()
    await expect(card(page, title)).toContainText(works[title])
    await expect(page.getByText('could not be read')).toHaveCount(0)
  })

test('what one may not read says so alone, and whom to ask', async ({
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
  let forbidden = '/resources'
  faulty.failWith(({ path }) =>
    path.includes(forbidden)
      ? { status: 403, body: { error: 'Your role does not allow it' } }
      : undefined,
  )
  const ask = `Ask an admin: Bob Tester (${admin.email}).`
  for (const [path, what, title] of cards) {
    forbidden = path
    await page.goto(`${faulty.console}/organizations/${organization}`)
    await expect(card(page, title)).toContainText(
      `${what} could not be read. Your role does not allow it. Ask an admin`,
    )
    for (const [other, text] of Object.entries(works))
      if (other !== title)
        await expect(card(page, other)).toContainText(other === 'Admins' ? 'Bob Tester' : text)
    // Without the members nobody can be named.
    await expect(card(page, title).getByText(ask)).toHaveCount(path === '/users' ? 0 : 1)
    await expect(fact(page, 'Your role')).toHaveText(path === '/users' ? 'Not known' : 'Member')
  }
})

test('an admin who may not read something is told whom to ask', async ({
  page,
  organization,
  faulty,
}) => {
  faulty.failWith(({ path }) =>
    path.includes('/usage') ? { status: 403, body: { error: 'No permission' } } : undefined,
  )
  await page.goto(`${faulty.console}/organizations/${organization}`)
  await expect(card(page, 'Current subscription period')).toContainText(
    'The usage of this period could not be read. No permission. Ask whoever runs the server.',
  )
})

test('who is not admin is told whom to ask; a single admin is warned of', async ({
  page,
  me,
  organization,
  bob,
  signedIn,
}) => {
  await page.goto(`/organizations/${organization}`)
  const admins = card(page, 'Admins')
  await expect(admins).toContainText(
    'There is a single active admin. Make someone else admin, too, before it matters.',
  )
  await expect(admins).not.toContainText('Ask an admin')
  await expect(admins.getByRole('link', { name: 'Add members' })).toHaveAttribute(
    'href',
    `/organizations/${organization}/members-new`,
  )
  const member = await bob()
  const his = await signedIn(member)
  await his.goto(`/organizations/${organization}`)
  await expect(card(his, 'Admins')).toContainText('There is a single active admin. When that one')
  await expect(card(his, 'Admins')).toContainText(
    'You are a member here and can change nothing. Ask the admin above.',
  )
  await expect(card(his, 'Admins').getByText(me.email)).toHaveCount(1)
  await expect(card(his, 'Admins').getByRole('button')).toHaveCount(0)
  await page.reload()
  await admins.getByRole('button', { name: 'Choose another admin' }).click()
  await page.getByRole('button', { name: 'Make Bob Tester admin' }).click()
  await expect(admins).toContainText('Bob Tester')
  await expect(admins).not.toContainText('single active admin')
  await expect(admins.getByRole('link', { name: 'See all members' })).toBeFocused()
})
