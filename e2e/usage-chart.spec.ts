import { readFile } from 'node:fs/promises'
import { expect, test, type Locator, type Page, type UsageLine } from './fixtures.ts'

const day = (number: number) => `2020-05-${String(number).padStart(2, '0')}`

/** Twelve projects over two days, p0 the largest: p0 has 120 and 12 credits, p11 10 and 1. */
const twelve: UsageLine[] = Array.from({ length: 12 }, (_, rank) => [
  { project: `p${rank}`, date: day(1), credits: `${(12 - rank) * 10}` },
  { project: `p${rank}`, date: day(2), credits: `${12 - rank}` },
]).flat()

const twoDays = 'usage?from=2020-05-01&to=2020-05-03'
const parts = (page: Page) => page.getByRole('figure').locator('svg path[data-part]')
const ids = async (page: Page) =>
  (await parts(page).evaluateAll((all) => all.map((path) => path.getAttribute('fill')))).join(' ')
const legend = (page: Page) => page.getByRole('list', { name: 'Parts of the chart' })
const row = (page: Page, name: string) =>
  page
    .getByRole('table')
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
const rows = (page: Page) => page.getByRole('table').locator('tbody tr:not([aria-hidden])')
const names = (page: Page) =>
  rows(page)
    .getByRole('rowheader')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))

const topOf = (element: Element) => element.getBoundingClientRect().top + scrollY

test('hides and isolates by legend, table and search, in the address, with colours that stay', async ({
  page,
  imported,
}) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/${twoDays}`)
  await expect(parts(page)).toHaveCount(9)
  const colors = await ids(page)
  expect(colors).toBe(
    [
      ...Array.from({ length: 8 }, (_, rank) => `var(--chart-${rank + 1})`),
      'var(--chart-others)',
    ].join(' '),
  )
  await expect(page.getByText('The 8 largest of 12 projects')).toBeVisible()

  const top = await page.getByRole('figure').evaluate(topOf)
  await legend(page).getByRole('button', { name: /^p1 /, pressed: true }).click()
  await expect(page).toHaveURL(/&hide=[0-9a-f-]{36}$/)
  await expect(parts(page)).toHaveCount(8)
  // Nothing moves, so that the next press meets what it aims at.
  expect(await page.getByRole('figure').evaluate(topOf)).toBe(top)
  expect(await ids(page)).toBe(colors.replace('var(--chart-2) ', ''))
  await expect(legend(page).getByRole('button', { name: /^p1 /, pressed: false })).toBeVisible()
  await expect(row(page, 'p1').getByRole('checkbox')).not.toBeChecked()
  await expect(page.getByRole('row', { name: /^Shown, 11 of 12 projects/ })).toContainText('737')
  await expect(page.getByRole('row', { name: /^Organization/ })).toContainText('858')

  await row(page, 'p1').getByRole('checkbox').click()
  await expect(page).not.toHaveURL(/hide/)
  await expect(parts(page)).toHaveCount(9)

  await row(page, 'p11').getByRole('rowheader').hover()
  await row(page, 'p11').getByRole('button', { name: 'Show only p11' }).click()
  await expect(page).toHaveURL(/&only=[0-9a-f-]{36}$/)
  await expect(parts(page)).toHaveCount(1)
  await expect(page.getByRole('row', { name: /^Shown, 1 of 12 projects/ })).toContainText('11')
  await page.reload()
  await expect(parts(page)).toHaveCount(1)

  await page.getByRole('button', { name: '1 of 12 projects shown' }).click()
  const panel = page.getByRole('dialog', { name: 'Projects' })
  await panel.getByLabel('Search projects').fill('P1')
  await expect(panel.getByRole('status')).toHaveText('3 of 12 projects listed by credits.')
  await panel.getByRole('button', { name: 'Only these 3' }).click()
  await expect(parts(page)).toHaveCount(3)
  await panel.getByLabel('Search projects').fill('nothing like it')
  await expect(panel.getByRole('status')).toContainText('No project has this in its name')
  await panel.getByRole('button', { name: 'Show all' }).click()
  await expect(parts(page)).toHaveCount(9)
  expect(await ids(page)).toBe(colors)
})

test('draws bars, lines, running totals and shares of the same numbers', async ({
  page,
  imported,
}) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/${twoDays}`)
  const axis = page.getByRole('figure').locator('.recharts-surface')
  await expect(axis).toContainText('800')
  const geometry = async () => (await parts(page).first().getAttribute('d')) ?? ''
  const bars = await geometry()
  await page.getByText('Lines', { exact: true }).click()
  await expect(page).toHaveURL(/&chart=lines$/)
  await expect(page.getByRole('application', { name: /as lines/ })).toBeVisible()
  await expect.poll(geometry).not.toBe(bars)
  await expect(axis).toContainText('150')
  await page.getByText('Cumulative', { exact: true }).click()
  await expect(page).toHaveURL(/&chart=cumulative$/)
  await page.getByRole('application').focus()
  await page.keyboard.press('End')
  await expect(page.getByText('Since the range began', { exact: true })).toBeVisible()
  await expect(page.getByRole('figure')).toContainText('858')
  await page.getByRole('group', { name: 'Chart' }).getByText('Share').click()
  await expect(page).toHaveURL(/&chart=share$/)
  await expect(axis).toContainText('100%')
  await page.getByRole('button', { name: 'Compare' }).focus()
  await expect(page.getByText(/Shares always add up to the whole/)).toBeVisible()
})

