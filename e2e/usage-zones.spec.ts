import { expect, test } from './fixtures.ts'

const utc = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const named = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium' }).format(new Date(day))

/** Where the calendar is a day ahead of UTC at the one instant, and a day behind it at the other. */
const places = [
  { timezoneId: 'Pacific/Kiritimati', at: '23:30', clock: ', 14:00 GMT+14' },
  { timezoneId: 'America/Los_Angeles', at: '00:30', clock: /, (?:16|17):00 GMT-[78]/ },
]

for (const { timezoneId, at, clock } of places) {
  test.describe(timezoneId, () => {
    test.use({ timezoneId })

    test('days are those of UTC, in presets, typed ranges, columns and links', async ({
      page,
      imported,
    }) => {
      const organization = await imported(
        [0, -1, -6, -7].map((days) => ({
          project: 'alpha',
          date: utc(days),
          credits: `${10 - days}`,
        })),
      )
      // On this clock it is another day than in UTC.
      await page.clock.setFixedTime(new Date(`${utc(0)}T${at}:00Z`))
      await page.goto(`/organizations/${organization}/usage`)
      await page.getByRole('link', { name: 'Last 7 days' }).click()
      await expect(page).toHaveURL(/\?range=last\+7\+days$/)
      const days = page.getByRole('columnheader', { name: /\d{4}/ })
      await expect(days).toHaveCount(7)
      await expect(days.first()).toHaveText(named(utc(-6)))
      await expect(days.last()).toHaveText(`${named(utc(0))}so far`)
      await expect(page.getByRole('row', { name: 'alpha' }).getByRole('cell').nth(3)).toHaveText(
        '16',
      )
      // 16 + 11 + 10: what was used seven days ago is not among the last seven.
      await expect(page.getByRole('main')).toContainText('37 credits')

      await page.getByRole('application').focus()
      await page.keyboard.press('Home')
      await expect(page.getByText('UTC', { exact: true })).toBeVisible()
      await expect(page.getByRole('application')).toContainText(clock)

      await page.getByRole('button', { name: 'Custom range' }).click()
      await page.getByLabel('In words').fill('yesterday')
      await expect(page.getByLabel('First day (UTC)')).toHaveValue(utc(-1))
      await expect(page.getByLabel('Last day (UTC)')).toHaveValue(utc(-1))
      await page.getByLabel('In words').press('Enter')
      await expect(page).toHaveURL(/\?range=yesterday$/)
      await expect(page.getByRole('main')).toContainText('11 credits')

      for (const [name, from] of [
        ['Last 30 days', utc(-29)],
        ['Last 90 days', utc(-89)],
        ['This month', `${utc(0).slice(0, 7)}-01`],
        ['This year', `${utc(0).slice(0, 4)}-01-01`],
      ] as const) {
        await page.getByRole('link', { name }).click()
        await page.getByRole('button', { name: 'Custom range' }).click()
        await expect(page.getByLabel('First day (UTC)')).toHaveValue(from)
        await page.keyboard.press('Escape')
      }
    })
  })
}
