import { readFileSync } from 'node:fs'
import { expect, test, type Page } from './fixtures.ts'

const may = '/usage?from=2020-05-03&to=2020-05-05'

const row = (page: Page, name: string) => page.getByRole('table').getByRole('row', { name })
const cells = (page: Page, name: string) => row(page, name).getByRole('cell').allTextContents()

/** Three organizations, of which the second has a day that the others don't. */
const three = async (imported: (lines: Line[]) => Promise<string>) => ({
  large: await imported([
    { project: 'alpha', date: '2020-04-20', credits: '1' },
    { project: 'alpha', date: '2020-05-01', credits: '10' },
    { project: 'alpha', date: '2020-05-03', credits: '30.000001' },
    { project: 'beta', date: '2020-05-04', credits: '10.1' },
  ]),
  small: await imported([
    { project: 'alpha', date: '2020-04-20', credits: '1' },
    { project: 'alpha', date: '2020-05-02', credits: '8' },
    { project: 'gone', date: '2020-05-04', credits: '4', deletedOn: '2020-05-05' },
  ]),
  fresh: await imported([{ project: 'alpha', date: '2020-05-03', credits: '0.2' }]),
})
interface Line {
  project: string
  date: string
  credits: string
  deletedOn?: string
}

test('every organization is a row, and the whole is their sum, to the last digit', async ({
  page,
  imported,
}) => {
  const { large, small, fresh } = await three(imported)
  await page.goto(may)
  // Total, share, change against the two days before, members, projects, deployments, pipelines, and the two days.
  await expect(row(page, 'All organizations').getByRole('cell').nth(2)).toHaveText(
    '+26.300001 +146.1%',
  )
  await expect
    .poll(() => cells(page, large))
    .toEqual(['40.100001', '90.5%', '+30.100001 +301.0%', '1', '2', '0', '0', '30.000001', '10.1'])
  await expect
    .poll(() => cells(page, small))
    .toEqual(['4', '9.0%', '−4 −50.0%', '1', '1', '0', '0', '0', '4'])
  await expect
    .poll(() => cells(page, fresh))
    .toEqual(['0.2', '0.5%', '+0.2 new', '1', '1', '0', '0', '0.2', '0'])
  await expect
    .poll(() => cells(page, 'All organizations'))
    .toEqual([
      '44.300001',
      '100.0%',
      '+26.300001 +146.1%',
      'people overlap',
      '4',
      '0',
      '0',
      '30.200001',
      '14.1',
    ])
  const main = page.getByRole('main')
  await expect(main).toContainText('All 3 organizations that you can see are in the total.')
  await expect(main).toContainText(`44.300001 credits, 146.1% above the 2 days before`)

  await page.getByText('By month').click()
  await expect(page).toHaveURL(/&interval=month$/)
  await expect.poll(() => cells(page, 'All organizations')).toContain('44.300001')
  await page.getByText('By week').click()
  await expect(page).toHaveURL(/&interval=week$/)
  await expect(page.getByRole('columnheader', { name: '3 May 2020' })).toBeVisible()

  await page.getByRole('link', { name: large }).click()
  await expect(page).toHaveURL(
    `/organizations/${large}/usage?from=2020-05-03&to=2020-05-05&interval=week`,
  )
})

test('one that is younger than the days before counts among them, without a share', async ({
  page,
  imported,
}) => {
  const large = await imported([
    { project: 'alpha', date: '2020-05-01', credits: '10' },
    { project: 'alpha', date: '2020-05-03', credits: '30' },
  ])
  const young = await imported([
    { project: 'alpha', date: '2020-05-02', credits: '2' },
    { project: 'alpha', date: '2020-05-04', credits: '6' },
  ])
  await page.goto(may)
  const change = (name: string) => row(page, name).getByRole('cell').nth(2)
  await expect(change('All organizations')).toHaveText('+24 +200.0%')
  await expect(change(large)).toHaveText('+20 +200.0%')
  await expect(change(young)).toHaveText('+4 new')
  await page.getByText(/^The biggest changes against/).click()
  const mover = page.getByRole('listitem').filter({ hasText: young })
  await expect(mover.first()).toContainText('+4 creditsnew')
})

