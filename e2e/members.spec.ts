import { expect, test } from './fixtures.ts'

test('adds someone, makes them admin and removes them', async ({
  page,
  me,
  organization,
  server,
}) => {
  const bob = await server.person('bob')
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('link', { name: 'Add member' }).click()
  const dialog = page.getByRole('dialog', { name: `Add a member to ${organization}` })
  await dialog.getByLabel('E-mail').fill('not an address')
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog.getByLabel('E-mail')).toHaveAccessibleDescription(/complete e-mail address/)
  await dialog.getByLabel('E-mail').fill(bob.email)
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog).toBeHidden()

  const row = page.getByRole('row', { name: bob.email })
  await row.getByRole('switch', { name: 'Bob Tester is admin' }).click()
  await expect(page.getByText('Bob Tester is admin now.')).toBeVisible()
  await expect(row.getByRole('switch')).toBeChecked()
  const list = () => me.api.organization_users_list({ params: { organization_name: organization } })
  expect(await list()).toContainEqual(expect.objectContaining({ email: bob.email, admin: true }))

  await row.getByRole('button', { name: 'Remove Bob Tester' }).click()
  const confirm = page.getByRole('dialog', { name: 'Remove Bob Tester?' })
  await expect(confirm).toContainText('all roles in all its projects are deleted')
  await confirm.getByRole('button', { name: 'Remove Bob Tester' }).click()
  await expect(row).toBeHidden()
  expect(await list()).toHaveLength(1)
})

test('an address nobody has is invited, and one that is a member is refused at the field', async ({
  page,
  organization,
}) => {
  const add = async (email: string) => {
    await page.goto(`/organizations/${organization}/members-new`)
    await page.getByLabel('E-mail', { exact: true }).fill(email)
    await page.getByRole('button', { name: 'Add member' }).last().click()
  }
  await add(`new-${organization}@example.com`)
  await expect(page.getByRole('row', { name: `new-${organization}@example.com` })).toContainText(
    'Invited',
  )
  await add(`NEW-${organization}@example.com`)
  await expect(page.getByLabel('E-mail', { exact: true })).toHaveAccessibleDescription(
    /already a member/,
  )
})

test("the last admin's switch is locked and says why, also with an invited admin beside it", async ({
  page,
  me,
  organization,
}) => {
  await me.api.organization_users_create({
    params: { organization_name: organization },
    body: { email: `invited-${organization}@example.com`, admin: true },
  })
  await page.goto(`/organizations/${organization}/members?q=robin`)
  const row = page.getByRole('row', { name: me.email })
  const admin = row.getByRole('switch')
  await expect(admin).toHaveAttribute('aria-disabled', 'true')
  await expect(admin).toHaveAccessibleDescription(/The only admin/)
  await admin.focus()
  await expect(row.getByRole('tooltip').first()).toBeVisible()
  await admin.press('Enter')
  await expect(admin).toBeChecked()
  await expect(row.getByRole('button', { name: /^Remove/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('giving up one’s own rights asks first, and leaves a read-only list', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const member = await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('row', { name: me.email }).getByRole('switch').click()
  const confirm = page.getByRole('dialog', { name: 'Give up your admin rights?' })
  await confirm.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('row', { name: me.email }).getByRole('switch')).toBeChecked()
  await page.getByRole('row', { name: me.email }).getByRole('switch').click()
  await confirm.getByRole('button', { name: 'Give up my rights' }).click()
  await expect(page.getByText('You are a member here')).toBeVisible()
  await expect(
    page.getByRole('row', { name: member.email }).getByRole('switch'),
  ).toHaveAccessibleDescription(/Only admins/)
  await expect(page.getByRole('button', { name: 'Add member' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('a refusal by the server puts the switch back and says why', async ({
  page,
  me,
  organization,
  bob,
}) => {
  const member = await bob({ admin: true })
  await page.goto(`/organizations/${organization}/members`)
  const mine = page.getByRole('row', { name: me.email }).getByRole('switch')
  await expect(mine).toBeChecked()
  // Behind this page's back Bob stops being admin, so that I am the last one.
  await member.api.organization_users_update({
    params: { organization_name: organization, user_id: member.id },
    body: { admin: false },
  })
  await mine.click()
  const confirm = page.getByRole('dialog')
  await confirm.getByRole('button', { name: 'Give up my rights' }).click()
  await expect(confirm.getByRole('alert')).toContainText('last admin')
  await confirm.getByRole('button', { name: 'Cancel' }).click()
  await expect(mine).toBeChecked()
})

test('the page of one member', async ({ page, organization, signedIn, bob }) => {
  const member = await bob()
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('link', { name: 'Bob Tester' }).click()
  await expect(page.getByRole('heading', { name: 'Bob Tester' })).toBeVisible()
  await page.getByRole('switch', { name: 'Bob Tester is admin' }).click()
  await expect(page.getByRole('switch')).toBeChecked()
  await page.getByRole('switch').click()
  await expect(page.getByText('Bob Tester is no longer admin.')).toBeVisible()

  const his = await signedIn(member)
  await his.goto(page.url())
  await expect(his.getByRole('alert')).toContainText('Only admins of this organization can do this')
})

test('a member who is not there is said, and the rest of the page stays', async ({
  page,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/members/00000000-0000-4000-8000-000000000000`)
  await expect(page.getByRole('alert')).toContainText('This member could not be read.')
  await page.getByRole('link', { name: /^All members of/ }).click()
  await expect(page.getByText('1 member', { exact: true })).toBeVisible()
})

test('of a thousand members only those on the screen are in the page, and all can be found', async ({
  page,
  me,
  organization,
  server,
}) => {
  const { id } = await me.api.organizations_get({ params: { organization_name: organization } })
  const people = Array.from({ length: 1000 }, (_, index) => {
    const email = `m${String(index).padStart(4, '0')}@${organization}.example.com`
    return { id: `${organization}-${index}`, email, email_key: email }
  })
  await server.db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('users')
      .values(
        people.map((person) => ({
          ...person,
          name: '',
          surname: '',
          status: 'active' as const,
          operator: 0,
          sample: 0,
        })),
      )
      .execute()
    await transaction
      .insertInto('memberships')
      .values(people.map((person) => ({ organization_id: id, user_id: person.id, admin: 0 })))
      .execute()
  })

  await page.goto(`/organizations/${organization}/members`)
  await expect(page.getByText('1,001 members')).toBeVisible()
  const rows = page.getByRole('row')
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '1002')
  await expect.poll(() => rows.count()).toBeLessThan(40)
  await page.keyboard.press('End')
  await expect(page.getByRole('row', { name: me.email })).toBeInViewport()
  await page.getByLabel('Search by name or e-mail').fill('m0777')
  await expect(page.getByText('1 of 1,001 members')).toBeVisible()
  await expect(page.getByRole('row', { name: 'm0777' })).toBeInViewport()
})
