/** What is said, and what is shown beside it, while the API fails. */
import type { BrowserContext } from 'playwright/test'
import { examples } from './faulty-upstream.ts'
import { expect, inTime, startServer, test } from './fixtures.ts'

test('a run that a 401 stops tells what was sent from what was not, and offers to go on first', async ({
  page,
  faulty,
  organization,
  crowd,
}) => {
  await crowd(10)
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select all 11 shown' }).check()
  await page.getByRole('button', { name: 'Make admin' }).click()
  faulty.fail('organization_users_update', 401)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make 10 people admins' }).click()
  await expect(
    dialog.getByText(
      'Stopped. Your session has ended: sign in first. 3 of 10 were sent, and not done. 7 of 10 were not sent.',
    ),
  ).toBeVisible()
  await expect(dialog.getByText('Session ended', { exact: true })).toHaveCount(3)
  await expect(dialog.getByText('Not begun')).toHaveCount(7)
  await expect(dialog.getByRole('listitem').first()).toContainText('Session ended')
  await expect(dialog.getByRole('button', { name: 'Go on' })).toBeFocused()
})

for (const [width, height] of [
  [1280, 800],
  [375, 812],
] as const)
  test(`a run that meets the end of the session can be ended and gone on with in sight, ${width} px wide`, async ({
    page,
    faulty,
    organization,
    me,
  }) => {
    await page.setViewportSize({ width, height })
    await page.goto(`${faulty.console}/organizations/${organization}/members-new`)
    const dialog = page.getByRole('dialog', { name: 'Add members' })
    const many = Array.from({ length: 20 }, (_, at) => `cas${at}-${organization}@example.com`)
    await dialog.getByLabel('E-mail addresses').fill(many.join('\n'))
    const answer = Promise.withResolvers<undefined>()
    let posts = 0
    faulty.failWith(({ method }) => {
      if (method !== 'POST' || ++posts <= 7) return undefined
      return posts === 8 ? answer.promise : 401
    })
    await dialog.getByRole('button', { name: 'Add 20 members' }).click()
    // One is on its way when others find that the session has ended: nobody has cancelled anything.
    await expect(dialog.getByText('Waiting for what is on its way.')).toBeVisible()
    const cancel = dialog.getByRole('button', { name: 'Cancel' })
    await expect(cancel).toHaveAttribute('aria-disabled', 'true')
    await expect(cancel).not.toHaveAttribute('aria-busy')
    answer.resolve(undefined)

    await expect(dialog.getByText('8 were added. Your session has ended: sign')).toBeVisible()
    const card = dialog.getByText('Your session has ended. What you typed here stays')
    await expect(card).toBeVisible()
    await expect(dialog.getByText('Not added', { exact: true })).toHaveCount(12)
    await expect(dialog.getByText(/Refused|Not begun/)).toHaveCount(0)
    const inSight = async () => {
      for (const name of ['Close', 'Add 12 members'])
        await expect(dialog.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
    }
    await inSight()
    await expect(dialog.getByRole('listitem').first()).toBeInViewport({ ratio: 0.9 })
    // What is below can be scrolled to, past them.
    const last = dialog.getByRole('listitem').last()
    await last.scrollIntoViewIfNeeded()
    await last.click({ trial: true })

    faulty.heal()
    const opened = page.context().waitForEvent('page')
    await dialog.getByRole('link', { name: 'Sign in in a new window' }).click()
    const other = await opened
    await other.getByLabel('API token').fill(me.token)
    const closed = other.waitForEvent('close')
    await other.getByRole('button', { name: 'Sign in' }).click()
    await closed
    await expect(
      dialog.getByText('8 were added. You are signed in again: add the remaining 12.'),
    ).toBeVisible()
    await expect(dialog.getByText('Your session has ended')).toHaveCount(0)
    await inSight()
    await dialog.getByRole('button', { name: 'Add 12 members' }).click()
    await expect(page.getByText(`20 members were added to ${organization}.`)).toBeVisible()
  })

test('a run that was cancelled shows that it is being ended', async ({
  page,
  faulty,
  organization,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog', { name: 'Add members' })
  await dialog.getByLabel('E-mail addresses').fill(`cas@example.com, dee@example.com`)
  const release = faulty.holdWrites()
  await dialog.getByRole('button', { name: 'Add 2 members' }).click()
  const cancel = dialog.getByRole('button', { name: 'Cancel' })
  await cancel.click()
  await expect(cancel).toHaveAttribute('aria-busy', 'true')
  release()
  await expect(page.getByText('2 members were added')).toBeVisible()
})

test('a write whose answer takes long is said to be waited for, until it is there', async ({
  page,
  faulty,
  organization,
}) => {
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations/${organization}/settings`)
  await page.getByLabel('Name', { exact: true }).fill(`${organization}-b`)
  await page.getByLabel('Type the new name again').fill(`${organization}-b`)
  const release = faulty.holdWrites()
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect.poll(() => faulty.writes().now).toBe(1)
  const slow = page.getByText('The API is slow to answer.')
  await page.clock.runFor(3000)
  await expect(slow).toBeHidden()
  await inTime(page, slow, { pause: 2000 })
  await expect(slow).toContainText('its answer is still waited for: stay here, and do not ask')
  release()
  await expect(page.getByText(`is now called ${organization}-b.`)).toBeVisible()
  await inTime(page, slow, { gone: true, pause: 1000 })
})

test('on a phone what floats has its actions below a long sentence, and beside a short one', async ({
  page,
  context,
  organization,
  bob,
}) => {
  await bob()
  await page.setViewportSize({ width: 375, height: 812 })
  await page.goto(`/organizations/${organization}/members`)
  const region = page.getByRole('status').filter({ has: page.getByRole('button') })
  const boxes = async (sentence: string, action: string) => {
    const text = region.getByText(sentence)
    await expect(text).toBeVisible()
    const [card, words, button] = await Promise.all([
      text.locator('xpath=ancestor::div[1]').boundingBox(),
      // Only what is written, without the space around it.
      text.evaluate((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        const { right, bottom } = range.getBoundingClientRect()
        return { right, bottom }
      }),
      region.getByRole('button', { name: action }).boundingBox(),
    ])
    if (!card || !button) throw new Error('The card is not there.')
    return { words, button, right: card.x + card.width }
  }
  const role = page.getByRole('switch', { name: 'Bob Tester is admin' })
  // What an admin does is explained once.
  await role.click()
  const long = await boxes('Bob Tester is admin now. Admins change', 'Undo')
  expect(long.button.y).toBeGreaterThanOrEqual(long.words.bottom)
  await role.click()
  const short = await boxes('Bob Tester is no longer admin.', 'Undo')
  expect(short.button.y).toBeLessThan(short.words.bottom)

  await context.setOffline(true)
  const { words, button, right } = await boxes('There has been no connection', 'Try now')
  expect(button.y).toBeGreaterThanOrEqual(words.bottom)
  expect(right - words.right).toBeGreaterThanOrEqual(12)
})

test('an organization whose API is slow has its frame at once, and says that it waits', async ({
  page,
  faulty,
  organization,
}) => {
  faulty.failWith(({ method }) => (method === 'GET' ? 'no answer' : undefined))
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  const tabs = page.getByRole('navigation', { name: 'Organization' })
  await expect(tabs.getByRole('link', { name: 'Members', exact: true })).toBeVisible({
    timeout: 5000,
  })
  await expect(page.getByRole('status', { name: 'Loading' })).toBeVisible()
  const slow = page.getByText('The API is slow to answer.')
  await expect(slow).toBeVisible({ timeout: 7000 })
  await expect(page.getByText(/did not answer within 10 s\. Trying again/)).toBeVisible()
  await expect(slow).toBeHidden()
  faulty.heal()
  await expect(page.getByText('Robin Tester')).toBeVisible()
  await expect(slow).toBeHidden()
})

test('an organization that opens late keeps the focus on its heading', async ({
  page,
  faulty,
  organization,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}x`)
  const meant = page.getByRole('main').getByRole('link', { name: organization, exact: true })
  await expect(meant).toBeVisible()
  faulty.fail('organizations_get', { status: 503, body: { error: 'Not now.' } }, 1)
  await meant.click()
  await expect(page.getByText('Not now.')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(page.getByText('Deployments', { exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

for (const [how, away] of [
  ['the browser is offline', (context: BrowserContext) => context.setOffline(true)],
  [
    'the server is gone',
    (_: BrowserContext, console: { close(): Promise<void> }) => console.close(),
  ],
] as const)
  test(`a screen that was never read says the same, once, where ${how}`, async ({
    page,
    context,
    faulty,
    organization,
    me,
  }) => {
    const console = await startServer(faulty.host)
    await context.addCookies([await console.cookie(me.token)])
    await page.setViewportSize({ width: 375, height: 800 })
    // The code of an organization's screens is there, and nothing of the organization itself.
    await page.goto(`${console.url}/organizations/${organization}/settings`)
    await page.getByRole('link', { name: 'Members', exact: true }).click()
    await expect(page.getByText('Robin Tester')).toBeVisible()
    await page.goto(`${console.url}/organizations`)
    await page.waitForLoadState('networkidle')
    await away(context, console)
    await page.getByRole('link', { name: organization }).click()
    const main = page.getByRole('main')
    await expect(main.getByRole('heading', { name: 'No connection' })).toBeVisible()
    await expect(main.getByText('opens by itself when the connection is back')).toBeVisible()
    await expect(page.getByText(/no connection to the server since/)).toBeVisible()
    await expect(page.getByText(/Nothing can be changed until it is back/)).toBeVisible()
    await expect(page.getByText('and stays')).toHaveCount(0)
    await expect(page.getByRole('timer')).toHaveCount(1)
    await expect(page.getByRole('button', { name: /^Try/ })).toHaveCount(1)
    if (how !== 'the server is gone') await console.close()
  })

test('where a part of the screen was never read, nothing is said to stay', async ({
  page,
  context,
  organization,
}) => {
  const usage = page.getByRole('link', { name: 'Usage', exact: true })
  // The code of the usage is there, and nothing of the usage itself.
  await page.goto(`/organizations/${organization}/usage`)
  await expect(page.getByRole('heading', { name: 'Usage' })).toBeVisible()
  await page.goto(`/organizations/${organization}/settings`)
  await expect(page.getByRole('button', { name: 'Rename' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  await expect(page.getByText(/What you see is from .* and stays/)).toBeVisible()
  await usage.click()
  await expect(page.getByRole('main').getByText(/opens by itself|could not be read/)).toBeVisible()
  await expect(page.getByText(/no connection to the server since/)).toBeVisible()
  await expect(page.getByText('and stays')).toHaveCount(0)
})

test('without a connection a member’s box says why nothing can be done with it', async ({
  page,
  context,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/members`)
  const box = page.getByRole('checkbox', { name: 'Select Robin Tester' })
  await expect(box).toBeVisible()
  await context.setOffline(true)
  await expect(box).toHaveAccessibleDescription(/no connection to the server/)
  await expect(page.getByText(/and stays\. Nothing can be changed until it is back/)).toBeVisible()
  await context.setOffline(false)
  await expect(box).toHaveAccessibleDescription('')
})

test('without a connection neither a form nor a question can be sent, and what waits is not', async ({
  page,
  context,
  organization,
  bob,
}) => {
  await bob()
  await page.clock.install()
  await page.goto('/organizations-new')
  await page.getByLabel('Name', { exact: true }).fill(`${organization}-2`)
  await context.setOffline(true)
  const create = page.getByRole('button', { name: 'Create organization' })
  await expect(create).toHaveAccessibleDescription(/no connection to the server/)
  await expect(create).toHaveAttribute('aria-disabled', 'true')
  await context.setOffline(false)
  await expect(create).toHaveAccessibleDescription('')

  await page.goto(`/organizations/${organization}/members`)
  await page
    .getByRole('row', { name: /Bob/ })
    .getByRole('button', { name: /^Remove/ })
    .click()
  const remove = page.getByRole('dialog').getByRole('button', { name: 'Remove Bob Tester' })
  await expect(remove).toHaveAccessibleDescription('')
  await context.setOffline(true)
  await expect(remove).toHaveAccessibleDescription(/no connection to the server/)
  await context.setOffline(false)
  await expect(remove).toHaveAccessibleDescription('')
  await remove.click()
  await expect(page.getByText('Will be removed')).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText(/no connection to the server since/)).toBeVisible()
  await page.clock.fastForward(8000)
  await expect(page.getByText(/^Bob Tester .* There is no connection to the server/)).toBeVisible()
  await expect(page.getByText('not known whether')).toHaveCount(0)
})

for (const [width, height] of [
  [375, 667],
  [1280, 560],
] as const)
  test(`what floats over a dialog does not cover its title, ${width} px wide`, async ({
    page,
    faulty,
    organization,
  }) => {
    await page.setViewportSize({ width, height })
    await page.goto(`${faulty.console}/organizations/${organization}/members-new`)
    const dialog = page.getByRole('dialog')
    const many = Array.from({ length: 30 }, (_, at) => `cas${at}@example.com`)
    await dialog.getByLabel('E-mail addresses').fill(many.join('\n'))
    faulty.fail('organization_users_create', 401)
    await dialog.getByRole('button', { name: 'Add 30 members' }).click()
    const card = dialog.getByText('Your session has ended. What you typed')
    await expect(card).toBeVisible()
    const title = dialog.getByRole('heading', { level: 2 })
    await title.scrollIntoViewIfNeeded()
    // Whatever is at this place is what a person sees there.
    await title.click({ trial: true, timeout: 5000 })
    const [over, under] = await Promise.all([card.boundingBox(), dialog.boundingBox()])
    expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual(under?.y ?? 0)
  })

test('on a narrow screen the mark of a notice stands beside its sentence', async ({
  page,
  faulty,
  organization,
  bob,
}) => {
  await bob()
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select Bob Tester' }).check()
  await page.getByRole('button', { name: 'Make admin' }).click()
  faulty.fail('organization_users_update', 400)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make Bob Tester admin' }).click()
  const sentence = dialog.getByText('One failed; the reason stands beside it.')
  const mark = sentence.locator('xpath=..').locator('svg')
  const [text, icon] = await Promise.all([sentence.boundingBox(), mark.boundingBox()])
  expect(icon?.y ?? 0).toBeGreaterThan((text?.y ?? 0) - 1)
  expect(icon?.y ?? 0).toBeLessThan((text?.y ?? 0) + (text?.height ?? 0))
})

test('a refusal without an explanation is told with what it means, and what to do', async ({
  page,
  faulty,
  organization,
  bob,
}) => {
  await bob()
  const refuse = (status: number, error: string) =>
    faulty.failWith(({ method }) => (method === 'GET' ? undefined : { status, body: { error } }))
  await page.goto(`${faulty.console}/organizations-new`)
  await page.getByLabel('Name').fill('a-new-one')
  refuse(409, 'Not now.')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByRole('alert')).toContainText('or try again later.')
  await expect(page.getByRole('button', { name: /^Make it fit/ })).toHaveCount(0)

  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  refuse(403, 'No.')
  await page.getByRole('switch', { name: 'Bob Tester is admin' }).click()
  await expect(page.getByRole('alert')).toContainText(
    'Bob Tester stays as before. No. Your rights or your token do not allow it. Ask an admin',
  )
  await page.getByRole('button', { name: 'Dismiss' }).click()
  refuse(404, 'Not found')
  await page.getByRole('switch', { name: 'Bob Tester is admin' }).click()
  const meaning = 'Not found. It is gone, or you may not see it. Load the page again.'
  await expect(page.getByRole('alert')).toContainText(`Bob Tester stays as before. ${meaning}`)
  await page.getByRole('checkbox', { name: 'Select Bob Tester' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove Bob Tester' }).click()
  await expect(dialog.getByRole('listitem')).toContainText(meaning)
})

const unknownShape =
  "The server's answer has a shape this console doesn't know, so it can't be used."

test('what nobody can read of many organizations is said once, with the answer, and not tried in vain', async ({
  page,
  faulty,
  organization,
  me,
}) => {
  const other = `${organization}-2`
  await me.api.organizations_create({ body: { name: other, subscription: 'free' } })
  faulty.fail('organizations_usage_get', 'another shape')
  await page.goto(`${faulty.console}/organizations`)
  const main = page.getByRole('main')
  await expect(
    main.getByText('0 of 2 organizations on the screen could be read in full.'),
  ).toContainText(unknownShape)
  await expect(main.getByRole('button', { name: 'Try again', exact: true })).toHaveCount(0)
  await main.getByText('The answer', { exact: true }).click()
  await expect(main.getByRole('region', { name: 'The answer' })).toContainText('something')
  await expect(main.getByText('What does not fit first is at')).toBeVisible()

  await page.goto(`${faulty.console}/usage`)
  await expect(main.getByText('2 of 2 organizations could not be read.')).toBeVisible()
  await expect(main.getByRole('listitem').filter({ hasText: unknownShape })).toHaveText(
    new RegExp(`^${organization}, ${other}: The server's answer`),
  )
  await expect(main.getByRole('button', { name: 'Try again', exact: true })).toHaveCount(0)
  await main.getByText('The answer', { exact: true }).click()
  await expect(main.getByRole('region', { name: 'The answer' })).toContainText('something')
})

test('an organization without a name says so once, and one whose name turns words round does not', async ({
  page,
  faulty,
}) => {
  const [one] = examples.organizations_list
  const id = '0c5a52f6-4f8a-4c10-8e4c-7ff2b6a1d077'
  faulty.fail('organizations_list', {
    body: [
      { ...one, id, name: '' },
      { ...one, name: 'gpj\u202eemca' },
    ],
  })
  await page.goto(`${faulty.console}/organizations`)
  const nameless = page.getByRole('row').filter({ hasText: '(no name)' })
  await expect(nameless).toContainText(`Its id is ${id}.`)
  await expect(nameless.getByText(/Refused|No access/)).toHaveCount(0)
  await expect(nameless.getByRole('link')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'gpj[U+202E]emca' })).toBeVisible()
  expect(faulty.calls.filter(({ path }) => path.includes('organizations//'))).toEqual([])
})

test('a project whose name turns words round does not turn the chart’s', async ({
  page,
  faulty,
  organization,
}) => {
  const usage = examples.organizations_usage_get
  const [one] = usage.data_projects
  faulty.fail('organizations_usage_get', {
    body: { ...usage, data_projects: [{ ...one, project_name: 'gpj\u202eemca' }] },
  })
  await page.goto(
    `${faulty.console}/organizations/${organization}/usage?from=2026-03-01&to=2026-03-06`,
  )
  const legend = page.getByRole('list', { name: 'Parts of the chart' })
  await expect(legend.getByRole('button', { name: /^gpj\[U\+202E\]emca/ })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: 'gpj[U+202E]emca' })).toBeVisible()
  await page.getByRole('application').press('ArrowRight')
  await expect(page.getByText('1 Mar 2026: 6 credits.')).toContainText('gpj[U+202E]emca 2,')
  expect(await page.locator('body').innerHTML()).not.toContain('\u202e')
})

test('an organization of which nothing may be read says why once', async ({
  page,
  faulty,
  organization,
}) => {
  faulty.failWith(({ path }) =>
    path.includes(organization) ? { status: 403, body: { error: 'Not for you.' } } : undefined,
  )
  await page.goto(`${faulty.console}/organizations`)
  const row = page.getByRole('row').filter({ hasText: organization })
  await expect(row.getByText('No access: Not for you.')).toBeVisible()
  await expect(row.getByText('No access')).toHaveCount(1)
})
