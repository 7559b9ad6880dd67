import { readFileSync } from 'node:fs'
import { expect, test, type Page, type UsageLine } from './fixtures.ts'

const day = (number: number) => `2020-05-${String(number).padStart(2, '0')}`

async function cells(page: Page, name: string) {
  const row = page.getByRole('table').getByRole('row', { name })
  await expect(row).toBeVisible()
  return row.getByRole('cell').allTextContents()
}

const numbers = (texts: string[]) => texts.map((text) => Number(text.replaceAll(/[,%]/g, '')))

test('shows what was imported, to the last digit, by month and by day', async ({
  page,
  imported,
}) => {
  const lines = Array.from({ length: 31 }, (_, index) => [
    { project: 'alpha', date: day(index + 1), credits: '0.1' },
    { project: 'beta', date: day(index + 1), credits: `${index}.000001` },
  ]).flat()
  lines.push({ project: 'gone', date: day(2), credits: '7.5', deletedOn: day(20) } as UsageLine)
  const organization = await imported(lines)

  await page.goto(
    `/organizations/${organization}/usage?from=2020-05-01&to=2020-06-01&interval=month`,
  )
  // 31 × 0.1 + (0 + … + 30) + 31 × 0.000001 + 7.5
  await expect(page.getByRole('main')).toContainText('475.600031')
  expect(await cells(page, 'alpha')).toEqual(['3.1', '0.7%', '', '3.1'])
  expect(await cells(page, 'Deleted projects')).toEqual(['7.5', '1.6%', '', '7.5'])
  expect(await cells(page, 'Organization')).toEqual(['475.600031', '100.0%', '', '475.600031'])

  await page.getByText('By day').click()
  await expect(page).toHaveURL(/usage\?from=2020-05-01&to=2020-06-01$/)
  await expect(page.getByRole('columnheader', { name: '31 May' })).toBeAttached()
  const [total, , , ...days] = numbers(await cells(page, 'Organization'))
  expect(days).toHaveLength(31)
  expect(days.reduce((sum, value) => sum + Math.round(value * 1e6), 0) / 1e6).toBe(total)
  expect(total).toBe(475.600031)

  await page.getByText('By week').click()
  await expect(page).toHaveURL(/&interval=week$/)
  await expect(page.getByRole('columnheader', { name: /4.*10 May/ })).toHaveText(/2020$/)
  await expect(page.getByRole('columnheader', { name: /1.*3 May 2020/ })).toHaveText(/3 of 7 days$/)
  const [, , , ...weeks] = numbers(await cells(page, 'Organization'))
  // 1 May 2020 was a Friday: 3 days, four weeks.
  expect(weeks).toHaveLength(5)
  expect(weeks.reduce((sum, value) => sum + Math.round(value * 1e6), 0) / 1e6).toBe(total)
})

test('the chart says each bucket in words, with the keyboard alone', async ({ page, imported }) => {
  const organization = await imported([
    { project: 'alpha', date: day(1), credits: '30' },
    { project: 'beta', date: day(1), credits: '10' },
    { project: 'alpha', date: day(3), credits: '5' },
  ])
  await page.goto(`/organizations/${organization}/usage?from=2020-05-01&to=2020-05-04`)
  await page.getByRole('application').focus()
  const announced = page.getByRole('figure').locator('[aria-live]')
  await page.keyboard.press('Home')
  await expect(announced).toHaveText(/^1 May 2020.*40 credits/)
  await page.keyboard.press('ArrowUp')
  await expect(announced).toHaveText('1 May 2020, alpha: 30 credits, 75.0% of 40.')
  await page.keyboard.press('ArrowUp')
  await expect(announced).toHaveText('1 May 2020, beta: 10 credits, 25.0% of 40.')
  await page.keyboard.press('End')
  await expect(announced).toHaveText('3 May 2020, beta: 0 credits, 0.0% of 5.')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(announced).toHaveText(/^3 May 2020: 5 credits/)
  await page.keyboard.press('Enter')
  await expect(announced).toHaveText(/Pinned\.$/)
  await page.keyboard.press('Tab')
  await expect(page.getByText('Pinned, UTC')).toBeVisible()
  await page.getByRole('application').focus()
  await page.keyboard.press('Escape')
  await expect(announced).toBeEmpty()
})

