import { createServer, request as callServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ensureActiveUser } from '#server/db/accounts.ts'
import { createToken } from '#server/embedded/tokens.ts'
import { expect, startServer, test, type Person, type Server } from './fixtures.ts'

const revokeTokens = ({ db }: Server, { email }: Person) =>
  db
    .deleteFrom('tokens')
    .where('user_id', 'in', (query) =>
      query.selectFrom('users').select('id').where('email', '=', email),
    )
    .execute()

test('signs in with a token, with or without the word Token, and lands where the link led', async ({
  page,
  server,
}) => {
  const person = await server.person()
  await person.api.organizations_create({
    body: { name: `sign-in-${Date.now()}`, subscription: 'free' },
  })
  await page.goto('/organizations-new?x=1')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel('API token').fill(`Token ${person.token}`)
  await page.getByRole('button', { name: 'Sign in with the token' }).click()
  await expect(page).toHaveURL('/organizations-new?x=1')
  await expect(page.getByRole('heading', { name: 'New organization' })).toBeVisible()
})

test('keeps the token out of reach of scripts', async ({ page, server }) => {
  const person = await server.person()
  await page.goto('/sign-in')
  await page.getByLabel('API token').fill(person.token)
  await page.getByRole('button', { name: 'Sign in with the token' }).click()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
  const seen = await page.evaluate(() =>
    JSON.stringify([
      document.cookie,
      { ...localStorage },
      { ...sessionStorage },
      document.body.innerHTML,
    ]),
  )
  expect(seen).not.toContain(person.token)
  const devtools = await page.context().newCDPSession(page)
  const heap: string[] = []
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => heap.push(chunk))
  await devtools.send('HeapProfiler.takeHeapSnapshot')
  expect(heap.join('')).toContain('Signed in as')
  expect(heap.join('')).not.toContain(person.token)
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  expect(cookie?.value).not.toContain(person.token)
})

test('says what is wrong with a token, next to the field, and keeps none that was sent', async ({
  page,
}) => {
  await page.goto('/sign-in')
  const token = page.getByLabel('API token')
  const submit = page.getByRole('button', { name: 'Sign in with the token' })
  await submit.click()
  await expect(token).toHaveAccessibleDescription(/Paste your API token/)
  await token.fill('two words')
  await submit.click()
  await expect(token).toHaveAccessibleDescription(/no spaces/)
  await token.fill('unknown-token')
  await submit.click()
  await expect(token).toHaveAccessibleDescription(/does not know this token/)
  await expect(token).toHaveValue('')
})

test('one press opens the sample organizations, and signing out ends the session', async ({
  page,
}) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Explore the sample organizations' }).click()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
  await expect(page.getByText('Sample data')).toBeVisible()
  await page.getByRole('button', { name: 'Account' }).click()
  await expect(page.getByText('admin@example.com')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  await page.goto('/organizations')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('a token that is revoked in mid-session leads to sign-in and back', async ({
  page,
  me,
  organization,
  server,
}) => {
  await page.goto(`/organizations/${organization}/members`)
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  await revokeTokens(server, me)
  await page.getByRole('link', { name: 'Usage' }).click()
  await expect(page).toHaveURL(
    `/sign-in?next=${encodeURIComponent(`/organizations/${organization}/usage`)}`,
  )
  await expect(page.getByText('Your session has ended.')).toBeVisible()
})

test('what was typed outlives the session, which begins again in another window', async ({
  page,
  context,
  me,
  organization,
  server,
}) => {
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail addresses').fill(`ann-${organization}@example.com`)
  await revokeTokens(server, me)
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(page.getByText('Your session has ended. What you typed here stays')).toBeVisible()
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Sign in in a new window' }).click()
  const other = await opened
  const token = await createToken(server.db, await ensureActiveUser(server.db, me))
  await expect(other.getByLabel('API token')).toBeFocused()
  await expect(other.getByLabel('API token')).toHaveAccessibleDescription(/other window/)
  await other.keyboard.type(token)
  await expect(other.getByText('Sign in for the other window')).toBeVisible()
  const closed = other.waitForEvent('close')
  // The key may be let go where there is no window any more.
  await other.keyboard.press('Enter').catch(() => undefined)
  await closed

  await expect(page.getByText('Your session has ended.')).toBeHidden()
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(page.getByText(`ann-${organization}@example.com was added`)).toBeVisible()
})

test('what ended the session is said with the field of the token, which has the focus', async ({
  page,
  organization,
  me,
  server,
}) => {
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  await revokeTokens(server, me)
  await page.getByRole('link', { name: 'Usage', exact: true }).click()
  const field = page.getByLabel('API token')
  await expect(field).toBeFocused()
  await expect(field).toHaveAccessibleDescription(/Your session has ended\. .* Made on the server/)
})

test('the notice of an ended session goes with what was typed, and sign-in says it once', async ({
  page,
  organization,
  me,
  server,
}) => {
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail addresses').fill('ann@example.com')
  await revokeTokens(server, me)
  await dialog.getByRole('button', { name: 'Add member' }).click()
  const notice = page.getByText('Your session has ended.')
  await expect(notice).toContainText('What you typed here stays')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page).toHaveURL(
    `/sign-in?next=${encodeURIComponent(`/organizations/${organization}/members`)}`,
  )
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('What you typed here stays')).toHaveCount(0)
  await expect(notice).toHaveCount(1)
  await expect(notice).toContainText('takes a new one')
})