test('compares each bucket, each project and the whole with the days before', async ({
  page,
  imported,
}) => {
  const organization = await imported([
    { project: 'alpha', date: day(1), credits: '10' },
    { project: 'beta', date: day(2), credits: '30' },
    { project: 'alpha', date: day(3), credits: '40' },
    { project: 'gamma', date: day(4), credits: '10' },
  ])
  await page.goto(`/organizations/${organization}/usage?from=2020-05-03&to=2020-05-05`)
  await expect(row(page, 'alpha').getByRole('cell').nth(2)).toHaveText('+30 +300.0%')
  await expect(row(page, 'beta').getByRole('cell').nth(2)).toHaveText('−30 none now')
  await expect(row(page, 'gamma').getByRole('cell').nth(2)).toHaveText('+10 new')
  await expect(
    page
      .getByRole('row', { name: /^Organization/ })
      .getByRole('cell')
      .nth(2),
  ).toHaveText('+10 +25.0%')
  await expect(page.locator('svg path[data-before]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page).toHaveURL(/&compare=before$/)
  await expect(page.locator('svg path[data-before]')).toHaveCount(1)
  await page.getByRole('application').focus()
  await page.keyboard.press('Home')
  await expect(page.getByRole('figure').locator('[aria-live]')).toHaveText(
    /^3 May 2020: 40 credits\. 30 more than on 1 May 2020\./,
  )
  await page.emulateMedia({ media: 'print' })
  const moved = page.getByRole('heading', { name: /^The biggest changes against/ }).locator('..')
  await expect(moved.getByRole('listitem').first()).toHaveText('alpha+30 credits, +300.0%')
  const printed = page.getByRole('table', { name: 'Credits by project' })
  await expect(printed.getByRole('row', { name: 'alpha' })).toContainText('+30+300.0%')
  await page.emulateMedia({ media: 'screen' })
  // There is nothing before the organization's first day.
  await page.goto(`/organizations/${organization}/usage?from=2020-05-01&to=2020-06-01`)
  await page.getByRole('button', { name: 'Compare' }).focus()
  await expect(
    page.getByText('The organization did not exist on all of the days before.'),
  ).toBeVisible()
})

test('keeps a budget in the link and says when it was crossed', async ({ page, imported }) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/${twoDays}`)
  await page.getByRole('button', { name: 'Budget' }).click()
  const panel = page.getByRole('dialog', { name: 'Budget' })
  await panel.getByRole('textbox').fill('-5')
  await panel.getByRole('button', { name: 'Set budget' }).click()
  await expect(panel.getByRole('alert')).toHaveText(
    'Give the budget as credits above 0, like 5000 or 99.5.',
  )
  await expect(panel.getByRole('textbox')).toHaveValue('-5')
  await panel.getByRole('textbox').fill('800')
  await panel.getByRole('textbox').press('Enter')
  await expect(page).toHaveURL(/&chart=cumulative&budget=800$/)
  await expect(
    page.getByText('Your budget of 800 credits was crossed on 2 May 2020.'),
  ).toBeVisible()
  await expect(page.getByRole('figure').locator('.recharts-surface')).toContainText(
    'Your budget, 800 credits',
  )
  await page.getByRole('button', { name: 'Budget' }).click()
  await panel.getByRole('textbox').fill('1,000')
  await panel.getByRole('button', { name: 'Set budget' }).click()
  await expect(page).toHaveURL(/&budget=1000$/)
  await expect(page.getByText(/^142 credits of your budget of 1,000 are left/)).toBeVisible()
  await page.getByRole('button', { name: 'Budget' }).click()
  await panel.getByRole('button', { name: 'Remove' }).click()
  await expect(page).not.toHaveURL(/budget/)
})

test('draws no budget beside a part, and none for other days', async ({ page, imported }) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/${twoDays}&chart=cumulative&budget=1000`)
  const axis = page.getByRole('figure').locator('.recharts-surface')
  await expect(axis).toContainText('Your budget, 1,000 credits')
  await row(page, 'p11').getByRole('rowheader').hover()
  await row(page, 'p11').getByRole('button', { name: 'Show only p11' }).click()
  await expect(
    page.getByText(
      'The chart shows p11, 11 of the 858 credits. The budget line is not drawn: it is for all projects.',
    ),
  ).toBeVisible()
  await expect(
    page.getByText(/^142 credits of your budget of 1,000 for all projects/),
  ).toBeVisible()
  await expect(axis).not.toContainText('Your budget')
  await expect(axis).not.toContainText('1K')

  await page.getByRole('link', { name: 'Last 7 days' }).click()
  await expect(page).not.toHaveURL(/budget/)
  await expect(page.getByText(/^Your budget of 1,000 credits was for other days\./)).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/&budget=1000/)
})

