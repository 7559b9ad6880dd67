/** What becomes of a write whose answer never came while nothing can be read either. */
import type { FaultyUpstream } from './faulty-upstream.ts'
import { expect, test, type Locator, type Page } from './fixtures.ts'

const notKnown = (page: Page) => page.getByText('it is not known whether this was done')
/** What was done, which one sentence says. */
const saidOnce = (page: Page) => page.getByRole('button', { name: 'Dismiss' })
const lookNow = (page: Page) => page.getByRole('button', { name: 'Look now' })

const readsFail = (faulty: FaultyUpstream, lost: string, status = 502) =>
  faulty.failWith(({ method }) =>
    method === lost
      ? 'done, then reset'
      : { status, body: { error: `The API is away: ${status}.` } },
  )

/** Time passes until it is there; what is awaited in between is real. */
const comesWithTime = (page: Page, what: Locator) =>
  expect(async () => {
    await page.clock.fastForward(4000)
    await expect(what).toBeVisible({ timeout: 200 })
  }).toPass()

/** As whoever comes back to the window does. */
const lookAtIt = (page: Page) =>
  page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))

const rename = async (page: Page, name: string) => {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Type the new name again').fill(name)
  await page.getByRole('button', { name: 'Rename' }).click()
}

test('a rename that was done is not known until something can be read, and then led on from', async ({
  page,
  faulty,
  organization,
}) => {
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations/${organization}/settings`)
  await expect(page.getByRole('button', { name: 'Rename' })).toBeVisible()
  readsFail(faulty, 'PATCH')
  await rename(page, `${organization}-b`)
  await expect(notKnown(page)).toContainText(
    `Renaming ${organization} to ${organization}-b: no readable answer came`,
  )
  await expect(notKnown(page)).toContainText(/Looking… \d+ s so far\./)
  await comesWithTime(page, page.getByText('Looking again'))
  // The list tells of the new name before it can be looked up.
  faulty.failWith(({ path }) => (path.endsWith(organization) ? '502 as HTML' : undefined))
  // Time alone may have it read, or that somebody looks.
  const renamed = page.waitForResponse(
    (answer) => answer.url().endsWith('/v2.1/organizations') && answer.ok(),
  )
  await page.clock.fastForward(60_000)
  await lookAtIt(page)
  await renamed
  await expect(page.getByRole('button', { name: 'Rename' })).toHaveAttribute('aria-busy')
  await expect(notKnown(page)).toBeVisible()
  const untrue = page.getByText(/You already have|Make it fit|could not be refreshed/)
  await expect(untrue).toHaveCount(0)
  faulty.heal()
  await lookNow(page).click()
  await expect(page).toHaveURL(`${faulty.console}/organizations/${organization}-b/settings`)
  await expect(page.getByText(`${organization} is now called ${organization}-b.`)).toBeVisible()
  await expect(saidOnce(page)).toHaveCount(1)
  await expect(notKnown(page)).toBeHidden()
  await expect(untrue).toHaveCount(0)
})

test('a rename of which nobody could find out counts once the list has it', async ({
  page,
  faulty,
  organization,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/settings`)
  await expect(page.getByRole('button', { name: 'Rename' })).toBeVisible()
  readsFail(faulty, 'PATCH', 500)
  await rename(page, `${organization}-b`)
  await expect(page.getByText('It is not known whether this was done: look before')).toBeVisible({
    timeout: 15_000,
  })
  faulty.heal()
  await lookAtIt(page)
  await expect(page.getByText(`${organization} is now called ${organization}-b.`)).toBeVisible()
  await expect(saidOnce(page)).toHaveCount(1)
  await expect(page).toHaveURL(`${faulty.console}/organizations/${organization}-b/settings`)
})

test('an organization that was created can’t be created again meanwhile, and opens by itself once it is found', async ({
  page,
  faulty,
}) => {
  const name = `lost-${Date.now()}`
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations`)
  // Without knowing what there was before, nothing that is found tells.
  await expect(page.getByText('You are not a member of any organization yet')).toBeVisible()
  readsFail(faulty, 'POST')
  await page.getByRole('link', { name: 'New organization' }).first().click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await comesWithTime(page, page.getByText('Looking again'))
  await expect(notKnown(page)).toContainText('answered with status 502.')
  await expect(page.getByRole('button', { name: 'Create organization' })).toHaveAttribute(
    'aria-busy',
  )
  faulty.heal()
  await page.clock.fastForward(10_000)
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await expect(notKnown(page)).toBeHidden()
  expect(faulty.calls.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test('whoever has left meanwhile is told what became of it, with the way there', async ({
  page,
  faulty,
  organization,
}) => {
  const name = `lost-${Date.now()}`
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations`)
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
  await page.goto(`${faulty.console}/organizations/${organization}`)
  await page.getByRole('link', { name: 'Organizations' }).first().click()
  await expect(page.getByText('1 organization', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'New organization' }).first().click()
  await expect(page.getByRole('button', { name: 'Create organization' })).toBeVisible()
  readsFail(faulty, 'POST')
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await comesWithTime(page, page.getByText('Looking again'))
  await page.getByRole('link', { name: 'Cancel' }).click()
  const question = page.getByRole('dialog')
  await expect(question.getByText('may still be created')).toBeVisible()
  await question.getByRole('button', { name: 'Discard' }).click()
  await expect(page).toHaveURL(`${faulty.console}/organizations`)
  faulty.heal()
  await lookNow(page).click()
  await expect(page.getByText(`${name} was created, and you are its admin.`)).toBeVisible()
  await expect(page).toHaveURL(`${faulty.console}/organizations`)
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
})

