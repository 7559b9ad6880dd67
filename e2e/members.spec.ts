import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from './fixtures.ts'
import { listOf, remove, rowOf } from './members.ts'

test('adds someone, makes them admin, takes it back and makes them admin again', async ({
  page,
  me,
  organization,
  server,
}) => {
  const bob = await server.person('bob')
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('link', { name: 'Add members' }).first().click()
  const dialog = page.getByRole('dialog', { name: `Add members to ${organization}` })
  await dialog.getByLabel('E-mail addresses').fill(bob.email)
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(`${bob.email} was added to ${organization}.`)).toBeVisible()

  const row = rowOf(page, bob.email)
  const admin = row.getByRole('switch', { name: 'Bob Tester is admin' })
  await admin.click()
  await expect(page.getByText(/Bob Tester is admin now. Admins change members/)).toBeVisible()
  await expect(admin).toBeChecked()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Bob Tester is no longer admin.')).toBeVisible()
  await expect(admin).not.toBeChecked()
  await admin.click()
  await expect(admin).toBeChecked()
  await expect
    .poll(() => listOf(me, organization))
    .toContainEqual(expect.objectContaining({ email: bob.email, admin: true }))
})

test('an Undo stays for eight seconds, and longer where it is looked at', async ({
  page,
  organization,
  bob,
}) => {
  await bob()
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('switch', { name: 'Bob Tester is admin' }).click()
  const undo = page.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeVisible()
  await undo.focus()
  await page.clock.fastForward(60_000)
  await expect(undo).toBeVisible()
  await undo.blur()
  await page.clock.fastForward(6000)
  await expect(undo).toBeVisible()
  await page.clock.fastForward(3000)
  await expect(undo).toBeHidden()
})