test('who reports nothing for the days before is not new, and the whole isn’t compared', async ({
  page,
  imported,
  faulty,
}) => {
  const { large, small } = await three(imported)
  faulty.failWith(({ path }) =>
    path.startsWith(`/v2.1/organizations/${small}/usage?start_date=2020-05-01`)
      ? {
          status: 200,
          body: {
            interval: 'month',
            data_organization: [],
            data_projects: [],
            data_deleted_projects: [],
          },
        }
      : undefined,
  )
  await page.goto(faulty.console + may)
  const change = (name: string) => row(page, name).getByRole('cell').nth(2)
  await expect(change(large)).toHaveText('+30.100001 +301.0%')
  await expect(change(small)).toHaveText(/not compared: not all of the days before are reported$/)
  await expect(change('All organizations')).toHaveText('')
})

test('a change that is still to come has the mark of what is being read, and one that failed says so', async ({
  page,
  imported,
  faulty,
}) => {
  const { large, small } = await three(imported)
  const before = (name: string) => `/v2.1/organizations/${name}/usage?start_date=2020-05-01`
  faulty.failWith(({ path }) =>
    path.startsWith(before(small))
      ? { status: 500, body: { error: 'It is broken.' } }
      : path.startsWith(before(large))
        ? { status: 429, body: { error: 'Too many.' }, headers: { 'retry-after': '3600' } }
        : undefined,
  )
  await page.goto(faulty.console + may)
  const change = (name: string) => row(page, name).getByRole('cell').nth(2)
  await expect(change(small)).toHaveText(/not compared: not all of it could be read$/)
  await expect(change(large)).toHaveText('…being read')
})

test('a range that runs is compared by its finished days, whatever the steps', async ({
  page,
  imported,
}) => {
  const daysAgo = (count: number) =>
    new Date(Date.now() - count * 86_400_000).toISOString().slice(0, 10)
  // Today and six days before it, against six days: the same each day but for the last finished one.
  const lines = Array.from({ length: 13 }, (_, index) => ({
    project: 'alpha',
    date: daysAgo(index),
    credits: index === 1 ? '25' : '10',
  }))
  const name = await imported(lines)
  const range = `from=${daysAgo(6)}&to=${daysAgo(-1)}`
  for (const interval of ['', '&interval=week', '&interval=month']) {
    await page.goto(`/usage?${range}${interval}`)
    await expect(row(page, name).getByRole('cell').nth(2)).toHaveText('+15 +25.0%')
    await expect(row(page, name).getByRole('cell').first()).toHaveText('85')
    await expect(page.getByText(/the first 6 days 25.0% above the 6 days before/)).toBeVisible()
  }
  await page.goto(`/usage?${range}&compare=before`)
  await expect(page.locator('[data-before]')).toHaveCount(1)
})