test('an organization that is there after all is offered where nobody could find out', async ({
  page,
  faulty,
}) => {
  const name = `lost-${Date.now()}`
  await page.goto(`${faulty.console}/organizations-new`)
  await expect(page.getByRole('button', { name: 'Create organization' })).toBeVisible()
  readsFail(faulty, 'POST', 500)
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByText('It is not known whether this was done: look before')).toBeVisible({
    timeout: 15_000,
  })
  faulty.heal()
  await lookAtIt(page)
  await expect(page.getByText(`${name} is among your organizations now.`)).toBeVisible()
  await expect(page.getByText('You already have an organization')).toHaveCount(0)
  await page.getByRole('link', { name: 'Open it' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
})

test('a role that was changed is looked up as soon as another read goes well', async ({
  page,
  faulty,
  organization,
  bob,
}) => {
  await bob()
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  const role = page.getByRole('switch', { name: 'Bob Tester is admin' })
  await expect(role).toBeVisible()
  readsFail(faulty, 'PATCH')
  await role.click()
  await comesWithTime(page, page.getByText('Looking again'))
  // It waits longer and longer.
  await comesWithTime(page, page.getByText(/Looking again in [23]\d s/))
  await expect(notKnown(page)).toContainText(
    `Making Bob Tester admin of ${organization}: no readable answer came`,
  )
  await expect(role).toHaveAttribute('aria-disabled')
  faulty.heal()
  await page.clock.fastForward(5000)
  await page.getByRole('link', { name: 'Usage', exact: true }).click()
  await expect(page.getByText('Bob Tester is admin now.')).toBeVisible()
  await expect(saidOnce(page)).toHaveCount(1)
  await expect(notKnown(page)).toBeHidden()
})

test('where nobody is signed in any more, looking stops, and goes on after a sign-in in another window', async ({
  page,
  context,
  faulty,
  organization,
  me,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/settings`)
  await expect(page.getByRole('button', { name: 'Rename' })).toBeVisible()
  // What is still read would lead to sign-in before anything is on its way.
  await page.waitForLoadState('networkidle')
  readsFail(faulty, 'PATCH', 401)
  const before = faulty.calls.length
  await rename(page, `${organization}-b`)
  await expect(page.getByText('Your session has ended.')).toContainText(
    'what was on its way is looked up',
  )
  await expect(notKnown(page)).toContainText('It is looked up once you are signed in.')
  await expect(page).toHaveURL(/\/settings/)
  expect(faulty.calls.slice(before).map(({ method }) => method)).toEqual(['PATCH', 'GET'])

  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Sign in in a new window' }).click()
  const other = await opened
  await expect(other.getByLabel('API token')).toBeFocused()
  faulty.heal()
  await other.keyboard.type(me.token)
  const closed = other.waitForEvent('close')
  // The key may be let go where there is no window any more.
  await other.keyboard.press('Enter').catch(() => undefined)
  await closed
  await expect(page.getByText(`${organization} is now called ${organization}-b.`)).toBeVisible()
  await expect(saidOnce(page)).toHaveCount(1)
  await expect(page).toHaveURL(`${faulty.console}/organizations/${organization}-b/settings`)
  await expect(page.getByText('Your session has ended.')).toBeHidden()
})

test('a write that was refused for now is told of at once, and nothing is looked up', async ({
  page,
  faulty,
}) => {
  await page.goto(`${faulty.console}/organizations-new`)
  await expect(page.getByRole('button', { name: 'Create organization' })).toBeVisible()
  faulty.fail('organizations_create', { status: 503, body: { error: 'Closed for now.' } })
  faulty.fail('organizations_list', 'no answer')
  await page.getByLabel('Name').fill('typed-name')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByRole('alert')).toHaveText('Closed for now.')
  await faulty.close()
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByRole('alert')).toContainText('could not be reached')
  await expect(page.getByText('not known whether')).toHaveCount(0)
})