test('counts the days of a mean from the first on, whatever the steps', async ({
  page,
  imported,
}) => {
  const daysAgo = (count: number) =>
    new Date(Date.now() - count * 86_400_000).toISOString().slice(0, 10)
  const organization = await imported(
    Array.from({ length: 11 }, (_, back) => ({
      project: 'alpha',
      date: daysAgo(back),
      credits: back === 0 ? '3' : '10',
    })),
  )
  const perDay = page.getByText('Per finished day').locator('..')
  for (const interval of ['day', 'week', 'month']) {
    await page.goto(
      `/organizations/${organization}/usage?from=${daysAgo(60)}&to=${daysAgo(-1)}&interval=${interval}`,
    )
    await expect(perDay).toHaveText('Per finished day10 credits')
  }
})

test('forecasts the running period, and compares it with the first days of the one before', async ({
  page,
  imported,
}) => {
  // Ten credits a day for 75 days: any period has begun and has one before it.
  const lines = Array.from({ length: 75 }, (_, back) => ({
    project: 'alpha',
    date: new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10),
    credits: '10',
  }))
  const organization = await imported(lines)
  await page.goto(`/organizations/${organization}/usage?chart=cumulative`)
  const total = page.getByText(/^Total, /)
  await expect(total).toBeVisible()
  const sentence = page.getByText(/credits, (?:the first \d+ days )?the same as the first/)
  const isEarly = page.getByText('Whether your budget')
  const forecast = page.getByText(/^Forecast to /)
  await expect(page.getByRole('row', { name: /^Organization/ })).toBeVisible()
  const days = await page.getByRole('columnheader', { name: /\d{4}/ }).count()
  const finished = await page
    .getByRole('row', { name: /^Organization/ })
    .getByRole('cell')
    .evaluateAll((cells) => cells.slice(3).filter((cell) => cell.textContent === '10').length - 1)
  if (finished >= 3) {
    await expect(sentence).toBeVisible()
    await expect(forecast.locator('..')).toContainText(`${days * 10} credits`)
    await expect(page.getByRole('figure').locator('.recharts-surface')).toContainText('so far')
    await page.getByRole('button', { name: 'Budget' }).click()
    await page
      .getByRole('dialog', { name: 'Budget' })
      .getByRole('textbox')
      .fill(`${days * 10 - 5}`)
    await page.keyboard.press('Enter')
    await expect(page.getByText(/^Your budget of .* is crossed on .* if the last/)).toBeVisible()
  } else {
    await expect(forecast).toBeHidden()
    await page.goto(`/organizations/${organization}/usage?budget=1000`)
    await expect(isEarly).toBeVisible()
  }
})

