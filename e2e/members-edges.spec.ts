import { expect, test, type Page } from './fixtures.ts'
import { listOf, remove, rowOf } from './members.ts'

const adminOf = (page: Page, email: string) => rowOf(page, email).getByRole('switch')

test('own rights are given up only once every change that is on its way has its answer', async ({
  page,
  me,
  organization,
  crowd,
  bob,
  faulty,
}) => {
  const [first = ''] = await crowd(1)
  const member = await bob({ admin: true })
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  const letGo = faulty.holdWrites()
  await adminOf(page, first).click()
  await adminOf(page, me.email).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Give up my rights' }).click()
  await expect.poll(() => faulty.writes().now).toBe(1)
  letGo()
  await expect(page.getByText(`You are no longer admin of ${organization}.`)).toBeVisible()
  expect(faulty.writes().most).toBe(1)
  // There is no right any more to take anything back with.
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden()
  const list = await listOf(member, organization)
  expect(list.filter(({ admin }) => admin).map(({ email }) => email)).toEqual(
    expect.arrayContaining([first, member.email]),
  )
})

test('many changes that give up own rights begin with nobody gone from the screen', async ({
  page,
  me,
  organization,
  crowd,
  bob,
  faulty,
}) => {
  const [first = ''] = await crowd(1)
  await bob({ admin: true })
  await page.goto(`${faulty.console}/organizations/${organization}/settings`)
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  const letGo = faulty.holdWrites()
  await remove(page, first)
  await page.getByRole('checkbox', { name: 'Select Robin Tester' }).check()
  await page.getByRole('button', { name: 'Make member' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make Robin Tester a plain member' }).click()
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  letGo()
  const list = () => listOf(me, organization)
  await expect.poll(async () => (await list()).length).toBe(2)
  expect((await list()).filter(({ admin }) => admin)).toHaveLength(2)
})

test('a file gives up own rights only where everything before was done', async ({
  page,
  me,
  organization,
  crowd,
  bob,
  faulty,
}) => {
  await crowd(1)
  const member = await bob()
  await page.goto(`${faulty.console}/organizations/${organization}/members-file`)
  faulty.failWith(({ method, path }) =>
    method === 'DELETE' && path.includes('users')
      ? { status: 500, body: { error: 'Not today.' } }
      : undefined,
  )
  await page.getByLabel('What the list should be').fill(`${me.email},false\n${member.email},true`)
  await page.getByRole('checkbox', { name: /^Remove/ }).check()
  await page.getByRole('button', { name: 'Apply 3 changes' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Apply 3 changes' }).click()
  await expect(page.getByText(/so you keep your own rights until it is/)).toBeVisible()
  faulty.heal()
  await page.getByRole('button', { name: 'Apply the remaining 2 changes' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Apply 2 changes' }).click()
  await expect(page.getByText('Only admins').first()).toBeVisible()
  const list = await listOf(member, organization)
  expect(list.map(({ email, admin }) => [email, admin]).toSorted()).toEqual([
    [member.email, true],
    [me.email, false],
  ])
})

test('what the server has said stands, also where the list can’t be read again', async ({
  page,
  organization,
  bob,
  crowd,
  faulty,
}) => {
  const member = await bob()
  const [first = ''] = await crowd(1)
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await expect(adminOf(page, first)).toBeVisible()
  faulty.failWith(({ method, path }) =>
    method === 'GET' && path.endsWith('/users')
      ? { status: 500, body: { error: 'Not now.' } }
      : undefined,
  )
  await remove(page, 'Bob Tester')
  await page.getByRole('button', { name: 'Remove now: Bob Tester' }).click()
  await expect(page.getByText(`Bob Tester was removed from ${organization}.`)).toBeVisible()
  await adminOf(page, first).click()
  await expect(page.getByText(/is admin now/)).toBeVisible()
  await expect(adminOf(page, first)).toBeChecked()
  await expect(rowOf(page, member.email)).toBeHidden()
})

test('many removals count who is gone already as removed', async ({
  page,
  me,
  organization,
  crowd,
  faulty,
}) => {
  await crowd(3)
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select all 4 shown' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const params = { organization_name: organization }
  const [, gone] = await me.api.organization_users_list({ params })
  if (!gone) throw new Error('There is no crowd.')
  await me.api.organization_users_delete({ params: { ...params, user_id: gone.id } })
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove 3 people' }).click()
  await expect(dialog.getByText('3 of 3 done')).toBeVisible()
})

test('a refused removal of one is forgotten once many were removed', async ({
  page,
  organization,
  bob,
  faulty,
}) => {
  await bob()
  await page.goto(`${faulty.console}/organizations/${organization}/members`)
  faulty.failWith(({ method }) =>
    method === 'DELETE' ? { status: 500, body: { error: 'Not today.' } } : undefined,
  )
  await remove(page, 'Bob Tester')
  await page.getByRole('button', { name: 'Remove now: Bob Tester' }).click()
  const refusal = page.getByText('Bob Tester was not removed. The API failed: Not today.')
  await expect(refusal).toBeVisible()
  faulty.heal()
  await page.getByRole('checkbox', { name: 'Select Bob Tester' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Bob Tester' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await expect(refusal).toBeHidden()
})

test('a role that was changed over the dialog of adding can be taken back there', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const member = await bob()
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail addresses').fill(member.email)
  await dialog.getByRole('button', { name: 'Make admin' }).click()
  await expect(dialog.getByRole('listitem')).toContainText('Already an admin')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(dialog.getByRole('listitem')).toContainText('Already a member')
  await expect(page.getByText('Bob Tester is no longer admin.')).toBeVisible()
  expect(await listOf(me, organization)).toContainEqual(
    expect.objectContaining({ email: member.email, admin: false }),
  )
})

test('whose removal waits is offered no other role', async ({ page, organization, bob }) => {
  const member = await bob()
  await page.goto(`/organizations/${organization}/members`)
  await page.clock.install()
  await remove(page, 'Bob Tester')
  await page.getByRole('link', { name: 'Add members' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail addresses').fill(member.email)
  await expect(dialog.getByRole('button', { name: 'Make admin' })).toHaveAccessibleDescription(
    'The removal waits, or is on its way.',
  )
})

test('with something typed nobody signs out by mistake', async ({ page, organization }) => {
  await page.goto(`/organizations/${organization}/members-file`)
  await page.getByLabel('What the list should be').fill('"never closed')
  await page.getByRole('button', { name: 'Account' }).click()
  const signOut = page.getByRole('button', { name: 'Sign out' })
  await expect(signOut).toHaveAccessibleDescription(/typed and not sent/)
  await signOut.press('Enter')
  await page.keyboard.press('Escape')
  await page.getByLabel('What the list should be').fill('')
  await page.getByRole('button', { name: 'Account' }).click()
  await signOut.click()
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
})

test('the focus goes back to where it was from what floats, and on from what is gone', async ({
  page,
  organization,
  crowd,
}) => {
  const emails = await crowd(8)
  const email = (index: number) => emails[index] ?? ''
  const box = (index: number) =>
    page.getByRole('checkbox', { name: `Select ${email(index)}`, exact: true })
  await page.goto(`/organizations/${organization}/members`)

  await adminOf(page, email(0)).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await page.keyboard.press('F6')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText(`${email(0)} is no longer admin.`)).toBeVisible()
  await expect(adminOf(page, email(0))).toBeFocused()

  // Shift stretches from the row that has the focus, not from one that was chosen long ago.
  await box(0).click()
  await box(5).focus()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('3 selected', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Clear', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('checkbox', { name: /^Select all/ })).toBeFocused()

  await box(3).check()
  await page.getByRole('button', { name: 'Make admin' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: `Make ${email(3)} admin` }).click()
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('checkbox', { name: /^Select all/ })).toBeFocused()
})