test('says in words how the range compares with the days before, and what moved', async ({
  page,
  imported,
}) => {
  const organization = await imported([
    { project: 'alpha', date: day(1), credits: '10' },
    { project: 'beta', date: day(2), credits: '30' },
    { project: 'alpha', date: day(3), credits: '40' },
    { project: 'gamma', date: day(4), credits: '10' },
    { project: 'alpha', date: '2020-04-20', credits: '1' },
  ])
  await page.goto(`/organizations/${organization}/usage?from=2020-05-03&to=2020-05-05`)
  await expect(
    page.getByText(
      '50 credits, 25.0% above the 2 days before; highest on 3 May 2020; alpha is 80.0%.',
    ),
  ).toBeVisible()
  await expect(page.getByText('add up to the organization in all 2 days.')).toBeVisible()
  await page.getByText('The biggest changes against the 2 days before').click()
  await expect(page.getByRole('group').getByRole('listitem')).toHaveText([
    'alpha+30 credits+300.0%',
    'beta−30 creditsnone now',
    'gamma+10 creditsnew',
  ])
  // Nothing can be said against days before there was an organization.
  await page.goto(`/organizations/${organization}/usage?from=2020-05-01&to=2020-06-01`)
  // Whatever is read to compare with is there by then.
  await page.waitForLoadState('networkidle')
  await expect(page.getByText(/^90 credits; highest on 3 May 2020; alpha is/)).toBeVisible()
})

test('takes the numbers along as files and as text', async ({ page, context, imported }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const organization = await imported([
    { project: '=cmd', date: day(1), credits: '0.1' },
    { project: 'a,b', date: day(2), credits: '2.000001' },
  ])
  await page.goto(`/organizations/${organization}/usage?from=2020-05-01&to=2020-05-03`)
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('button', { name }).click()
  }
  const saved = page.waitForEvent('download')
  await choose('CSV, one line a day and project')
  const file = await saved
  expect(file.suggestedFilename()).toBe(`${organization}_usage_2020-05-01_2020-05-03_day_long.csv`)
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines[0]).toBe('start_date,end_date,project_id,project,credits,complete')
  expect(lines).toContainEqual(
    expect.stringMatching(/^2020-05-01T00:00:00Z,2020-05-02T00:00:00Z,[0-9a-f-]+,'=cmd,0\.1,true$/),
  )
  expect(lines).toContainEqual(expect.stringMatching(/,"a,b",2\.000001,true$/))

  await choose('Copy as Markdown')
  await expect(page.getByText('The report was copied as Markdown.')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain('| a,b | 2.000001 |')
})

test('ranges: presets, typed days, and a bad one that is said at once', async ({
  page,
  imported,
}) => {
  const organization = await imported([{ project: 'alpha', date: day(10), credits: '12.5' }])
  await page.goto(`/organizations/${organization}/usage`)
  await expect(page.getByText(/There are no credits in/)).toBeVisible()
  await page.getByRole('button', { name: 'Custom range' }).click()
  await page.getByLabel('First day (UTC)').fill('2020-05-31')
  await page.getByLabel('Last day (UTC)').fill('2020-05-01')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('before the first')
  await page.getByLabel('First day (UTC)').fill('2020-05-01')
  await page.getByLabel('Last day (UTC)').fill('2020-05-31')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page).toHaveURL(/\?from=2020-05-01&to=2020-06-01$/)
  await expect(page.getByRole('main')).toContainText('12.5')
  await page.getByText('By month').click()
  await page.getByRole('link', { name: 'Last 30 days' }).click()
  await expect(page.getByRole('link', { name: 'Last 30 days' })).toHaveAttribute(
    'aria-current',
    'true',
  )
  // The steps that were chosen stay chosen.
  await expect(page).toHaveURL(/&interval=month$/)
  await page.getByRole('link', { name: 'Show all since 10 May 2020' }).click()
  await expect(page.getByRole('main')).toContainText('12.5')
  await page.goBack()
  await page.goBack()
  await expect(page.getByRole('main')).toContainText('12.5')
})