test('takes every step of quick ones', async ({ page, imported }) => {
  const organization = await imported(
    Array.from({ length: 10 }, (_, index) => ({
      project: 'alpha',
      date: day(index + 1),
      credits: '1',
    })),
  )
  await page.goto(`/organizations/${organization}/usage?from=2020-05-01&to=2020-05-11`)
  await page.getByRole('application').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/&pin=2020-05-07$/)
  await expect(page.getByRole('figure').locator('[aria-live]')).toContainText('7 May 2020')
})

test('sorts the table in the address, and leaves projects without credits out', async ({
  page,
  imported,
}) => {
  const organization = await imported([
    { project: 'b', date: day(1), credits: '5' },
    { project: 'a', date: day(2), credits: '3' },
    { project: 'idle', date: day(1), credits: '0' },
  ])
  await page.goto(`/organizations/${organization}/${twoDays}`)
  await expect(rows(page)).toHaveCount(4)
  expect(await names(page)).toEqual(['b', 'a', 'idle', 'Deleted projects'])
  const heading = (name: string) => page.getByRole('columnheader', { name })
  await expect(heading('Total')).toHaveAttribute('aria-sort', 'descending')
  await heading('Project').getByRole('button').click()
  await expect(page).toHaveURL(/&sort=name$/)
  await expect.poll(() => names(page)).toEqual(['a', 'b', 'idle', 'Deleted projects'])
  await heading('1 May 2020').getByRole('button').click()
  await expect(page).toHaveURL(/&sort=-2020-05-01$/)
  await expect.poll(() => names(page)).toEqual(['b', 'a', 'idle', 'Deleted projects'])
  // Tab reaches the first day, the arrow keys the others.
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(heading('2 May 2020')).toHaveAttribute('aria-sort', 'descending')
  await page.reload()
  await expect.poll(() => names(page)).toEqual(['a', 'b', 'idle', 'Deleted projects'])

  await page.getByRole('button', { name: 'Projects', exact: true }).click()
  await page.getByLabel('Leave projects without credits out of the table').click()
  await expect.poll(() => names(page)).toEqual(['a', 'b'])
  await expect(page).toHaveURL(/empty=hide/)
})

