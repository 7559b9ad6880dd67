import { axe } from './axe.ts'
import { expect, test, type Locator, type Page } from './fixtures.ts'

const sample = 'polder-vision'

interface Screen {
  path: string
  /** What is done there before it is looked at. */
  open?: (page: Page) => Promise<void>
}

const screens: Record<string, Screen> = {
  'sign-in': { path: '/sign-in' },
  organizations: { path: '/organizations' },
  'organizations, in the order of what comes late': {
    path: '/organizations?sort=-change',
    async open(page) {
      await expect(page.getByText('Reading credits')).toHaveCount(0)
      await page
        .getByRole('button', { name: /^More about/ })
        .first()
        .click()
      await expect(page.getByRole('button', { name: 'Copy id' })).toBeVisible()
    },
  },
  'usage of all organizations': {
    path: '/usage',
    async open(page) {
      await expect(page.getByRole('row', { name: 'All organizations' })).toBeVisible()
    },
  },
  people: {
    path: '/people?sort=-in',
    async open(page) {
      await expect(page.getByText(/^\d+ people$/)).toBeVisible()
      await page
        .getByRole('button', { name: /: organizations of/ })
        .first()
        .click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  'new organization': { path: '/organizations-new' },
  'new organization, refused': {
    path: '/organizations-new?name=Not+Good&subscription=enterprise',
    async open(page) {
      await page.getByRole('button', { name: 'Create organization' }).click()
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  overview: { path: `/organizations/${sample}` },
  members: { path: `/organizations/${sample}/members` },
  'members, read-only': { path: '/organizations/northlight-health/members' },
  'members, selected': {
    path: `/organizations/${sample}/members`,
    async open(page) {
      await page.getByRole('checkbox').nth(1).check()
      await expect(page.getByRole('button', { name: 'Make admin' })).toBeVisible()
    },
  },
  'members, changing many': {
    path: `/organizations/${sample}/members`,
    async open(page) {
      await page.getByRole('checkbox').nth(1).check()
      await page.getByRole('button', { name: 'Make admin' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  'members, more': {
    path: `/organizations/northlight-health/members`,
    async open(page) {
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await expect(page.getByText('Only admins can remove members')).toBeVisible()
    },
  },
  'a removal that waits': {
    path: `/organizations/${sample}/members`,
    async open(page) {
      await page
        .getByRole('button', { name: /^Remove/ })
        .nth(1)
        .click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Remove/ })
        .click()
      await expect(page.getByRole('button', { name: /^Undo/ })).toBeVisible()
    },
  },
  'a removal that waits, seen elsewhere': {
    path: `/organizations/${sample}/members`,
    async open(page) {
      await page
        .getByRole('button', { name: /^Remove/ })
        .nth(2)
        .click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Remove/ })
        .click()
      await page.getByRole('link', { name: 'Settings' }).click()
      await expect(page.getByRole('button', { name: /^Undo/ })).toBeVisible()
    },
  },
  'add members': {
    path: `/organizations/${sample}/members-new`,
    async open(page) {
      await page.getByLabel('E-mail addresses').fill('new@example.com, nonsense, new@example.com')
      await expect(page.getByRole('listitem')).toHaveCount(3)
    },
  },
  'match to a file': {
    path: `/organizations/${sample}/members-file`,
    async open(page) {
      await page.getByLabel('What the list should be').fill('new@example.com,true\nnonsense')
      await expect(page.getByRole('row', { name: 'nonsense' })).toBeVisible()
    },
  },
  'one member': {
    path: `/organizations/${sample}/members`,
    async open(page) {
      await page.getByRole('rowheader').getByRole('link').nth(1).click()
      await expect(page.getByRole('link', { name: /^All members of/ })).toBeVisible()
      await expect(page.getByRole('switch')).toBeVisible()
    },
  },
  'remove member': {
    path: `/organizations/${sample}/members`,
    async open(page) {
      await page
        .getByRole('button', { name: /^Remove/ })
        .nth(1)
        .click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  usage: {
    path: `/organizations/${sample}/usage`,
    async open(page) {
      await page.getByRole('application').press('Home')
    },
  },
  'usage, compared and within a budget': {
    path: `/organizations/${sample}/usage?chart=cumulative&compare=before&budget=1000000`,
    async open(page) {
      await expect(page.locator('[data-before]')).toHaveCount(1)
    },
  },
  'usage, filtered': {
    path: `/organizations/${sample}/usage?chart=lines&only=:others`,
    async open(page) {
      await page.getByRole('button', { name: / projects shown$/ }).click()
      await page.getByLabel('Search projects').fill('a')
    },
  },
  'usage by month': { path: `/organizations/${sample}/usage?from=2026-01-01&to=2027-01-01` },
  'no usage': { path: '/organizations/quiet-signal/usage' },
  settings: { path: `/organizations/${sample}/settings` },
  'settings, changed and refused': {
    path: `/organizations/${sample}/settings?name=other&subscription=starter&start=2089-01-01&end=2090-01-01`,
    async open(page) {
      await page.getByText('calls that change').click()
      await page.getByRole('button', { name: 'Change subscription' }).click()
      await expect(page.getByRole('button', { name: 'Copy the request' })).toBeVisible()
    },
  },
  switcher: {
    path: `/organizations/${sample}`,
    async open(page) {
      await page.getByRole('button', { name: /, switch$/ }).click()
      await expect(page.getByRole('link', { name: 'quiet-signal' })).toBeVisible()
    },
  },
  account: {
    path: '/organizations',
    async open(page) {
      await page.getByRole('button', { name: 'Account' }).click()
      await expect(page.getByText('Signed in as')).toBeVisible()
    },
  },
  'not found': { path: '/organizations/no-such-organization' },
}

for (const width of [1280, 375])
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 800 } })

    for (const [screen, { path, open }] of Object.entries(screens))
      test(`${screen}: axe finds nothing in light and dark, and nothing sticks out`, async ({
        page,
        server,
        context,
      }) => {
        if (path !== '/sign-in') await context.addCookies([await server.sampleCookie()])
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
        await open?.(page)
        expect(await violations(page)).toEqual([])
        await page.emulateMedia({ colorScheme: 'dark' })
        await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
        // Nothing but colours depends on the theme.
        const colours = axe(page).withRules(['color-contrast', 'link-in-text-block'])
        expect(await violations(page, colours), 'in dark').toEqual([])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        )
        expect(overflow).toBeLessThanOrEqual(0)
      })
  })