test('whoever empties a field after the session has ended stays, and is led to sign-in on leaving', async ({
  page,
  context,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  const field = dialog.getByLabel('E-mail addresses')
  await field.fill('ann@example.com')
  const other = await context.newPage()
  await other.goto(`/organizations/${organization}`)
  await other.getByRole('button', { name: 'Account' }).click()
  await other.getByRole('button', { name: 'Sign out' }).click()
  const notice = page.getByText('You signed out in another window.')
  await expect(notice).toBeVisible()
  await field.fill('')
  await expect(notice).toBeHidden()
  await field.fill('bob@example.com')
  await expect(notice).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  await expect(page.getByText('You signed out in another window')).toBeVisible()
  await expect(page).toHaveURL(/members$/)
})

test('the notice of an ended session goes once the API takes again what it had refused', async ({
  page,
  faulty,
  organization,
}) => {
  await page.goto(`${faulty.console}/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  const field = dialog.getByLabel('E-mail addresses')
  const [ann, bob] = ['ann', 'bob'].map((name) => `${name}@${organization}.nl`)
  await field.fill(`${ann} ${bob}`)
  faulty.fail('organization_users_create', 401)
  await dialog.getByRole('button', { name: 'Add 2 members' }).click()
  const notice = page.getByText('Your session has ended.')
  await expect(notice).toBeVisible()
  faulty.heal()
  faulty.failWith(({ method, body }) =>
    method === 'POST' && body.includes('bob@')
      ? { status: 400, body: { error: 'No.' } }
      : undefined,
  )
  await dialog.getByRole('button', { name: /^Add/ }).click()
  await expect(dialog.getByText('One was added.')).toBeVisible()
  await expect(notice).toBeHidden()
  // What was typed would still be lost by leaving, so it isn't for want of it that the notice has gone.
  await expect(field).toHaveValue(bob ?? '')
})

test('what is refused late, to the session before, ends no session that began since', async ({
  page,
  context,
  me,
  server,
}) => {
  const proxy = await startHoldingProxy(server.url)
  await context.addCookies([{ ...(await server.cookie(me.token)), url: proxy.url }])
  await page.goto(`${proxy.url}/organizations-new`)
  await expect(page.getByRole('button', { name: 'Create organization' })).toBeVisible()
  // Only the write is to be refused.
  await page.waitForLoadState('networkidle')
  const release = proxy.hold('POST', '/v2.1/organizations')
  await revokeTokens(server, me)
  await page.getByLabel('Name').fill(`late-${Date.now()}`)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect.poll(proxy.held).toBe(1)
  await context.clearCookies()
  const other = await context.newPage()
  await other.goto(`${proxy.url}/sign-in`)
  await other
    .getByLabel('API token')
    .fill(await createToken(server.db, await ensureActiveUser(server.db, me)))
  await other.getByRole('button', { name: 'Sign in with the token' }).click()
  await expect(other.getByRole('button', { name: 'Account' })).toBeVisible()
  const cookies = await context.cookies()
  release()
  await expect(page.getByText('The session had ended before this arrived')).toBeVisible()
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByText('was created, and you are its admin.')).toBeVisible()
  await other.reload()
  await expect(other.getByRole('button', { name: 'Account' })).toBeVisible()
  expect(cookies).toHaveLength(1)
  await proxy.close()
})

for (const [name, press] of [
  ['the token', 'Sign in with the token'],
  ['the sample', 'Explore the sample organizations'],
] as const)
  test(`a sign-in with ${name} whose answer is lost is looked up`, async ({ page, server }) => {
    const person = await server.person()
    const proxy = await startHoldingProxy(server.url)
    await page.goto(`${proxy.url}/sign-in`)
    await page.getByLabel('API token').fill(person.token)
    proxy.drop(/^POST/)
    await page.getByRole('button', { name: press }).click()
    await expect(
      page.getByText('No answer came, so it was looked up: you are not signed in.'),
    ).toBeVisible()
    await proxy.close()
  })

test('a sign-in whose answer breaks off once the session has begun leads on', async ({
  page,
  server,
}) => {
  const person = await server.person()
  const proxy = await startHoldingProxy(server.url)
  await page.goto(`${proxy.url}/sign-in?next=/people`)
  await page.getByLabel('API token').fill(person.token)
  proxy.breakOff('POST')
  await page.getByRole('button', { name: 'Sign in with the token' }).click()
  await expect(page).toHaveURL(`${proxy.url}/people`)
  await expect(page.getByRole('button', { name: 'Account' })).toBeVisible()
  await proxy.close()
})

test('a first visit that finds no server opens by itself once there is one', async ({
  page,
  server,
}) => {
  const proxy = await startHoldingProxy(server.url)
  proxy.drop(/^GET \/(session|healthz)/)
  await page.goto(`${proxy.url}/sign-in`)
  await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Try/ })).toHaveCount(0)
  proxy.drop()
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  await proxy.close()
})

test('a page that is signed out reads nothing more', async ({ page, organization }) => {
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  // What is asked once the page is being left may never be answered.
  const asked: string[] = []
  let signedOut = false
  page.on('response', (answer) => {
    signedOut ||= answer.request().method() === 'DELETE'
  })
  page.on('request', (request) => {
    if (signedOut && request.url().includes('/v2.1/')) asked.push(request.url())
  })
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  expect(signedOut).toBe(true)
  expect(asked).toEqual([])
})

test('a page that the browser had kept is loaded again', async ({
  page,
  context,
  organization,
}) => {
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  await context.clearCookies()
  // What a browser says of a page that it shows again as it was left.
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  await expect(page.getByText(organization)).toHaveCount(0)
})

test('leads nowhere but into the app', async ({ page, server, me }) => {
  void me
  for (const next of ['https://example.com/', '//example.com', '/\\example.com']) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
    expect(new URL(page.url()).origin).toBe(server.url)
  }
})

test('the theme is kept across reloads', async ({ page, me }) => {
  void me
  await page.goto('/organizations')
  const background = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await background()
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('radio', { name: 'Dark' }).check()
  const dark = await background()
  expect(dark).not.toBe(light)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
  expect(await background()).toBe(dark)
})

test('with another API behind it, names that API and works on it', async ({ page, server, me }) => {
  const console = await startServer(`${server.url}/v2.1`)
  try {
    const name = `behind-${Date.now()}`
    await me.api.organizations_create({ body: { name, subscription: 'free' } })
    await page.goto(`${console.url}/sign-in`)
    const host = new URL(server.url).host
    await expect(page.getByText(`your organizations at ${host}`)).toBeVisible()
    await page.getByLabel('API token').fill(me.token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    // The only organization opens by itself.
    await expect(page.getByRole('heading', { name })).toBeVisible()
    await expect(page.getByText(host, { exact: true })).toBeVisible()
    await expect(page.getByText('Admin', { exact: true })).toBeVisible()
  } finally {
    await console.close()
  }
})

test('a sign-out that does not arrive says so, and the person stays signed in', async ({
  page,
  context,
  organization,
}) => {
  await page.goto(`/organizations/${organization}`)
  await page.getByRole('button', { name: 'Account' }).click()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('you may still be signed in')).toBeVisible()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
})

test('a session that is being renewed in one window does not undo the sign-out of another', async ({
  page,
  context,
  server,
  me,
}) => {
  const proxy = await startHoldingProxy(server.url)
  await page.goto(proxy.url)
  await page.getByRole('button', { name: 'Account' }).click()
  await expect(page.getByText(me.email)).toBeVisible()
  const release = proxy.hold('GET', '/session')
  const renewing = await context.newPage()
  const opened = renewing.goto(proxy.url)
  await expect.poll(proxy.held).toBe(1)
  await page.getByRole('button', { name: 'Sign out' }).click()
  // The window that signs out waits for its turn.
  const waits = () =>
    page.evaluate(async () => {
      const { pending = [] } = await navigator.locks.query()
      return pending.some(({ name }) => name === 'org-console-session')
    })
  await expect.poll(waits, { intervals: [50] }).toBe(true)
  release()
  await opened
  for (const window of [page, renewing])
    await expect(window.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  expect(await context.cookies()).toEqual([])
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  await proxy.close()
})

/** A proxy before a console, which can hold answers back, or drop them. */
async function startHoldingProxy(target: string) {
  let isHeld = (_call: string) => false
  let released = Promise.resolve()
  let held = 0
  let dropped: RegExp | undefined
  let broken: string | undefined
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    if (dropped?.test(`${method} ${url}`)) return void request.socket.resetAndDestroy()
    const passed = callServer(`${target}${url}`, { method, headers }, async (answer) => {
      if (isHeld(`${method} ${url}`)) {
        held += 1
        await released
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      if (method === broken) response.write('{', () => request.socket.destroy())
      else answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    request.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many answers were held back. */
    held: () => held,
    /** Holds each answer to such calls until the returned function is called. */
    hold(method: string, path: string) {
      const { promise, resolve } = Promise.withResolvers<void>()
      isHeld = (call) => call === `${method} ${path}`
      released = promise
      return resolve
    },
    /** Takes no more such calls, until there is nothing to drop. */
    drop: (calls?: RegExp) => void (dropped = calls),
    /** Has only the beginning of the answers to such calls arrive. */
    breakOff: (method: string) => void (broken = method),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