test('ties chart and table to each other, and keeps a pinned day in the link', async ({
  page,
  imported,
}) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/${twoDays}`)
  await expect(parts(page)).toHaveCount(9)
  const opacities = () =>
    parts(page).evaluateAll((all) =>
      all.map((path) => path.closest('g[opacity]')?.getAttribute('opacity')),
    )
  // From the table to the chart: a row by pointer and by focus, and a day.
  await row(page, 'p2').getByRole('rowheader').hover()
  await expect.poll(opacities).toEqual(['0.25', '0.25', '1', ...Array(6).fill('0.25')])
  await page.getByRole('heading', { name: 'Usage' }).hover()
  await expect.poll(opacities).toEqual(Array(9).fill('1'))
  await row(page, 'p0').getByRole('checkbox').focus()
  await expect.poll(opacities).toEqual(['1', ...Array(8).fill('0.25')])
  await legend(page).getByRole('button', { name: /^p1 / }).focus()
  await expect.poll(opacities).toEqual(['0.25', '1', ...Array(7).fill('0.25')])

  // From the chart to the table: what is pointed at is marked there.
  const chart = page.getByRole('application')
  const box = await chart.boundingBox()
  if (!box) throw new Error('The chart has no place.')
  await page.mouse.move(box.x + box.width / 4, box.y + box.height - 40)
  await expect(row(page, 'p0').getByRole('cell').first()).not.toHaveCSS(
    'background-color',
    'rgba(0, 0, 0, 0)',
  )
  await expect(page.getByRole('region').locator('[aria-hidden].absolute')).toBeVisible()
  await page.mouse.down()
  await page.mouse.up()
  await expect(page).toHaveURL(/&pin=2020-05-01$/)
  await expect(page.getByText('Pinned, UTC')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Pinned, UTC')).toBeVisible()
  await expect(page.getByText('1 May, 02:00 CEST', { exact: false })).toBeVisible()
  // From wherever the focus is, but not out of a panel that is open.
  await page.getByRole('button', { name: 'Budget' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Budget' })).toBeHidden()
  await expect(page.getByText('Pinned, UTC')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/pin/)
  await expect(page.getByText('Pinned, UTC')).toBeHidden()
})

test('a pinned day is compared with what is pointed at, and let go', async ({ page, imported }) => {
  const organization = await imported([
    ...twelve,
    { project: 'p0', date: day(3), credits: '60' },
    { project: 'p11', date: day(4), credits: '5.5' },
  ])
  await page.goto(
    `/organizations/${organization}/usage?from=2020-05-03&to=2020-05-05&compare=before&pin=2020-05-03`,
  )
  const read = page.getByRole('application')
  await expect(read).toContainText('Esc or ✕ to let go')
  await expect(read).toContainText('780 credits')
  await expect(read).toContainText('−720 credits, −92.3%')
  await expect(read).toContainText(/p0\s*60\s*100\.0%\s*−60\s*−50\.0%/)
  const box = await read.boundingBox()
  if (!box) throw new Error('The chart has no place.')
  await read.hover({ position: { x: box.width * 0.75, y: box.height - 40 } })
  await expect(read).toContainText('4 May 2020: 5.5 credits, −54.5 (−90.8%) against the pinned')
  await expect(page).toHaveURL(/pin=2020-05-03/)
  // The bars beside it stay in sight.
  const readOut = await page.getByText('Pinned, UTC').boundingBox()
  expect(readOut?.x).toBeGreaterThan(box.x + box.width / 2)
  await page.getByRole('button', { name: 'Let go of 3 May 2020' }).click()
  await expect(page).not.toHaveURL(/pin/)
  await expect(read).toBeFocused()
})

test('copies a link that stays the current period, or fixes its days', async ({
  page,
  context,
  imported,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const today = new Date().toISOString().slice(0, 10)
  const organization = await imported([{ project: 'alpha', date: today, credits: '12.5' }])
  await page.goto(`/organizations/${organization}/usage?chart=lines`)
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByRole('button', { name: 'Always the current period' }).click()
  await expect(
    page.getByText('A link that always shows the current period was copied.'),
  ).toBeVisible()
  expect(new URL(await copied()).search).toBe('?chart=lines')
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByRole('button', { name: /^These days, / }).click()
  await expect.poll(copied).toMatch(/\?from=\d{4}-\d{2}-\d{2}&to=\d{4}-\d{2}-\d{2}&chart=lines$/)
  await page.goto(await copied())
  await expect(page.getByRole('main')).toContainText('12.5')
})

test('copies a link that stays the last 30 days, or fixes them', async ({
  page,
  context,
  imported,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const today = new Date().toISOString().slice(0, 10)
  const organization = await imported([{ project: 'alpha', date: today, credits: '12.5' }])
  await page.goto(`/organizations/${organization}/usage`)
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await page.getByRole('link', { name: 'Last 30 days' }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByRole('button', { name: 'Always the last 30 days' }).click()
  await expect(
    page.getByText('A link that always shows the last 30 days was copied.'),
  ).toBeVisible()
  const moving = await copied()
  expect(new URL(moving).search).toBe('?range=last+30+days')
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByRole('button', { name: /^These days, / }).click()
  await expect.poll(copied).toMatch(/\?from=\d{4}-\d{2}-\d{2}&to=\d{4}-\d{2}-\d{2}$/)

  // Opened later it means later days.
  await page.clock.setFixedTime(Date.now() + 20 * 86_400_000)
  await page.goto(moving)
  await expect(page.getByRole('columnheader', { name: 'so far' })).toBeAttached()
  await page.getByRole('button', { name: 'Custom range' }).click()
  const last = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
  await expect(page.getByLabel('Last day (UTC)')).toHaveValue(last)
})

test('says what is wrong with the days of a link, before anything is asked', async ({
  page,
  imported,
}) => {
  const organization = await imported(twelve)
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('start_date')) asked.push(request.url())
  })
  await page.goto(`/organizations/${organization}/usage?from=2020-05-03&to=2020-05-01`)
  await expect(page.getByText(/ends .*1 May 2020.* before it begins/)).toBeVisible()
  await page.goto(`/organizations/${organization}/usage?from=2999-05-03&to=2999-06-01`)
  await expect(page.getByText(/in the future: there is no usage yet/)).toBeVisible()
  expect(asked).toEqual([])
  await page.getByRole('link', { name: /^Show all since 1 May 2020$/ }).click()
  await expect(page.getByRole('main')).toContainText('858')
})

test('suggests months for more days than can be told apart', async ({ page, imported }) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/usage?from=2020-05-01&to=2021-07-01&interval=day`)
  await expect(page.getByText('426 days are hard to tell apart.')).toBeVisible()
  await page.getByRole('link', { name: 'Show by month' }).click()
  await expect(page).toHaveURL(/\?from=2020-05-01&to=2021-07-01$/)
  await expect(page.getByText('hard to tell apart')).toBeHidden()
})

