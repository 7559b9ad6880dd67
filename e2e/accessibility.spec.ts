import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

const sample = 'harbour-analytics'

const screens = {
  'sign-in': '/sign-in',
  organizations: '/organizations',
  'new organization': '/organizations-new',
  overview: `/organizations/${sample}`,
  members: `/organizations/${sample}/members`,
  'add member': `/organizations/${sample}/members-new`,
  usage: `/organizations/${sample}/usage`,
  'usage by month': `/organizations/${sample}/usage?from=2026-01-01&to=2027-01-01`,
  settings: `/organizations/${sample}/settings`,
  'not found': '/organizations/no-such-organization',
}

for (const theme of ['light', 'dark'] as const)
  for (const width of [1280, 375])
    test.describe(`${theme}, ${width} px`, () => {
      test.use({ colorScheme: theme, viewport: { width, height: 800 } })

      for (const [screen, path] of Object.entries(screens))
        test(`${screen}: axe finds nothing, and nothing sticks out`, async ({ page }) => {
          if (path !== '/sign-in') {
            await page.goto('/sign-in')
            await page.getByRole('button', { name: 'Explore the sample organizations' }).click()
            await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
          }
          await page.goto(path)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
          const { violations } = await new AxeBuilder({ page }).analyze()
          expect(
            violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) })),
          ).toEqual([])
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - innerWidth,
          )
          expect(overflow).toBeLessThanOrEqual(0)
        })
    })

test('the whole way with the keyboard alone', async ({ page, organization }) => {
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: organization })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.getByRole('link', { name: organization }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: organization })).toBeFocused()
  await page.getByRole('link', { name: 'Members' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Members' })).toBeFocused()
  await page.getByRole('link', { name: 'Add member' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('E-mail', { exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})
