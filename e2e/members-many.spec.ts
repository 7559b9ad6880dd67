import { readFile } from 'node:fs/promises'
import { expect, inTime, test } from './fixtures.ts'
import type { Fault } from './faulty-upstream.ts'
import { rowOf, select } from './members.ts'

test('each address says what would become of it, and a member can have another role instead', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const member = await bob()
  const fresh = `new-${organization}@example.com`
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog', { name: `Add members to ${organization}` })
  await dialog
    .getByLabel('E-mail addresses')
    .fill(`Ann Example <${fresh}>; ${fresh.toUpperCase()}\nnonsense ${member.email}`)
  const line = (index: number) => dialog.getByRole('listitem').nth(index)
  await expect(line(0)).toContainText(`${fresh}Will be added`)
  await expect(line(1)).toContainText('Twice: counts once')
  await expect(line(2)).toContainText('Give a complete e-mail address')
  await expect(line(3)).toContainText('Already a member')
  await line(3).getByRole('button', { name: 'Make admin' }).click()
  await expect(line(3)).toContainText('Already an admin')
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog.getByText('One was added.')).toBeVisible()
  const field = dialog.getByLabel('E-mail addresses')
  await expect(field).toHaveValue(`nonsense\n${member.email}`)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('One address was typed here and not added.')).toBeVisible()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  // Of who is a member already nothing would be lost.
  await field.fill(member.email)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toBeHidden()
  await expect(rowOf(page, fresh)).toContainText('Invited')
  expect(
    await me.api.organization_users_list({ params: { organization_name: organization } }),
  ).toContainEqual(expect.objectContaining({ email: member.email, admin: true }))
})