test('leaves a range without credits for the current period or for all time', async ({
  page,
  imported,
}) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/usage?from=2021-05-01&to=2021-06-01`)
  await expect(page.getByText(/There are no credits in .*31 May 2021 \(UTC\)/)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Show the current period' })).toBeVisible()
  await page.getByRole('link', { name: /^Show all since 1 May 2020$/ }).click()
  await expect(page.getByRole('main')).toContainText('858')
})

test('takes the chart along as a picture of what is drawn', async ({ page, imported }) => {
  const organization = await imported([
    ...twelve,
    { project: '<b>&""odd""', date: day(1), credits: '500' },
  ])
  await page.goto(`/organizations/${organization}/${twoDays}&chart=cumulative`)
  await expect(parts(page)).toHaveCount(9)
  const save = async (name: string) => {
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('button', { name }).click()
    const file = await saved
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) }
  }
  const svg = await save('SVG picture')
  expect(svg.name).toBe(`${organization}_usage_2020-05-01_2020-05-03_day_cumulative.svg`)
  const text = svg.content.toString()
  expect(text).toContain(`Usage of ${organization}`)
  expect(text).toContain('&lt;b&gt;&amp;&quot;odd&quot;')
  expect(text).toContain('Projects and deleted projects add up to the organization in all 2 days.')
  expect(text).not.toMatch(/var\(|class=|data-part/)
  const drawn = await parts(page).evaluateAll((all) => all.map((path) => path.getAttribute('d')))
  for (const path of drawn) expect(text).toContain(`d="${path}"`)

  const png = await save('PNG picture')
  expect(png.name).toBe(svg.name.replace('.svg', '.png'))
  // Its signature, and twice as many pixels as the SVG has: the width is at byte 16.
  expect(png.content.subarray(1, 4).toString()).toBe('PNG')
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(text)?.[1])
  expect(png.content.readUInt32BE(16)).toBe(2 * width)

  await row(page, 'p1').getByRole('rowheader').hover()
  await row(page, 'p1').getByRole('button', { name: 'Show only p1', exact: true }).click()
  await expect(parts(page)).toHaveCount(1)
  const part = await save('SVG picture')
  expect(part.name).toBe(`${organization}_usage_2020-05-01_2020-05-03_day_cumulative_filtered.svg`)
  const alone = part.content.toString()
  expect(alone).toMatch(/<title>Usage of p1 in .*: 121 of 1,358 credits, as of/)
  expect(alone).toMatch(/>121<\/text>/)
  expect(alone).toContain('@font-face{font-family:Inter;')
})

test('prints what is reported, each project and nothing to press', async ({ page, imported }) => {
  const organization = await imported(
    Array.from({ length: 150 }, (_, rank) => ({
      project: `p${rank}`,
      date: day(1),
      credits: `${150 - rank}`,
    })),
  )
  await page.goto(`/organizations/${organization}/${twoDays}`)
  await expect(parts(page)).toHaveCount(9)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByText(`Usage of ${organization}, `)).toBeVisible()
  const report = page.getByRole('table', { name: 'Credits by project' })
  await expect(report.getByRole('row')).toHaveCount(153)
  await expect(report.getByRole('row', { name: 'Organization' })).toContainText('11,325')
  await expect(report.getByRole('row').nth(1)).toContainText('Organization')
  const days = page.getByRole('listitem').filter({ hasText: 'May 2020' })
  await expect(days).toHaveText(['1 May 202011,325', '2 May 20200'])
  await expect(page.getByRole('button', { name: 'Export' })).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Range' })).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await expect(report).toBeHidden()
})

test('a press shows at once, before what it leads to is rendered', async ({ page, imported }) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/${twoDays}`)
  await expect(parts(page)).toHaveCount(9)
  await expect(page.getByText('add up to the organization in all 2 days.')).toBeVisible()
  /** What an attribute says as soon as the press is handled, and before any other task. */
  const pressed = (control: Locator, attribute: string) =>
    control.evaluate(async (element, attribute) => {
      const address = location.href
      ;(element as HTMLElement).click()
      await new Promise<void>((resolve) => queueMicrotask(resolve))
      const followed = location.href !== address
      const { checked } = element as HTMLInputElement
      return [followed, attribute === 'checked' ? checked : element.getAttribute(attribute)]
    }, attribute)
  const first = legend(page).getByRole('button', { name: /^p1 / })
  expect(await pressed(first, 'aria-pressed')).toEqual([expect.anything(), 'false'])
  await expect(page).toHaveURL(/hide=/)
  const tick = row(page, 'p2').getByRole('checkbox')
  expect(await pressed(tick, 'checked')).toEqual([expect.anything(), false])
  expect(await pressed(page.getByRole('radio', { name: 'Lines' }), 'checked')).toEqual([
    expect.anything(),
    true,
  ])
  expect(await pressed(page.getByRole('link', { name: 'Last 7 days' }), 'aria-current')).toEqual([
    expect.anything(),
    'true',
  ])
})