test('a range in words shows the days it means before it is applied', async ({
  page,
  imported,
}) => {
  const organization = await imported([{ project: 'alpha', date: day(10), credits: '12.5' }])
  await page.goto(`/organizations/${organization}/usage`)
  await page.getByRole('button', { name: 'Custom range' }).click()
  const words = page.getByLabel('In words')
  await words.fill('Q9 2020')
  await expect(page.getByText('Not understood yet.')).toBeVisible()
  await words.fill('2020-05-31..2020-05-01')
  await expect(page.getByRole('status')).toContainText(['The last day is before the first.'])
  await words.fill('Q1 2999')
  await expect(page.getByRole('status')).toContainText(['The first day is in the future'])
  await words.fill('Q2 2020')
  await expect(page.getByText(/1 Apr.*30 Jun.* 2020 \(UTC\)/)).toBeVisible()
  await expect(page.getByLabel('Last day (UTC)')).toHaveValue('2020-06-30')
  // Half a day and other words than days, and on it goes.
  await page.getByLabel('Last day (UTC)').fill('')
  await expect(words).toHaveValue('')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Give the first and the last day')
  await words.fill('Q2 2020')
  await words.press('Enter')
  await expect(page).toHaveURL(/\?from=2020-04-01&to=2020-07-01$/)
  await expect(page.getByRole('main')).toContainText('12.5')
  await expect(page.getByRole('button', { name: /Custom range: 1 Apr/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await words.fill('all time')
  await expect(page.getByLabel('First day (UTC)')).toHaveValue(day(10))
  await words.fill('ytd')
  await expect(page.getByText('the link moves on with the calendar')).toBeVisible()
  await words.press('Enter')
  await expect(page).toHaveURL(/\?range=year\+to\+date$/)
})

/** The period before the one around `now`, of a subscription that started on a 31st. */
function periodBeforeOf31(now: Date) {
  const lastOf = (month: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month + 1, 0))
      .toISOString()
      .slice(0, 10)
  const begun = now.toISOString().slice(0, 10) >= lastOf(0) ? 0 : -1
  return { from: lastOf(begun - 1), to: lastOf(begun) }
}

test('all time begins when the organization did, and the period before when its period says', async ({
  page,
  imported,
}) => {
  const organization = await imported([{ project: 'alpha', date: '2020-01-31', credits: '12.5' }])
  await page.goto(`/organizations/${organization}/usage`)
  await page.getByRole('link', { name: 'Period before' }).click()
  const { from, to } = periodBeforeOf31(new Date())
  await expect(page).toHaveURL(`/organizations/${organization}/usage?from=${from}&to=${to}`)
  await page.getByRole('link', { name: 'All time' }).click()
  await expect(page).toHaveURL(/\?from=2020-01-31&to=/)
  await expect(page.getByRole('main')).toContainText('12.5')
})

test('60 projects over 730 days, with the buckets that are out of sight left out', async ({
  page,
  imported,
}) => {
  const start = Date.UTC(2019, 0, 1)
  const lines = Array.from({ length: 60 }, (_, project) =>
    Array.from({ length: 730 }, (__, index) => ({
      project: `project-${project}`,
      date: new Date(start + index * 86_400_000).toISOString().slice(0, 10),
      credits: '1.25',
    })),
  ).flat()
  const organization = await imported(lines)
  await page.goto(`/organizations/${organization}/usage?from=2019-01-01&to=2020-12-31&interval=day`)
  await expect(page.getByRole('table')).toHaveAttribute('aria-colcount', '734')
  await expect(page.getByRole('main')).toContainText('54,750')
  expect(await page.getByRole('cell').count()).toBeLessThan(4000)
})

test('an organization that has used nothing ever says so', async ({ page, organization }) => {
  await page.goto(`/organizations/${organization}/usage`)
  await page.getByRole('link', { name: 'All time' }).click()
  await expect(page.getByText(`${organization} has used no credits since it was`)).toBeVisible()
  await expect(page.getByRole('link', { name: /^Show/ })).toHaveCount(0)
})

test('a link whose days nobody can read says which, until others are chosen', async ({
  page,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/usage?from=2026-13-01&to=x&interval=year`)
  const notice = page.getByText('The days of this link (2026-13-01, x) can’t be read')
  await expect(notice).toBeVisible()
  await expect(page.getByRole('link', { name: 'Current period' })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await page.getByRole('link', { name: 'Last month' }).click()
  await expect(page).toHaveURL(/range=last\+month/)
  await expect(notice).toHaveCount(0)
})