test('of two hundred addresses thirteen fail, each in its way, and can be tried again', async ({
  page,
  me,
  organization,
  faulty,
}) => {
  const params = { organization_name: organization }
  const addresses = Array.from({ length: 200 }, (_, index) => `p${index}@${organization}.nl`)
  const refusal = (status: number, error: string): Fault => ({ status, body: { error } })
  const faults: Record<string, Fault> = {
    p0: refusal(400, 'This domain is blocked.'),
    p17: { status: 400, body: { error: 'Wrong.', fields: { email: 'Not this one.' } } },
    p34: refusal(404, 'No such project template.'),
    p51: refusal(409, 'Being added by somebody else.'),
    p68: refusal(422, 'The plan has no room.'),
    p85: refusal(500, 'A sorry mess.'),
    p102: refusal(503, 'Back in a minute.'),
    p119: '502 as HTML',
    p136: 'broken JSON',
    p153: 'reset at once',
    p170: 'done, then reset',
    p187: { status: 413, body: {} },
    p190: { status: 405, body: { error: 'Not here.' } },
  }
  faulty.failWith(({ method, body }) => {
    const email = method === 'POST' ? (JSON.parse(body) as { email: string }).email : ''
    return faults[email.split('@')[0] ?? '']
  })
  await page.goto(`${faulty.console}/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog', { name: `Add members to ${organization}` })
  const field = dialog.getByLabel('E-mail addresses')
  await field.fill(addresses.join(', '))
  await expect(dialog.getByRole('listitem')).toHaveCount(200)
  // Behind this page's back one of them becomes a member.
  await me.api.organization_users_create({ params, body: { email: addresses[199] ?? '' } })
  await dialog.getByRole('button', { name: 'Add 200 members' }).click()

  await expect(dialog.getByText('187 were added.')).toBeVisible({ timeout: 30_000 })
  expect(faulty.writes().most).toBeLessThanOrEqual(3)
  const line = (email: string) => dialog.getByRole('listitem').filter({ hasText: email })
  for (const [name, said] of [
    ['p0', 'This domain is blocked.'],
    ['p17', 'Wrong.'],
    ['p34', 'No such project template.'],
    ['p51', 'Being added by somebody else.'],
    ['p68', 'The plan has no room.'],
    ['p85', 'A sorry mess.'],
    ['p102', 'Back in a minute.'],
    ['p119', 'it was looked up: this is not done so far'],
    ['p136', 'it was looked up: this is not done so far'],
    ['p153', 'it was looked up: this is not done so far'],
    ['p187', 'status 413'],
    ['p190', 'Not here.'],
  ])
    await expect(line(`${name}@`)).toContainText(said ?? '')
  await expect(line('p199@')).toContainText('Already a member')
  // Of one only the answer was lost, and looking has found it.
  await expect(line('p170@')).toHaveCount(0)
  expect((await field.inputValue()).split('\n')).toHaveLength(13)

  faulty.heal()
  await dialog.getByRole('button', { name: 'Add 12 members' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  expect(await me.api.organization_users_list({ params })).toHaveLength(201)
  // The list behind is long enough now for only a part of it to be drawn.
  const drawn = page.locator('tbody tr[aria-rowindex]')
  await expect(drawn.nth(198)).not.toBeAttached()
  await expect(drawn.first()).toBeAttached()
})

test('many are selected by row, by range and by key, also those that the filter hides', async ({
  page,
  context,
  organization,
  crowd,
}) => {
  const emails = await crowd(12)
  const name = (index: number) => emails[index] ?? ''
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/organizations/${organization}/members`)
  await select(page, name(2)).click()
  await select(page, name(5)).click({ modifiers: ['Shift'] })
  await expect(page.getByText('4 selected', { exact: true })).toBeVisible()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(select(page, name(6))).toBeFocused()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(page.getByText('7 selected', { exact: true })).toBeVisible()
  await select(page, name(5)).click()
  await select(page, name(3)).click({ modifiers: ['Shift'] })
  await expect(page.getByText('4 selected', { exact: true })).toBeVisible()

  await page.getByLabel('Search by name or e-mail').fill('m0009')
  await expect(page.getByText('4 selected, 3 of them are hidden by the filter')).toBeVisible()
  await page.getByRole('button', { name: 'Copy e-mails' }).click()
  await expect(page.getByText('4 addresses were copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    [2, 6, 7, 9].map(name).join(', '),
  )
  await page.getByLabel('Search by name or e-mail').fill('m001')
  await page.getByRole('button', { name: 'Select all 2' }).click()
  await expect(page.getByText('6 selected, 4 of them are hidden by the filter')).toBeVisible()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Select all 2 shown' }).check()
  await expect(page.getByText('2 selected', { exact: true })).toBeVisible()
})

test('many become admin at once; who failed is named with the reason, and tried again', async ({
  page,
  me,
  organization,
  crowd,
  faulty,
}) => {
  const emails = await crowd(8)
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  const list = await me.api.organization_users_list({ params: { organization_name: organization } })
  const unlucky = list.find(({ email }) => email === emails[4])
  faulty.failWith(({ method, path }) =>
    method === 'PATCH' && path.endsWith(unlucky?.id ?? '')
      ? { status: 500, body: { error: 'The database hiccuped.' } }
      : undefined,
  )
  await page.getByRole('checkbox', { name: 'Select all 9 shown' }).check()
  await page.getByRole('button', { name: 'Make admin' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading')).toHaveText('Make 8 people admins?')
  await expect(dialog).toContainText('One other is already admin, and stay so.')
  await expect(dialog).toContainText(`${organization} then has 9 active admins.`)
  const release = faulty.holdWrites()
  await dialog.getByRole('button', { name: 'Make 8 people admins' }).click()
  await expect.poll(() => faulty.writes().now).toBe(3)
  await expect(dialog.getByText('0 of 8 done')).toBeVisible()
  release()
  await expect(dialog.getByText('7 of 8 done, 1 failed')).toBeVisible()
  await expect(dialog.getByRole('listitem').first()).toContainText('The database hiccuped.')
  await expect(dialog.getByRole('listitem').first()).toContainText(emails[4] ?? '')
  expect(faulty.writes().most).toBe(3)

  const saved = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Result file' }).click()
  expect(await readFile(await (await saved).path(), 'utf8')).toContain(
    `${emails[4]},promote,failed,"The API failed: The database hiccuped. It was looked up: this is not done.`,
  )
  faulty.heal()
  await dialog.getByRole('button', { name: 'Try the failed ones again' }).click()
  await expect(dialog.getByText('8 of 8 done')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText(/selected$/)).toBeHidden()
  await expect(page.getByRole('radio', { name: 'Admins 9' })).toBeVisible()
})

test('many are removed: cancelled, the rest stays and can be gone on with', async ({
  page,
  me,
  organization,
  crowd,
  faulty,
}) => {
  await crowd(12)
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select all 13 shown' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('You are among the selected, and stay')
  await expect(dialog).toContainText('This cannot be undone.')
  // A few are answered with "too early", so that the run waits and can be stopped in time.
  let passing = 4
  faulty.failWith(({ method }) =>
    method === 'DELETE' && passing-- <= 0
      ? { status: 429, body: { error: 'Too many.' }, headers: { 'retry-after': '60' } }
      : undefined,
  )
  await dialog.getByRole('button', { name: 'Remove 12 people' }).click()
  await expect(dialog.getByText(/^4 of 12 done, goes on in \d+ s$/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByText('Stopped. 8 of 12 were not sent.')).toBeVisible()
  expect(
    await me.api.organization_users_list({ params: { organization_name: organization } }),
  ).toHaveLength(9)
  faulty.heal()
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await inTime(page, dialog.getByText('12 of 12 done'), { pause: 60_000 })
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('1 member', { exact: true })).toBeVisible()
})

test('below twenty calls left a run waits, says how long, and goes on by itself', async ({
  page,
  me,
  organization,
  crowd,
  faulty,
}) => {
  await crowd(6)
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  let writes = 0
  faulty.failWith(({ method }) => {
    if (method === 'GET') return undefined
    writes += 1
    return {
      headers: { 'x-ratelimit-remaining': writes <= 3 ? '19' : '290', 'x-ratelimit-reset': '60' },
    }
  })
  await page.getByRole('checkbox', { name: 'Select all 7 shown' }).check()
  await page.getByRole('button', { name: 'Make admin' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make 6 people admins' }).click()
  await expect(dialog.getByText(/^3 of 6 done, goes on in \d\d? s$/)).toBeVisible()
  expect(writes).toBe(3)
  await page.clock.fastForward(60_000)
  await expect(dialog.getByText('6 of 6 done')).toBeVisible()
  const list = await me.api.organization_users_list({ params: { organization_name: organization } })
  expect(list.filter(({ admin }) => admin)).toHaveLength(7)
})

test('no order of many calls leaves an organization without an admin', async ({
  page,
  me,
  organization,
  crowd,
  bob,
}) => {
  const emails = await crowd(1)
  const member = await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select all 3 shown' }).check()
  await page.getByRole('button', { name: 'Make member' }).click()
  const dialog = page.getByRole('dialog')
  const go = dialog.getByRole('button', { name: 'Make 2 people plain members' })
  await expect(go).toHaveAttribute('aria-disabled', 'true')
  await expect(go).toHaveAccessibleDescription(/No active admin would be left/)
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  // With another admin it can be done, one's own rights last.
  await page.getByRole('switch', { name: `${emails[0]} is admin` }).click()
  await expect(page.getByText(`${emails[0]} is admin now.`)).toBeVisible()
  await select(page, emails[0] ?? '').click()
  await page.getByRole('button', { name: 'Make member' }).click()
  await expect(dialog).toContainText('you give up your own admin rights, last of all')
  await go.click()
  await expect(dialog.getByText('2 of 2 done')).toBeVisible()
  const list = await member.api.organization_users_list({
    params: { organization_name: organization },
  })
  expect(list.filter(({ admin }) => admin).map(({ email }) => email)).toEqual([emails[0]])
  expect(list.map(({ email }) => email)).toContain(me.email)
})

test('brings the list to what a file says, and resumes after a failure', async ({
  page,
  me,
  organization,
  crowd,
  bob,
  faulty,
}) => {
  const emails = await crowd(4)
  const member = await bob({ admin: true })
  const fresh = `new-${organization}@example.com`
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('link', { name: 'Match the list to a file…' }).click()
  const text = [
    'email,admin',
    `${me.email},true`,
    `${fresh},true`,
    `${emails[0]?.toUpperCase()},yes`,
    `${member.email},false`,
    `${emails[1]},`,
    `${emails[1]},`,
    'nonsense,true',
  ].join('\n')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'members.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await expect(
    page.getByText(
      '1 to add, 1 to make admin, 1 to make a plain member, 2 as in the file, 2 not in the file (kept), 1 not readable, 1 twice in the file.',
    ),
  ).toBeVisible()
  await expect(rowOf(page, fresh)).toContainText('Add')
  await expect(rowOf(page, 'nonsense')).toContainText('Give a complete e-mail address')
  await expect(rowOf(page, 'Line 6 has it already, and counts.')).toContainText(emails[1] ?? '')
  await page.getByRole('checkbox', { name: 'Remove the 2 members' }).check()
  await expect(page.getByText('One line of the file cannot be read')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Apply 3 changes' })).toBeVisible()

  const field = page.getByLabel('What the list should be')
  await field.fill(text.replace('\nnonsense,true', ''))
  await expect(rowOf(page, emails[2] ?? '')).toContainText('Remove')
  faulty.failWith(({ method }) =>
    method === 'PATCH' ? { status: 500, body: { error: 'Not today.' } } : undefined,
  )
  await page.getByRole('button', { name: 'Apply 5 changes' }).click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText(
    '1 to add, 1 to make admin, 1 to make a plain member, 2 to remove.',
  )
  await expect(question.getByRole('listitem')).toHaveText([emails[2] ?? '', emails[3] ?? ''])
  await expect(question).toContainText(
    `${organization} then has 2 active admins. New ones count once they are active.`,
  )
  await question.getByRole('button', { name: 'Apply 5 changes' }).click()
  await expect(page.getByText('3 of 5 done, 2 failed')).toBeVisible()
  await expect(
    page.getByText('The list was read again: 2 members still differ from the file.'),
  ).toBeVisible()
  await expect(rowOf(page, member.email)).toContainText('Not today.')
  await expect(rowOf(page, fresh)).toContainText('AddAdded')
  await expect(rowOf(page, emails[2] ?? '')).toContainText('RemoveRemoved')
  const kinds = faulty.calls.map(({ method }) => method).filter((method) => method !== 'GET')
  expect(kinds.slice(0, 2).toSorted()).toEqual(['PATCH', 'POST'])
  expect(kinds.slice(2)).toEqual(['PATCH', 'DELETE', 'DELETE'])

  faulty.heal()
  await page.getByRole('button', { name: 'Apply the remaining 2 changes' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Apply 2 changes' }).click()
  await expect(page.getByText('The list was read again: it is as the file says.')).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Result file' }).click()
  // It tells of what was done before the resumption, too.
  const results = await readFile(await (await saved).path(), 'utf8')
  for (const line of [
    `${fresh},add as admin,done,`,
    `${emails[0]},promote,done,`,
    `${emails[2]},remove,done,`,
    `${member.email},demote,done,`,
  ])
    expect(results).toContain(`${line}\r\n`)
  await expect(rowOf(page, emails[2] ?? '')).toContainText('RemoveRemoved')
  await page.getByLabel('What the list should be').fill(`${me.email},true`)
  await expect(page.getByText('The list was read again')).toBeHidden()
  await expect(page.getByText('RemoveRemoved')).toBeHidden()
  const list = await me.api.organization_users_list({ params: { organization_name: organization } })
  expect(new Map(list.map(({ email, admin }) => [email, admin]))).toEqual(
    new Map([
      [me.email, true],
      [fresh, true],
      [emails[0], true],
      [emails[1], false],
      [member.email, false],
    ]),
  )
})

test('a run stops when its rights are taken away, and says what was not sent', async ({
  page,
  me,
  organization,
  crowd,
  bob,
}) => {
  await crowd(9)
  const member = await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select all 11 shown' }).check()
  await select(page, 'Bob Tester').click()
  await page.getByRole('button', { name: 'Make admin' }).click()
  const list = await me.api.organization_users_list({ params: { organization_name: organization } })
  await member.api.organization_users_update({
    params: {
      organization_name: organization,
      user_id: list.find(({ email }) => email === me.email)?.id ?? '',
    },
    body: { admin: false },
  })
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make 9 people admins' }).click()
  await expect(dialog.getByText('Stopped. 6 of 9 were not sent. 3 failed')).toBeVisible()
  await expect(dialog.getByRole('listitem').first()).toContainText(
    'Only admins of this organization',
  )
})

test('of ten thousand members only those on the screen are in the page, and all can be found', async ({
  page,
  me,
  organization,
  crowd,
}) => {
  const emails = await crowd(10_000)
  await page.goto(`/organizations/${organization}/members`)
  await expect(page.getByText('10,001 members')).toBeVisible()
  const rows = page.getByRole('row')
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '10002')
  await expect.poll(() => rows.count()).toBeLessThan(50)
  await page.keyboard.press('End')
  await expect(rowOf(page, me.email)).toBeInViewport()
  const search = page.getByLabel('Search by name or e-mail')
  await search.fill('M07777')
  await expect(page.getByText('No member has “M07777” in the name or e-mail.')).toBeVisible()
  await search.fill('M7777')
  await expect(page.getByText('1 of 10,001 members')).toBeVisible()
  await expect(rowOf(page, 'm7777@')).toBeInViewport()

  // Ranges reach over rows that are not in the page.
  await search.fill('')
  await select(page, emails[0] ?? '').click()
  await page.keyboard.press('End')
  await select(page, emails[9999] ?? '').click({ modifiers: ['Shift'] })
  await expect(page.getByText('10,000 selected')).toBeVisible()
  await search.fill('m000')
  await expect(
    page.getByText('10,000 selected, 9,990 of them are hidden by the filter'),
  ).toBeVisible()
})

test('Ctrl+Enter sends what the button would, once, and nothing where it is locked', async ({
  page,
  organization,
  faulty,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog', { name: `Add members to ${organization}` })
  const field = dialog.getByLabel('E-mail addresses')
  await field.press('Control+Enter')
  await expect(dialog.getByRole('progressbar')).toBeHidden()
  await expect(dialog.getByText('All done.')).toBeHidden()
  await field.fill('a@example.com b@example.com c@example.com d@example.com')
  const release = faulty.holdWrites()
  await field.press('Control+Enter')
  await expect.poll(() => faulty.writes().now).toBe(3)
  await field.press('Control+Enter')
  release()
  await expect(page.getByText(`4 members were added to ${organization}.`)).toBeVisible()
  expect(faulty.calls.filter(({ method }) => method === 'POST')).toHaveLength(4)
  expect(faulty.writes().most).toBe(3)
})

test('what was typed is not lost without a question: back, reload, another screen', async ({
  page,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('link', { name: 'Add members' }).first().click()
  const dialog = page.getByRole('dialog', { name: `Add members to ${organization}` })
  const field = dialog.getByLabel('E-mail addresses')
  await field.fill('a@example.com')
  await page.goBack()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(field).toHaveValue('a@example.com')
  await page.keyboard.press('Escape')
  await expect(page.getByText('One address was typed here and not added.')).toBeVisible()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => void setTimeout(() => location.reload()))
  await (await asked).dismiss()
  await expect(field).toHaveValue('a@example.com')
  await page.goBack()
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page).toHaveURL(/\/members$/)

  await page.goto(`/organizations/${organization}/members-file`)
  const list = page.getByLabel('What the list should be')
  await list.fill('a@example.com,true')
  await expect(page.getByText('1 to add')).toBeVisible()
  await page.getByRole('link', { name: `All members of ${organization}` }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(list).toHaveValue('a@example.com,true')
  await list.fill('nonsense')
  await expect(page.getByText('1 not readable')).toBeVisible()
  await page.getByRole('link', { name: `All members of ${organization}` }).click()
  await expect(page.getByText('What you gave cannot be read yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await expect(page.getByRole('searchbox')).toBeVisible()
})

test('left in the middle, a run says how far it came once nothing is on its way, and leads nowhere', async ({
  page,
  organization,
  faulty,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('link', { name: 'Add members' }).first().click()
  const dialog = page.getByRole('dialog', { name: `Add members to ${organization}` })
  const addresses = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`)
  await dialog.getByLabel('E-mail addresses').fill(addresses.join(' '))
  const release = faulty.holdWrites()
  await dialog.getByRole('button', { name: 'Add 4 members' }).click()
  await expect.poll(() => faulty.writes().now).toBe(3)
  await page.goBack()
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(page).toHaveURL(/\/settings$/)
  await expect(page.getByText(/^Stopped:/)).toBeHidden()
  release()
  await expect(
    page.getByText(`Stopped: 3 of 4 changes to the members of ${organization} were made.`),
  ).toBeVisible()
  await expect(page.getByText('were added')).toBeHidden()
  await expect(page).toHaveURL(/\/settings$/)
})

test('what the question names is what is applied, whoever joins meanwhile', async ({
  page,
  me,
  organization,
  crowd,
}) => {
  const emails = await crowd(2)
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members-file`)
  await page.getByLabel('What the list should be').fill(`email,admin\n${me.email},true`)
  await page.getByRole('checkbox', { name: 'Remove the 2 members' }).check()
  await page.getByRole('button', { name: 'Apply 2 changes' }).click()
  const question = page.getByRole('dialog')
  const params = { organization_name: organization }
  await me.api.organization_users_create({ params, body: { email: 'late@example.com' } })
  // What was read is old now, and is read anew when the person comes back to the window.
  await page.clock.fastForward(60_000)
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  )
  await expect(rowOf(page, 'late@example.com')).toHaveCount(1)
  await expect(question.getByRole('listitem')).toHaveText(emails)
  await question.getByRole('button', { name: 'Apply 2 changes' }).click()
  await expect(
    page.getByText('The list was read again: one member still differs from the file.'),
  ).toBeVisible()
  const list = await me.api.organization_users_list({ params })
  expect(list.map(({ email }) => email).toSorted()).toEqual(
    ['late@example.com', me.email].toSorted(),
  )
})

test('the outcome waits until the list was read again, and says so where that fails', async ({
  page,
  organization,
  faulty,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/members-file`)
  await page.getByLabel('What the list should be').fill('a@example.com,false')
  await page.getByRole('button', { name: 'Apply one change' }).click()
  faulty.failWith(({ method }) =>
    method === 'GET' ? { status: 500, body: { error: 'Not today.' } } : undefined,
  )
  await page.getByRole('dialog').getByRole('button', { name: 'Apply one change' }).click()
  await expect(page.getByText('The list could not be read again, so it is not')).toBeVisible()
  await expect(page.getByText('The list was read again')).toBeHidden()
  await expect(page.getByRole('button', { name: /^Apply/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  faulty.heal()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('The list was read again: it is as the file says.')).toBeVisible()
})

test('whoever is no admin reads so before typing, and Members is the current tab', async ({
  me,
  organization,
  bob,
  signedIn,
}) => {
  const page = await signedIn(await bob())
  for (const address of ['members-new', 'members-file']) {
    await page.goto(`/organizations/${organization}/${address}`)
    const screen = address === 'members-new' ? page.getByRole('dialog') : page.getByRole('main')
    await expect(screen).toContainText('You are a member here')
    await expect(screen).toContainText(`(${me.email})`)
    await expect(page.locator('nav[aria-label=Organization] [aria-current=page]')).toHaveText(
      'Members',
    )
  }
})