test('sorts in the address, by what comes late as well', async ({ page, imported }) => {
  const { large, small, fresh } = await three(imported)
  await page.goto(may)
  const names = () =>
    page.getByRole('table').getByRole('rowheader').getByRole('link').allTextContents()
  await expect.poll(names).toEqual([large, small, fresh])
  await page.getByRole('button', { name: 'Change' }).click()
  await expect(page).toHaveURL(/&sort=-change$/)
  await expect.poll(names).toEqual([large, fresh, small])
  await page.getByRole('button', { name: 'Projects', exact: true }).click()
  await expect(page).toHaveURL(/&sort=-projects$/)
  await expect(page.getByRole('columnheader', { name: 'Projects' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect.poll(names).toEqual([large, small, fresh])
  await page.getByRole('button', { name: 'Projects', exact: true }).click()
  await page.reload()
  await expect.poll(names).toEqual([small, fresh, large])
})

test('the headings stand in one line, and the table fades as long as there is more', async ({
  page,
  imported,
}) => {
  await imported([{ project: 'alpha', date: '2020-05-03', credits: '1' }])
  await page.goto('/usage?from=2020-05-03&to=2020-05-24')
  const bottomOf = (name: string) =>
    page.getByRole('columnheader', { name }).evaluate((heading) => {
      const text = document.createRange()
      text.selectNodeContents(heading.querySelector('span') ?? heading)
      return Math.round(text.getBoundingClientRect().bottom)
    })
  await expect(page.getByRole('columnheader', { name: 'Total' })).toBeVisible()
  expect(await bottomOf('Total')).toBe(await bottomOf('Share'))
  const region = page.getByRole('region', { name: /^Credits/ })
  const fading = () => region.evaluate((element) => getComputedStyle(element).maskImage !== 'none')
  expect(await fading()).toBe(true)
  await region.evaluate((element) => element.scrollTo({ left: element.scrollWidth }))
  await expect.poll(fading).toBe(false)
})

test('where all of the table has room, it is as wide as the page', async ({ page, imported }) => {
  await imported([{ project: 'alpha', date: '2020-05-03', credits: '1' }])
  await page.goto('/usage?from=2020-05-03&to=2020-05-05&interval=month')
  const heading = page.getByRole('columnheader').last()
  await expect(heading).toBeVisible()
  const right = (element: Element) => Math.round(element.getBoundingClientRect().right)
  const end = await page.getByRole('figure').evaluate(right)
  await expect.poll(() => heading.evaluate(right)).toBe(end)
})

test('the chart speaks of organizations, and shows those that are chosen', async ({
  page,
  imported,
}) => {
  const { large, small } = await three(imported)
  await page.goto(may)
  await page.getByRole('application', { name: /^Credits by organization, / }).focus()
  const announced = page.getByRole('figure').locator('[aria-live]')
  await page.keyboard.press('Home')
  await expect(announced).toHaveText(
    new RegExp(`^3 May 2020: 30.200001 credits. ${large} 30.000001`),
  )
  await page.getByRole('button', { name: 'Organizations' }).click()
  await page.getByLabel('Search organizations').fill(small)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Show only ${small}` })
    .click()
  await expect(page.getByText(`The chart shows ${small}, 4 of the 44.300001 credits`)).toBeVisible()
  await expect(page).toHaveURL(/&only=/)
})

test('takes the numbers along, with what belongs to them', async ({ page, context, imported }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { large, small, fresh } = await three(imported)
  await page.goto(may)
  await expect(row(page, 'All organizations').getByRole('cell').nth(2)).toHaveText(/146.1%/)
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    return saved
  }
  const csv = await choose('CSV, one line an organization')
  expect(csv.suggestedFilename()).toBe('all-organizations_usage_2020-05-03_2020-05-05_day.csv')
  const lines = readFileSync(await csv.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines[0]).toBe(
    'organization_id,organization,total,complete,share,change,members,projects,deployments,pipelines,2020-05-03T00:00:00Z/2020-05-04T00:00:00Z,2020-05-04T00:00:00Z/2020-05-05T00:00:00Z',
  )
  expect(lines[1]).toMatch(
    new RegExp(`,${large},40.100001,true,0.905192,30.100001,1,2,0,0,30.000001,10.1$`),
  )
  expect(lines.at(-1)).toBe(',All organizations,44.300001,true,1,26.300001,,4,0,0,30.200001,14.1')

  const json = JSON.parse(readFileSync(await (await choose('JSON')).path(), 'utf8')) as unknown
  expect(json).toMatchObject({
    organizations: 3,
    missing: [],
    total_usage: { total: 44.300001, values: [30.200001, 14.1] },
    organization_usage: [{ share: 0.905192 }, { share: 0.090293 }, { share: 0.004515 }],
  })

  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('button', { name: 'Copy as Markdown' }).click()
  await expect(page.getByText('The report was copied as Markdown.')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain(`| ${small} | 4 | 9.0% | −4 | 1 | 1 | 0 | 0 |`)

  // In the order of the table.
  await page.getByRole('button', { name: 'Total', exact: true }).click()
  await expect(page).toHaveURL(/&sort=total$/)
  const sorted = await choose('CSV, one line an organization')
  const names = readFileSync(await sorted.path(), 'utf8').matchAll(/^[^,]+,(usage-[^,]+)/gm)
  expect([...names].map(([, name]) => name)).toEqual([fresh, small, large])
})

test('one that can’t be read is named, left out and not counted as nothing', async ({
  page,
  imported,
  faulty,
}) => {
  const { large, small, fresh } = await three(imported)
  faulty.failWith(({ path }) =>
    path.startsWith(`/v2.1/organizations/${small}/usage`)
      ? { status: 500, body: { error: 'It is broken.' } }
      : path.startsWith(`/v2.1/organizations/${fresh}/resources`)
        ? { status: 403, body: { error: 'Not for you.' } }
        : undefined,
  )
  await page.goto(faulty.console + may)
  const main = page.getByRole('main')
  await expect(main).toContainText('1 of 3 organizations could not be read. They are missing')
  await expect(
    main.getByRole('listitem').filter({ hasText: `${small}: It is broken.` }),
  ).toBeVisible()
  await expect(main).toContainText(
    `2 of 3 organizations could be read; the total is of those. Missing: ${small}.`,
  )
  await expect(row(page, '2 of 3 organizations').getByRole('cell').first()).toHaveText('40.300001')
  await expect(row(page, small)).toHaveCount(0)
  await expect(
    main.getByRole('listitem').filter({ hasText: `${fresh}: Not for you.` }),
  ).toBeVisible()
  // Members, projects, deployments and pipelines of one are not known.
  await expect(row(page, fresh).getByText('could not be read')).toHaveCount(4)

  // What leaves the page says so, too.
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('button', { name: 'JSON' }).click()
  const json = JSON.parse(readFileSync(await (await saved).path(), 'utf8')) as unknown
  expect(json).toMatchObject({
    organizations: 3,
    missing: [small],
    total_usage: { total: 40.300001 },
  })

  faulty.heal()
  await main.getByRole('button', { name: 'Try again' }).first().click()
  await expect(row(page, 'All organizations').getByRole('cell').first()).toHaveText('44.300001')
  await expect(row(page, large)).toBeVisible()
})

test('asks for nothing more where the usage is refused or in the older form', async ({
  page,
  imported,
  faulty,
}) => {
  const { large, small, fresh } = await three(imported)
  const usageOf = (name: string) => `/v2.1/organizations/${name}/usage?`
  faulty.failWith(({ path }) =>
    path.startsWith(usageOf(small))
      ? { status: 403, body: { error: 'Not for you.' } }
      : path.startsWith(usageOf(fresh))
        ? { status: 200, body: [] }
        : undefined,
  )
  // The finished days of a month that runs are asked for besides the days before.
  await page.goto(`${faulty.console}/usage?interval=month`)
  await expect(page.getByText('1 of 3 organizations could not be read.')).toBeVisible()
  const older = page.getByText('The usage of these organizations comes in an older form')
  await expect(older.locator('..').getByRole('link')).toHaveText([fresh])
  await expect(page.getByText(/^Reading/)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Export' })).toBeEnabled()
  const calls = (name: string) => faulty.calls.filter(({ path }) => path.startsWith(usageOf(name)))
  expect(calls(large).length).toBeGreaterThan(1)
  expect(calls(small)).toHaveLength(1)
  expect(calls(fresh)).toHaveLength(1)
  expect(faulty.calls.filter(({ path }) => path.endsWith('/resources'))).toHaveLength(1)
})

test('one of which nothing can be read again is named once', async ({
  page,
  me,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  await me.api.organizations_create({ body: { name: `z-${organization}`, subscription: 'free' } })
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('button', { name: 'Remove Bob Tester' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Bob Tester' }).click()
  // Within the app, where the removal waits.
  await page.getByRole('link', { name: 'Organizations', exact: true }).click()
  await page.getByRole('main').getByRole('link', { name: 'Usage', exact: true }).click()
  await expect(
    page.getByText('All 2 organizations that you can see are in the total'),
  ).toBeVisible()
  await expect(page.getByText(/^Reading/)).toHaveCount(0)
  faulty.failWith(({ method, path }) =>
    method === 'GET' && (path.endsWith('/resources') || path.includes(`s/${organization}/usage`))
      ? { status: 500, body: { error: 'It is broken.' } }
      : undefined,
  )
  await page.getByRole('button', { name: 'Remove now' }).click()
  await expect(page.getByText('2 of 2 organizations could not be read again.')).toBeVisible()
  // Of both for the same reason.
  await expect(page.getByRole('listitem').filter({ hasText: 'It is broken.' })).toHaveText(
    /, .*: It is broken\./,
  )
})

test('says of when it is, and reads it again when asked, what was refused as well', async ({
  page,
  imported,
  faulty,
}) => {
  const { small } = await three(imported)
  faulty.failWith(({ path }) =>
    path.startsWith(`/v2.1/organizations/${small}/usage`)
      ? { status: 403, body: { error: 'Not for you.' } }
      : undefined,
  )
  await page.goto(faulty.console + may)
  await expect(row(page, '2 of 3 organizations').getByRole('cell').first()).toHaveText('40.300001')
  await expect(page.getByText(/^As of .*\d\d:\d\d UTC/)).toBeVisible()
  faulty.failWith(() => undefined)
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect(row(page, 'All organizations').getByRole('cell').first()).toHaveText('44.300001')
  await expect(row(page, small).getByRole('cell').nth(4)).toHaveText('1')
})

test('a bucket that one leaves out is not 0, and is said to be missing', async ({
  page,
  imported,
  faulty,
}) => {
  const { large, small } = await three(imported)
  faulty.failWith(({ path }) =>
    path.startsWith(`/v2.1/organizations/${small}/usage?start_date=2020-05-03`)
      ? {
          status: 200,
          body: {
            interval: 'day',
            data_organization: [
              { start_date: '2020-05-04T00:00:00Z', end_date: '2020-05-05T00:00:00Z', value: 4 },
            ],
            data_projects: [],
            data_deleted_projects: [],
          },
        }
      : undefined,
  )
  await page.goto(faulty.console + may)
  await expect(row(page, large)).toBeVisible()
  await expect(page.getByRole('main')).toContainText(
    '1 of them reports nothing for 1 day: there the total is that of the others.',
  )
  await expect(row(page, small).getByRole('cell').nth(7)).toHaveText(/not reported/)
})

test('what can’t be read of one is neither nothing nor compared, and is said so', async ({
  page,
  imported,
  faulty,
}) => {
  const { large, small, fresh } = await three(imported)
  const day = (date: string, value: unknown) => ({
    start_date: `2020-05-0${date}T00:00:00Z`,
    end_date: `2020-05-0${Number(date) + 1}T00:00:00Z`,
    value,
  })
  const shown = 'usage?start_date=2020-05-03'
  faulty.failWith(({ path }) => {
    const data_organization = path.includes(`${small}/${shown}`)
      ? [day('3', 'many'), day('4', 'more')]
      : path.includes(`${large}/${shown}`)
        ? [day('3', 7), day('4', 'more')]
        : path.includes(`${fresh}/usage?start_date=2020-05-01`)
          ? [day('1', 2)]
          : undefined
    return (
      data_organization && {
        status: 200,
        body: { interval: 'day', data_organization, data_projects: [], data_deleted_projects: [] },
      }
    )
  })
  await page.goto(faulty.console + may)
  await expect(
    page.getByRole('listitem').filter({ hasText: `${small}: The server's answer has a shape` }),
  ).toBeVisible()
  await expect(page.getByRole('main')).toContainText('1 of 3 organizations could not be read.')
  const change = (name: string) => row(page, name).getByRole('cell').nth(2)
  await expect(row(page, large).getByRole('cell').first()).toHaveText('7')
  await expect(change(large)).toHaveText(/not compared: not all of its days could be read$/)
  await expect(change(fresh)).toHaveText('+0.2 new')
  await expect(change('2 of 3 organizations')).toHaveText('')
  await expect(page.getByRole('main')).toContainText(`Not all that was sent of ${large} could be`)
})

test('waits for the API’s limit, shows the seconds, and can be stopped', async ({
  page,
  imported,
  faulty,
}) => {
  await three(imported)
  let asked = 0
  faulty.failWith(({ path }) =>
    path.includes('/usage') && ++asked > 1
      ? { status: 429, body: { error: 'Too many.' }, headers: { 'retry-after': '3600' } }
      : undefined,
  )
  await page.goto(faulty.console + may)
  await expect(page.getByText(/goes on in/)).toBeVisible()
  await expect(page.getByText(/^Reading usage: 1 of 3 organizations/)).toBeVisible()
  await expect(
    page.getByText(/^Then the days before, members and resources of each\./),
  ).toBeVisible()
  // Numbers that aren't complete stay on the page.
  await expect(page.getByRole('button', { name: 'Export' })).toHaveAccessibleDescription(
    '1 of 3 organizations are read. Export them once all are.',
  )
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('Stopped. 1 of 3 organizations was read.')).toBeVisible()
  // What is there may leave the page, and says what it is of.
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('button', { name: 'CSV, one line an organization' }).click()
  expect(readFileSync(await (await saved).path(), 'utf8')).toContain(',1 of 3 organizations,')
})

test('what comes after the usage is read of one organization after the other', async ({
  page,
  imported,
  faulty,
}) => {
  for (let count = 0; count < 6; count += 1)
    await imported([
      { project: 'alpha', date: '2020-05-01', credits: '1' },
      { project: 'alpha', date: '2020-05-03', credits: '1' },
    ])
  let asked = 0
  faulty.failWith(({ path }) =>
    path.includes('/usage?start_date=2020-05-01') && ++asked > 2
      ? { status: 429, body: { error: 'Too many.' }, headers: { 'retry-after': '3600' } }
      : undefined,
  )
  await page.goto(faulty.console + may)
  await expect(page.getByText(/^Reading the days before, .*: 2 of 6 .*, goes on in/)).toBeVisible()
})

test('how many are read is one number on the screen, while they come', async ({
  page,
  imported,
  faulty,
}) => {
  const { fresh } = await three(imported)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  faulty.failWith(({ path }) =>
    path.startsWith(`/v2.1/organizations/${fresh}/usage`) ? promise : undefined,
  )
  await page.goto(faulty.console + may)
  await expect(page.getByText('Reading usage: 2 of 3 organizations')).toBeVisible()
  await expect(page.getByText('2 of 3 organizations are read so far')).toBeVisible()
  await expect(row(page, '2 of 3 organizations').getByRole('cell').first()).toHaveText('44.100001')
  resolve(undefined)
  await expect(row(page, 'All organizations').getByRole('cell').first()).toHaveText('44.300001')
})

test('what was created after the days that are compared has no change', async ({
  page,
  me,
  imported,
}) => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const old = await imported(
    Array.from({ length: 7 }, (_, ago) => ({
      project: 'alpha',
      date: day(ago),
      credits: ago < 4 ? '3' : '2',
    })),
  )
  const young = `of-today-${Date.now()}`
  await me.api.organizations_create({ body: { name: young, subscription: 'free' } })
  await page.goto(`/usage?from=${day(3)}&to=${day(-1)}`)
  const change = (name: string) => row(page, name).getByRole('cell').nth(2)
  await expect(change(old)).toHaveText('+3 +50.0%')
  await expect(change(young)).toHaveText(/nothing to compare: it was created after/)
  await expect(change('All organizations')).toHaveText('+3 +50.0%')
})