async function violations(page: Page, looks = axe(page)) {
  // What fades is looked at when it has: one fading may set off another. What pulses while it waits has no end, and what
  // follows the scrolling isn't meant.
  const fading = () =>
    page.evaluate(
      () =>
        document
          .getAnimations()
          .filter(
            ({ timeline, effect }) =>
              timeline === document.timeline && effect?.getTiming().iterations !== Infinity,
          ).length,
    )
  await expect.poll(fading).toBe(0)
  const { violations } = await looks.analyze()
  return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) }))
}

/** Presses Tab until the control has the focus, as a person without a mouse does. */
async function tabTo(page: Page, control: Locator) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    if (await control.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`${control} can't be reached with Tab.`)
}

test('the whole way with the keyboard alone', async ({ page, organization, bob }) => {
  await bob()
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: organization })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await tabTo(page, page.getByRole('link', { name: organization }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: organization })).toBeFocused()
  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }))
  await tabTo(page, page.getByRole('link', { name: 'Members', exact: true }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Members' })).toBeFocused()

  const add = page.getByRole('link', { name: 'Add members' })
  await tabTo(page, add)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('E-mail addresses')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(add).toBeFocused()

  const remove = page.getByRole('button', { name: 'Remove Bob Tester' })
  await tabTo(page, remove)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(remove).toBeFocused()

  const admin = page.getByRole('switch', { name: 'Bob Tester is admin' })
  await page.keyboard.press('Shift+Tab')
  await expect(admin).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByText('Bob Tester is admin now.')).toBeVisible()
  await expect(admin).toBeFocused()
  await expect(admin).toBeChecked()
})

test('selecting text with the mouse beyond its edge leaves a dialog open', async ({
  page,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/members-new`)
  const email = page.getByLabel('E-mail addresses')
  await email.fill('someone@example.com')
  const box = await email.boundingBox()
  if (!box) throw new Error('The field is not on the screen.')
  await page.mouse.move(box.x + 20, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(5, box.y + 10)
  await page.mouse.up()
  // Closing would take less than a call to the server does.
  await page.evaluate(() => fetch('/session'))
  await expect(email).toHaveValue('someone@example.com')
  // What was typed isn't thrown away without a question.
  await page.mouse.click(5, 300)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('where all colours are the person’s own, what is chosen still stands out', async ({
  page,
  server,
}) => {
  await page.context().addCookies([await server.sampleCookie()])
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto('/usage')
  const ground = (one: Locator) =>
    one.evaluate((element) => getComputedStyle(element).backgroundColor)
  const chosen = [
    [page.getByRole('link', { name: 'Usage' }), page.getByRole('link', { name: 'People' })],
    [page.getByRole('link', { name: 'This month' }), page.getByRole('link', { name: 'This year' })],
    [page.locator('label', { hasText: 'By day' }), page.locator('label', { hasText: 'By month' })],
  ] as const
  for (const [one, other] of chosen) expect(await ground(one)).not.toBe(await ground(other))
})