test('ticks of the search that follow each other quickly all count', async ({ page, imported }) => {
  const organization = await imported(twelve)
  await page.goto(`/organizations/${organization}/${twoDays}`)
  await page.getByRole('button', { name: 'Projects', exact: true }).click()
  const ticks = page.locator('[popover]:popover-open ul').getByRole('checkbox')
  await expect(ticks).toHaveCount(13)
  await ticks.evaluateAll(([first, second]) => {
    for (const tick of [first, second]) (tick as HTMLElement).click()
  })
  await expect(page).toHaveURL(/&hide=[0-9a-f-]{36}&hide=[0-9a-f-]{36}$/)
  await expect(parts(page)).toHaveCount(7)
})

test('a range that moves on with the calendar does so on an open page', async ({
  page,
  imported,
}) => {
  const today = new Date()
  today.setUTCHours(23, 50, 0, 0)
  const begins = (days: number) =>
    new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10)
  await page.clock.setFixedTime(today)
  const lines = [0, -6, -7].map((days) => ({ project: 'alpha', date: begins(days), credits: '1' }))
  const organization = await imported(lines)
  await page.goto(`/organizations/${organization}/usage?range=last+7+days`)
  const total = page
    .getByRole('row', { name: /^Organization/ })
    .getByRole('cell')
    .first()
  await expect(total).toHaveText('2')
  await page.clock.setFixedTime(today.getTime() + 20 * 60_000)
  await page.getByRole('link', { name: 'Last 7 days' }).click()
  await expect(total).toHaveText('1')
  await expect(page.getByRole('link', { name: 'Last 7 days' })).toHaveAttribute(
    'aria-current',
    'true',
  )
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 800 }, hasTouch: true })

  test('the table is a list of totals, with the buckets of a row on demand', async ({
    page,
    imported,
  }) => {
    const organization = await imported(twelve)
    await page.goto(`/organizations/${organization}/${twoDays}`)
    await expect(rows(page)).toHaveCount(13)
    const table = page.getByRole('table')
    const p3 = table.getByRole('button', { name: 'p3', exact: true })
    await expect(page.getByRole('row', { name: /^p3/ })).toContainText('99')
    await expect(page.getByText('2 May 2020', { exact: true })).toHaveCount(0)
    await p3.click()
    const buckets = page.getByRole('list', { name: 'p3 by day' }).getByRole('button')
    await expect(buckets).toHaveText(['1 May 2020 90', '2 May 2020 9'])
    await buckets.last().click()
    await expect(page).toHaveURL(/pin=2020-05-02/)
    await expect(buckets.last()).toHaveAttribute('aria-pressed', 'true')
    await table.getByRole('button', { name: 'Show only p3' }).click()
    await expect(parts(page)).toHaveCount(1)
    await expect(page.getByRole('row', { name: /^Shown, 1 of 12 projects/ })).toContainText('99')
    await p3.click()
    await expect(buckets).toHaveCount(0)

    await table.getByRole('button', { name: 'Organization' }).click()
    await expect(
      page.getByRole('list', { name: 'Organization by day' }).getByRole('button'),
    ).toHaveText(['1 May 2020 780', '2 May 2020 78'])
    await table.getByRole('button', { name: 'Project', exact: true }).click()
    await expect(page).toHaveURL(/sort=name/)
    await expect(rows(page).first()).toContainText('p0')
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return { scrollWidth, clientWidth }
    })
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
  })
  test('the range is chosen from a list, which names days of one’s own, too', async ({
    page,
    imported,
  }) => {
    const organization = await imported(twelve)
    await page.goto(`/organizations/${organization}/${twoDays}`)
    const range = page.getByRole('combobox', { name: 'Range' })
    await expect(range.getByRole('option', { selected: true })).toHaveText('1 – 2 May 2020')
    await range.selectOption('Last 30 days')
    await expect(page).toHaveURL(/range=last\+30\+days/)
    await expect(range).toHaveValue('Last 30 days')
    await range.selectOption('All time')
    await expect(page).toHaveURL(/from=2020-05-01&to=/)
    await expect(rows(page)).toHaveCount(13)
  })
})