test('leaves the last calls of a minute to others', async ({ page, imported, faulty }) => {
  await three(imported)
  faulty.failWith(({ path }) =>
    path.includes('/usage')
      ? { headers: { 'x-ratelimit-remaining': '19', 'x-ratelimit-reset': '60' } }
      : undefined,
  )
  await page.goto(faulty.console + may)
  await expect(page.getByText(/goes on in/)).toBeVisible()
  // Four are asked at a time, and there are three: nothing of what comes after them.
  expect(faulty.calls.filter(({ path }) => path.endsWith('/resources'))).toEqual([])
})

test('this month unless another range is chosen, and nothing to see is said', async ({
  page,
  me,
}) => {
  await page.goto('/usage')
  await expect(page.getByText('not a member of any organization yet')).toBeVisible()
  await me.api.organizations_create({ body: { name: `empty-${Date.now()}`, subscription: 'free' } })
  await page.reload()
  await expect(page.getByText(/There are no credits in 1.*\(UTC\)/)).toBeVisible()
  // Members and resources are worth to be seen without.
  await expect.poll(() => cells(page, 'empty-')).toEqual(expect.arrayContaining(['1', '0']))
  await expect(page.getByRole('link', { name: 'This month' })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await page.getByRole('link', { name: 'Last 7 days' }).click()
  await expect(page).toHaveURL(/\?range=last\+7\+days$/)
  await page.goto('/usage?from=nonsense&to=2020-05-01')
  await expect(page.getByText('The days of this link (nonsense, 2020-05-01)')).toBeVisible()
  await page.getByRole('link', { name: 'This month' }).click()
  await expect(page).toHaveURL('/usage')
  await expect(page.getByText('The days of this link')).toHaveCount(0)
  await page.goto('/usage?from=2020-05-03&to=2020-05-01')
  await expect(page.getByText('Choose another range.')).toBeVisible()
  await page.getByRole('link', { name: 'Show this month' }).click()
  await expect(page).toHaveURL('/usage')
})

test('days before any of the organizations are compared with nothing', async ({
  page,
  imported,
}) => {
  await imported([{ project: 'alpha', date: '2020-05-03', credits: '5' }])
  await page.goto(may)
  await expect(page.getByRole('main')).toContainText('5 credits')
  await expect(page.getByRole('button', { name: 'Compare' })).toHaveAccessibleDescription(
    'None of the organizations existed on the days before.',
  )
  await expect(page.getByText(/biggest changes/)).toHaveCount(0)
  await expect(page.getByText('new', { exact: true })).toHaveCount(0)
})