test('the list is searched, narrowed and sorted, and its address shows the same again', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const member = await bob({ admin: true })
  const invited = `zoe-${organization}@example.com`
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: invited },
  })
  await page.goto(`/organizations/${organization}/members`)
  await expect(page.getByText('3 members', { exact: true })).toBeVisible()
  const people = () => page.getByRole('rowheader').allInnerTexts()
  await expect(page.getByRole('columnheader', { name: 'Person' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await page.getByText('Admins 2').click()
  await expect(page.getByText('2 of 3 members')).toBeVisible()
  await page.getByRole('columnheader', { name: 'Person' }).getByRole('button').click()
  await expect.poll(people).toEqual([expect.stringMatching(/Robin/), expect.stringMatching(/Bob/)])
  await page.getByLabel('Search by name or e-mail').fill('TESTER bob')
  await expect(page.getByText('1 of 3 members')).toBeVisible()
  await expect(page).toHaveURL(/\?q=TESTER\+bob&role=admins&sort=-name$/)
  await page.reload()
  await expect(page.getByText('1 of 3 members')).toBeVisible()
  await expect(rowOf(page, member.email)).toBeVisible()
  await page.getByLabel('Search by name or e-mail').fill('zoe')
  await expect(page.getByText('No admin has “zoe” in the name or e-mail.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(rowOf(page, invited)).toContainText('Invited')
  // What was typed is one step back, what was pressed another.
  await page.goBack()
  await expect(page.getByText('No admin has “zoe” in the name or e-mail.')).toBeVisible()
})

test('what is shown can be saved as a file, and its addresses copied', async ({
  page,
  context,
  organization,
  bob,
}) => {
  const { email, id } = await bob()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/organizations/${organization}/members?q=bob`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export the 1 shown as CSV' }).click()
  const file = await saved
  expect(file.suggestedFilename()).toBe(`${organization}_members.csv`)
  expect(await readFile(await file.path(), 'utf8')).toBe(
    `email,admin,name,surname,status,id\r\n${email},false,Bob,Tester,active,${id}\r\n`,
  )
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: 'Copy the e-mails of the 1 shown' }).click()
  await expect(page.getByText('One address was copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(email)
})

test('the last admin is locked and says why, whatever the filter shows, and another can be chosen', async ({
  page,
  me,
  organization,
  bob,
}) => {
  await bob()
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: `invited-${organization}@example.com`, admin: true },
  })
  await page.goto(`/organizations/${organization}/members?q=robin`)
  const row = rowOf(page, me.email)
  const admin = row.getByRole('switch')
  await expect(admin).toHaveAttribute('aria-disabled', 'true')
  await expect(admin).toHaveAccessibleDescription(/The only admin/)
  await admin.focus()
  await expect(row.getByRole('tooltip').first()).toBeVisible()
  await admin.press('Enter')
  await expect(admin).toBeChecked()
  await expect(row.getByRole('button', { name: /^Leave/ })).toHaveAttribute('aria-disabled', 'true')

  await row.getByRole('button', { name: 'Choose another admin' }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose another admin' })
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  await dialog.getByLabel('Find a member').fill('BOB')
  await dialog.getByRole('button', { name: 'Make Bob Tester admin' }).click()
  await expect(page.getByText(/Bob Tester is admin now/)).toBeVisible()
  await expect(admin).not.toHaveAttribute('aria-disabled')
  await expect(row.getByRole('button', { name: 'Choose another admin' })).toBeHidden()
})

test('while the other admin’s removal waits, the one who stays is the last', async ({
  page,
  me,
  organization,
  bob,
}) => {
  await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  await expect(rowOf(page, me.email).getByRole('switch')).not.toHaveAttribute('aria-disabled')
  await remove(page, 'Bob Tester')
  await expect(rowOf(page, me.email).getByRole('switch')).toHaveAccessibleDescription(
    /The only admin/,
  )
  await page.getByRole('button', { name: 'Undo the removal of Bob Tester' }).click()
  await expect(rowOf(page, me.email).getByRole('switch')).not.toHaveAttribute('aria-disabled')
})

test('giving up one’s own rights asks first, and leaves a read-only list', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const member = await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  await rowOf(page, me.email).getByRole('switch').click()
  const confirm = page.getByRole('dialog', { name: 'Give up your admin rights?' })
  await confirm.getByRole('button', { name: 'Cancel' }).click()
  await expect(rowOf(page, me.email).getByRole('switch')).toBeChecked()
  await rowOf(page, me.email).getByRole('switch').click()
  await confirm.getByRole('button', { name: 'Give up my rights' }).click()
  await expect(page.getByText('You are a member here')).toContainText(
    `Ask an admin: Bob Tester (${member.email}).`,
  )
  await expect(rowOf(page, member.email).getByRole('switch')).toHaveAccessibleDescription(
    /Only admins/,
  )
  await expect(page.getByRole('button', { name: 'Add members' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const leave = page.getByRole('button', { name: `Leave ${organization}…` })
  await expect(leave).toHaveAccessibleDescription(/Only admins can remove members.*Bob Tester/)
  await leave.press('Enter')
  await expect(page.getByRole('dialog', { name: /^Leave/ })).toBeHidden()
})

test('an admin who is not the last can leave, after being told what that means', async ({
  page,
  organization,
  bob,
}) => {
  const member = await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: `Leave ${organization}…` }).click()
  const confirm = page.getByRole('dialog', { name: `Leave ${organization}?` })
  await expect(confirm).toContainText('all your roles in all its projects are deleted')
  await confirm.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
  expect(await listOf(member, organization)).toMatchObject([{ email: member.email }])
})

test('a refusal stands in the row, which shows what the server says', async ({
  page,
  organization,
  bob,
  server,
}) => {
  const member = await bob({ admin: true })
  const cas = await server.person('cas')
  const { id } = await member.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: cas.email },
  })
  await page.goto(`/organizations/${organization}/members`)
  const admin = rowOf(page, cas.email).getByRole('switch')
  await expect(admin).not.toHaveAttribute('aria-disabled')
  // Behind this page's back its viewer stops being admin.
  const list = await listOf(member, organization)
  const mine = list.find(({ email }) => email.startsWith('robin'))
  await member.api.organization_users_update({
    params: { organization_name: organization, user_id: mine?.id ?? '' },
    body: { admin: false },
  })
  await admin.click()
  const refusal = rowOf(page, cas.email).getByRole('alert')
  await expect(refusal).toContainText('Cas Tester stays as before. Only admins')
  await expect(admin).not.toBeChecked()
  await expect(page.getByText('You are a member here')).toBeVisible()
  // It waits to be read, also where the filter would hide the row.
  await page.getByLabel('Search by name or e-mail').fill('bob')
  await expect(refusal).toBeVisible()
  await refusal.getByRole('button', { name: 'Dismiss' }).click()
  await expect(rowOf(page, cas.email)).toBeHidden()
  expect(
    await member.api.organization_users_get({
      params: { organization_name: organization, user_id: id },
    }),
  ).toMatchObject({ admin: false })
})

test('a removal names the person and what it means, waits in the row, and can be undone', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const member = await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  const button = page.getByRole('button', { name: 'Remove Bob Tester', exact: true })
  await button.click()
  const dialog = page.getByRole('dialog', { name: 'Remove Bob Tester?' })
  await expect(dialog).toContainText('all roles in all its projects are deleted')
  await expect(dialog).toContainText(`${organization} then has one active admin.`)
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Remove Bob Tester' }).click()
  const undo = page.getByRole('button', { name: 'Undo the removal of Bob Tester' })
  await expect(undo).toBeFocused()
  await expect(rowOf(page, 'Bob Tester')).toContainText(/Will be removed in \d s/)
  // It waits in sight, whatever is searched.
  await page.getByLabel('Search by name or e-mail').fill('robin')
  await undo.click()
  await page.getByLabel('Search by name or e-mail').fill('')
  await expect(button).toBeVisible()
  expect(await listOf(me, organization)).toContainEqual(
    expect.objectContaining({ email: member.email, admin: true }),
  )
})

test('undone with the keyboard, a removal gives the focus back', async ({
  page,
  organization,
  bob,
}) => {
  await bob()
  await page.goto(`/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  await expect(page.getByRole('button', { name: 'Undo the removal of Bob Tester' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Remove Bob Tester', exact: true })).toBeFocused()
})

test('on another screen a removal goes on, and is sent after eight seconds, once', async ({
  page,
  me,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  const begin = await page.evaluate(() => Date.now())
  await remove(page, 'Bob Tester')
  await page.getByRole('link', { name: 'Settings' }).click()
  const waiting = page.getByText(
    new RegExp(`Bob Tester will be removed from ${organization} in \\d s`),
  )
  await expect(waiting).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo the removal of Bob Tester' })).toBeVisible()
  const deletions = () => faulty.calls.filter(({ method }) => method === 'DELETE')
  await page.clock.pauseAt(begin + 7500)
  await expect(waiting).toBeVisible()
  expect(deletions()).toEqual([])
  await page.clock.resume()
  await page.clock.fastForward(8000)
  await expect(page.getByText(`Bob Tester was removed from ${organization}.`)).toBeVisible()
  expect(deletions()).toHaveLength(1)
  expect(await listOf(me, organization)).toHaveLength(1)
})

test('a removal can be sent at once, and is sent once', async ({
  page,
  me,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  await page.clock.install()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  await page.getByRole('button', { name: 'Remove now: Bob Tester' }).click()
  await expect(page.getByText(`Bob Tester was removed from ${organization}.`)).toBeVisible()
  await expect(rowOf(page, 'Bob Tester')).toBeHidden()
  await page.clock.fastForward(60_000)
  expect(await listOf(me, organization)).toHaveLength(1)
  expect(faulty.calls.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
})

test('a removal that the server refuses says so in the row', async ({
  page,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  faulty.failWith(({ method }) =>
    method === 'DELETE' ? { status: 409, body: { error: 'Not while jobs run.' } } : undefined,
  )
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  await page.getByRole('button', { name: 'Remove now: Bob Tester' }).click()
  await expect(rowOf(page, 'Bob Tester').getByRole('alert')).toContainText(
    'Bob Tester was not removed. Not while jobs run.',
  )
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('Bob Tester was not removed. Not while jobs run.')).toBeVisible()
})

test.describe('a removal that waits', () => {
  const ways: Record<string, (page: Page) => Promise<unknown>> = {
    'reloading the page': (page) => page.reload(),
    'closing it': (page) => page.close({ runBeforeUnload: true }),
    'going elsewhere': (page) => page.goto('about:blank'),
    async 'signing out'(page) {
      await page.getByRole('button', { name: 'Account' }).click()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
    },
  }
  for (const [way, go] of Object.entries(ways))
    test(`is sent by ${way}, and once`, async ({ page, me, organization, bob, faulty }) => {
      await bob()
      await page.goto(`${faulty.console}/organizations/${organization}/members`)
      await remove(page, 'Bob Tester')
      await expect(
        page.getByRole('button', { name: 'Undo the removal of Bob Tester' }),
      ).toBeVisible()
      await go(page)
      await expect.poll(() => listOf(me, organization)).toHaveLength(1)
      expect(faulty.calls.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
    })

  test('is not sent by a browser that dies', async ({ page, me, organization, bob, faulty }) => {
    await bob()
    await page.goto(`${faulty.console}/organizations/${organization}/members`)
    await remove(page, 'Bob Tester')
    await expect(page.getByRole('button', { name: 'Undo the removal of Bob Tester' })).toBeVisible()
    const crashed = page.waitForEvent('crash')
    const session = await page.context().newCDPSession(page)
    session.send('Page.crash').catch(() => undefined)
    await crashed
    expect(faulty.calls.filter(({ method }) => method === 'DELETE')).toEqual([])
    expect(await listOf(me, organization)).toHaveLength(2)
  })

  test('of a session that has ended is not sent by the next one', async ({
    page,
    me,
    organization,
    bob,
    server,
  }) => {
    await bob()
    await page.clock.install()
    await page.goto(`/organizations/${organization}/members`)
    await remove(page, 'Bob Tester')
    await server.db
      .deleteFrom('tokens')
      .where('user_id', 'in', (query) =>
        query.selectFrom('users').select('id').where('email', '=', me.email),
      )
      .execute()
    await page.getByRole('link', { name: 'Usage' }).click()
    await expect(page.getByText(/^Your session has ended\./)).toBeVisible()
    await expect(page.getByText('Bob Tester was not removed')).toBeVisible()
    await page.context().addCookies([await server.sampleCookie()])
    await page.clock.fastForward(60_000)
    const { count } = await server.db
      .selectFrom('memberships')
      .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('name', '=', organization)
      .executeTakeFirstOrThrow()
    expect(count).toBe(2)
  })
})

test('whose role is being changed is not removed meanwhile, and an Undo goes with the next change', async ({
  page,
  me,
  organization,
  bob,
  faulty,
}) => {
  const { id } = await bob()
  const release = faulty.holdWrites()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  const admin = page.getByRole('switch', { name: 'Bob Tester is admin' })
  const button = page.getByRole('button', { name: 'Remove Bob Tester', exact: true })
  await expect(button).not.toHaveAttribute('aria-disabled')
  await admin.click()
  await expect(button).toHaveAccessibleDescription(/The role is being changed/)
  await page.getByRole('link', { name: 'Bob Tester' }).click()
  await expect(
    page.getByRole('button', { name: 'Remove from the organization' }),
  ).toHaveAccessibleDescription(/The role is being changed/)
  await page.goBack()
  release()
  const undo = page.getByRole('button', { name: 'Undo', exact: true })
  await expect(undo).toBeVisible()
  await admin.click()
  await expect(page.getByText('Bob Tester is no longer admin.')).toBeVisible()
  await expect(undo).toHaveCount(1)
  await remove(page, 'Bob Tester')
  await expect(undo).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo the removal of Bob Tester' }).click()
  await expect(admin).not.toBeChecked()
  expect(await listOf(me, organization)).toContainEqual(
    expect.objectContaining({ id, admin: false }),
  )
})

test('what waits is sent before one’s own rights are given up', async ({
  page,
  me,
  organization,
  bob,
  server,
  faulty,
}) => {
  const other = await bob({ admin: true })
  const { email } = await server.person('cas')
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email },
  })
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await remove(page, 'Cas Tester')
  await rowOf(page, me.email).getByRole('switch').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Give up my rights' }).click()
  await expect(page.getByText('You are a member here')).toBeVisible()
  expect(await listOf(other, organization)).toMatchObject([{ email: other.email }, {}])
  const writes = faulty.calls.filter(({ method }) => method !== 'GET').map(({ method }) => method)
  expect(writes).toEqual(['DELETE', 'PATCH'])
})

test('what waits is sent before one leaves, also when many change at once', async ({
  page,
  me,
  organization,
  bob,
  server,
}) => {
  const other = await bob({ admin: true })
  for (const name of ['cas', 'dan']) {
    const { email } = await server.person(name)
    await me.api.organization_users_create({
      params: { organization_name: organization },
      body: { email, admin: name === 'dan' },
    })
  }
  await page.goto(`/organizations/${organization}/members`)
  await remove(page, 'Cas Tester')
  await page.getByRole('checkbox', { name: 'Select Robin Tester' }).check()
  await page.getByRole('button', { name: 'Make member' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Make Robin Tester a plain member' })
    .click()
  await expect(page.getByText('All done.')).toBeVisible()
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Close' })).toBeFocused()
  expect(await listOf(other, organization)).toHaveLength(3)
  const mine = (await listOf(other, organization)).find(({ email }) => email === me.email)
  await other.api.organization_users_update({
    params: { organization_name: organization, user_id: mine?.id ?? '' },
    body: { admin: true },
  })
  await page.reload()
  await remove(page, 'Dan Tester')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: `Leave ${organization}…` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
  expect(await listOf(other, organization)).toHaveLength(1)
})

test('while the other admin’s removal waits, the last one is locked everywhere, and can choose another', async ({
  page,
  me,
  organization,
  bob,
  server,
}) => {
  await bob({ admin: true })
  const cas = await server.person('cas')
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: cas.email },
  })
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  const another = page.getByRole('button', { name: /^Choose another admin/ })
  await expect(another).toHaveCount(1)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await expect(
    page.getByRole('button', { name: `Leave ${organization}…` }),
  ).toHaveAccessibleDescription(/You are the only admin/)
  await page.getByRole('button', { name: 'Choose another admin…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('link', { name: 'Robin Tester' }).click()
  await expect(page.getByRole('heading', { name: 'Robin Tester' })).toBeVisible()
  await expect(page.getByRole('switch')).toHaveAccessibleDescription(/The only admin/)
  await expect(
    page.getByRole('button', { name: `Leave ${organization}` }),
  ).toHaveAccessibleDescription(/The only admin/)
  await page.getByRole('button', { name: 'Choose another admin' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make Cas Tester admin' }).click()
  await expect(page.getByRole('switch')).not.toHaveAttribute('aria-disabled')
})

test('in a long list, a removal is still told of when its row is out of the page', async ({
  page,
  me,
  organization,
  crowd,
}) => {
  await crowd(300)
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members`)
  const first = `m0000@${organization}.example.com`
  await remove(page, first)
  const undo = page.getByRole('button', { name: `Undo the removal of ${first}` })
  await expect(undo).toHaveCount(1)
  await page.keyboard.press('End')
  await expect(page.getByText(`${first} will be removed from ${organization}`)).toBeVisible()
  await undo.click()
  await page.clock.fastForward(60_000)
  expect(await listOf(me, organization)).toHaveLength(301)
})

test('under a filter, a row that was changed stays as long as that can be undone', async ({
  page,
  organization,
  bob,
}) => {
  await bob()
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members?role=members`)
  const admin = page.getByRole('switch', { name: 'Bob Tester is admin' })
  await admin.click()
  await expect(page.getByRole('radio', { name: 'Admins 2' })).toBeAttached()
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeVisible()
  await expect(admin).toBeChecked()
  await page.mouse.move(0, 0)
  await page.clock.fastForward(9000)
  await expect(admin).toBeHidden()
})

test('what would change nobody is locked, and who would be changed can be read', async ({
  page,
  organization,
  crowd,
}) => {
  await crowd(30)
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select all 31 shown' }).check()
  await page.getByRole('checkbox', { name: 'Select Robin Tester' }).uncheck()
  await expect(page.getByRole('button', { name: 'Make member' })).toHaveAccessibleDescription(
    'None of the selected is admin.',
  )
  await page.getByRole('button', { name: 'Make admin', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Make 30 people admins?' })
  const last = dialog.getByText(`m0029@${organization}.example.com`)
  await last.scrollIntoViewIfNeeded()
  await expect(last).toBeInViewport({ ratio: 1 })
})

test('the focus goes on to the next row, and back to the search, and is never taken away', async ({
  page,
  organization,
  bob,
  server,
  me,
}) => {
  await bob()
  const cas = await server.person('cas')
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: cas.email },
  })
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Remove now: Bob Tester' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('checkbox', { name: 'Select Cas Tester' })).toBeFocused()
  await expect(rowOf(page, 'Bob Tester')).toBeHidden()
  await remove(page, 'Cas Tester')
  await expect(page.getByRole('button', { name: 'Undo the removal of Cas Tester' })).toBeFocused()
  await page.clock.fastForward(9000)
  await expect(page.getByRole('checkbox', { name: 'Select Robin Tester' })).toBeFocused()

  const field = page.getByLabel('Search by name or e-mail')
  await field.fill('nobody')
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('')
  await expect(page.getByText('1 member', { exact: true })).toBeVisible()
})

test('arrow keys pass a row whose removal waits, and Shift takes back what it passed', async ({
  page,
  organization,
  crowd,
}) => {
  await crowd(5)
  await page.goto(`/organizations/${organization}/members`)
  const box = (number: number) =>
    page.getByRole('checkbox', { name: `Select m000${number}@${organization}.example.com` })
  await remove(page, `m0001@${organization}.example.com`)
  await box(0).focus()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(box(2)).toBeFocused()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.keyboard.press('Shift+ArrowUp')
  await expect(page.getByText('2 selected')).toBeVisible()
  await expect(box(3)).not.toBeChecked()
  await box(4).click({ modifiers: ['Shift'] })
  await expect(page.getByText('4 selected')).toBeVisible()
  await page
    .getByRole('button', { name: `Undo the removal of m0001@${organization}.example.com` })
    .click()
  await expect(box(1)).not.toBeChecked()
  await expect(page.getByText('4 selected')).toBeVisible()
})

test('a removal whose own call finds the session ended says that nobody was removed', async ({
  page,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  faulty.failWith(({ method }) =>
    method === 'DELETE' ? { status: 401, body: { error: 'Who are you?' } } : undefined,
  )
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  await page.getByRole('button', { name: 'Remove now: Bob Tester' }).click()
  await expect(page.getByText('Bob Tester was not removed: your session has ended.')).toBeVisible()
})

test('signing out in another window sends what waits here first', async ({
  page,
  me,
  context,
  organization,
  bob,
  server,
}) => {
  await bob()
  await page.goto(`/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  const other = await context.newPage()
  await other.goto(server.url)
  await other.getByRole('button', { name: 'Account' }).click()
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  expect(await listOf(me, organization)).toHaveLength(1)
})

test('a session that begins in another window sends nothing of what waits here', async ({
  page,
  me,
  context,
  organization,
  bob,
  server,
}) => {
  await bob()
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members`)
  await remove(page, 'Bob Tester')
  await context.clearCookies()
  const other = await context.newPage()
  await other.goto(`${server.url}/sign-in`)
  await other.getByRole('button', { name: 'Explore the sample organizations' }).click()
  await expect(
    page.getByText('Bob Tester was not removed: another session began in another window.'),
  ).toBeVisible()
  await page.clock.fastForward(60_000)
  expect(await listOf(me, organization)).toHaveLength(2)
})

test.describe('two administrators at once', () => {
  test('who demote each other leave one, and the other is told', async ({
    page,
    me,
    organization,
    bob,
    signedIn,
  }) => {
    const other = await bob({ admin: true })
    const his = await signedIn(other)
    for (const one of [page, his]) await one.goto(`/organizations/${organization}/members`)
    const bobs = rowOf(page, other.email).getByRole('switch')
    const mine = rowOf(his, me.email).getByRole('switch')
    await expect(bobs).not.toHaveAttribute('aria-disabled')
    await expect(mine).not.toHaveAttribute('aria-disabled')
    await Promise.all([bobs.click(), mine.click()])

    const admins = async () => (await listOf(me, organization)).filter(({ admin }) => admin)
    await expect.poll(admins).toHaveLength(1)
    const [left] = await admins()
    const [loser, refused] = left?.email === me.email ? [his, mine] : [page, bobs]
    await expect(loser.getByText('You are a member here')).toBeVisible()
    await expect(loser.getByRole('alert')).toContainText('stays as before. Only admins')
    await expect(refused).toBeChecked()
  })

  test('of whom one removes the person whom the other promotes', async ({
    page,
    me,
    organization,
    bob,
    signedIn,
    server,
  }) => {
    const other = await bob({ admin: true })
    const cas = await server.person('cas')
    await me.api.organization_users_create({
      params: { organization_name: organization },
      body: { email: cas.email },
    })
    const his = await signedIn(other)
    for (const one of [page, his]) await one.goto(`/organizations/${organization}/members`)
    const admin = rowOf(his, cas.email).getByRole('switch')
    await expect(admin).not.toHaveAttribute('aria-disabled')
    await remove(page, 'Cas Tester')
    await page.getByRole('button', { name: 'Remove now: Cas Tester' }).click()
    await expect(page.getByText(`Cas Tester was removed from ${organization}.`)).toBeVisible()
    await admin.click()
    // The row is gone with the person, so the refusal stands elsewhere.
    await expect(rowOf(his, cas.email)).toBeHidden()
    await expect(
      his.getByText('Cas Tester stays as before. This organization has no such user.'),
    ).toBeVisible()
    expect(await listOf(me, organization)).toHaveLength(2)
  })
})

test('the page of one member', async ({ page, me, organization, signedIn, bob }) => {
  const member = await bob()
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('link', { name: 'Bob Tester' }).click()
  await expect(page.getByRole('heading', { name: 'Bob Tester' })).toBeVisible()
  const address = page.url()
  await page.getByRole('switch', { name: 'Bob Tester is admin' }).click()
  await expect(page.getByRole('switch')).toBeChecked()
  await page.getByRole('switch').click()
  await expect(page.getByText('Bob Tester is no longer admin.')).toBeVisible()

  const his = await signedIn(member)
  await his.goto(address)
  await expect(his.getByRole('alert')).toContainText(
    `Only admins see and change the details of a member. Ask an admin: Robin Tester (${me.email}).`,
  )
  await expect(his.getByText(member.email)).toBeVisible()

  await page.getByRole('button', { name: 'Remove from the organization' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Bob Tester' }).click()
  await page.getByRole('button', { name: 'Remove now: Bob Tester' }).click()
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  expect(await listOf(me, organization)).toHaveLength(1)
})

test('a member who is not there is said, and the rest of the page stays', async ({
  page,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/members/00000000-0000-4000-8000-000000000000`)
  await expect(page.getByRole('alert')).toContainText('This member could not be read.')
  await page.getByRole('link', { name: /^All members of/ }).click()
  await expect(page.getByText('1 member', { exact: true })).toBeVisible()
  await expect(page.getByText('You are the only one here.')).toBeVisible()
})

test('where the API does not say who is asking, everything is offered and its refusals are shown', async ({
  page,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  faulty.failWith(({ method, path }) => {
    if (path === '/v2.1/user') return { status: 404, body: { error: 'No such address.' } }
    if (method !== 'GET') return { status: 403, body: { error: 'You may not do this.' } }
    return undefined
  })
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('switch', { name: 'Bob Tester is admin' }).click()
  await expect(rowOf(page, 'Bob Tester').getByRole('alert')).toContainText('You may not do this.')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await expect(
    page.getByRole('button', { name: `Leave ${organization}…` }),
  ).toHaveAccessibleDescription(/does not say who you are/)
})
