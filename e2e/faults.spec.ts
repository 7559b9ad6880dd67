/** What a person sees of an API behind the console that fails. */
import { mkdtempSync, cpSync, rmSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  examples,
  olderUsage,
  operationOf,
  startFaultyUpstream,
  withWrongRow,
  type Fault,
  type FaultName,
  type FaultyUpstream,
} from './faulty-upstream.ts'
import { operationIds, type OperationId } from '#contract/operations.ts'
import {
  expect,
  inTime,
  startServer,
  test as base,
  type Locator,
  type Page,
  type Server,
} from './fixtures.ts'

/** A console before a faulty upstream, which passes on what doesn't fail to `server`; `page` is signed in as `me`. */
const test = base.extend<{ upstream: FaultyUpstream; console: Server; signIn: void }>({
  upstream: async ({ server }, use) => {
    const upstream = await startFaultyUpstream(server.url)
    await use(upstream)
    await upstream.close()
  },
  console: async ({ upstream }, use) => {
    const console = await startServer(upstream.host, { timeout: 500 })
    await use(console)
    await console.close()
  },
  signIn: [
    async ({ console, me, context }, use) => {
      await context.addCookies([await console.cookie(me.token)])
      await use()
    },
    { auto: true },
  ],
  baseURL: async ({ console }, use) => use(console.url),
})

/** The screens that show an operation's answer, and what they say of it when it could not be read. */
const shownAt = (organization: string) =>
  [
    ['organizations_list', '/organizations', 'This page could not be loaded.'],
    ['organizations_get', `/organizations/${organization}`, 'This page could not be loaded.'],
    [
      'organization_users_list',
      `/organizations/${organization}/members`,
      'The members could not be read',
    ],
    [
      'organizations_resource_usage',
      `/organizations/${organization}`,
      'The resource counts could not be read',
    ],
    [
      'organizations_usage_get',
      `/organizations/${organization}/usage`,
      'The usage could not be read',
    ],
  ] as const satisfies [OperationId, string, string][]

/** Faults that another try doesn't help, with what is said of them. */
const final: [FaultName, RegExp][] = [
  [400, /Refused with 400/],
  [409, /Refused with 409/],
  [500, /Refused with 500/],
  ['500 as HTML', /answered with status 500/],
  ['another shape', /has a shape this console doesn't know/],
]
/** Faults after which the console tries again by itself. */
const passing: [FaultName, RegExp][] = [
  ['reset at once', /could not be reached/],
  ['reset in the middle', /broke off/],
  ['no answer', /did not answer within 0\.5 s/],
  ['drip', /did not finish its answer within 1 s/],
  [429, /takes only so many calls a minute/],
  ['429 with x-ratelimit-reset', /takes only so many calls a minute/],
  ['502 as HTML', /answered with status 502/],
  ['503 with Retry-After', /The API is not available now: Refused with 503/],
  ['an empty body', /not JSON/],
  ['HTML instead', /not JSON/],
  ['broken JSON', /not JSON/],
]

/** The longest pause before one of the tries that follow a failure at once. */
const QUICK = 4000

/** Not every fault at every screen, but each at some, and some at each. */
const someOf = <Item>(all: Item[], turn: number) =>
  all.filter((_, index) => index % 2 === turn % 2 || index === turn % all.length)

for (const [turn, [fault, sentence]] of final.entries())
  test(`${fault} is said where it happened, and stays until someone tries again`, async ({
    page,
    upstream,
    organization,
  }) => {
    for (const [id, address, what] of someOf(shownAt(organization), turn)) {
      upstream.fail(id, fault)
      await page.goto(address)
      await expect(page.getByText(what)).toBeVisible()
      await expect(page.getByText(sentence).first()).toBeVisible()
      upstream.heal()
      const again = page.getByRole('button', { name: 'Try again' })
      if (await again.count()) {
        await again.first().click()
        await expect(page.getByText(what)).toBeHidden()
      }
    }
  })

for (const [turn, [fault, sentence]] of passing.entries())
  test(`${fault} is tried again by itself, with a countdown`, async ({
    page,
    upstream,
    organization,
  }) => {
    await page.clock.install()
    for (const [id, address, what] of someOf(shownAt(organization), turn)) {
      upstream.fail(id, fault)
      await page.goto(address)
      await expect(page.getByText(sentence).first()).toBeVisible()
      await expect(page.getByText(/Trying again in \d s/).first()).toBeVisible()
      upstream.heal()
      await inTime(page, page.getByText(sentence).first(), { gone: true })
      await expect(page.getByText(what)).toHaveCount(0)
    }
  })

test('what fails again and again is said after the last try, and the frame of the app stays', async ({
  page,
  upstream,
  organization,
}) => {
  await page.clock.install()
  upstream.fail('organization_users_list', '502 as HTML')
  await page.goto(`/organizations/${organization}/members`)
  await inTime(page, page.getByText(/The members could not be read\./), { pause: QUICK })
  const asked = upstream.calls.filter(({ path }) => path.endsWith('/users')).length
  expect(asked).toBe(4)
  upstream.heal()
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText('Robin Tester')).toBeVisible()
})

test('what is tried again by itself can be tried at once, where the API gives no time of its own', async ({
  page,
  upstream,
  organization,
}) => {
  upstream.fail('organization_users_list', {
    status: 503,
    body: { error: 'Maintenance' },
    headers: { 'retry-after': '60' },
  })
  await page.goto(`/organizations/${organization}/members`)
  const main = page.getByRole('main')
  await expect(main.getByText(/The API is not available now: Maintenance\. Trying/)).toBeVisible()
  await expect(main.getByText('Try again in a moment')).toHaveCount(0)
  const now = main.getByRole('button', { name: 'Try now' })
  await now.click()
  await expect(main.getByText(/Trying again in 60 s/)).toBeVisible()
  upstream.heal()
  await now.click()
  await expect(page.getByText('Robin Tester')).toBeVisible()

  upstream.fail('organization_users_list', {
    status: 429,
    body: { error: 'Request was throttled.' },
    headers: { 'x-ratelimit-reset': '60' },
  })
  await page.reload()
  await expect(main.getByText(/so many calls a minute\. Trying again in \d+ s/)).toBeVisible()
  await expect(now).toHaveCount(0)
})

test('what has failed for now comes by itself once it can be read, without a press', async ({
  page,
  upstream,
  organization,
}) => {
  await page.clock.install()
  upstream.fail('organization_users_list', '502 as HTML')
  await page.goto(`/organizations/${organization}/members`)
  const failure = page.getByRole('alert').filter({ hasText: 'The members could not be read.' })
  await inTime(page, failure.filter({ hasText: /Trying again in \d s/ }), { pause: QUICK })
  await expect(failure.getByRole('button', { name: 'Try now' })).toBeVisible()
  // The first of the slow tries fails, and what is said stays in its place.
  await inTime(page, failure.filter({ hasText: /Trying again in 1\d s/ }), { pause: QUICK })
  expect(upstream.calls.filter(({ path }) => path.endsWith('/users'))).toHaveLength(5)
  upstream.heal()
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  // Less than the pause of a slow try.
  await page.clock.fastForward(5000)
  await expect(page.getByText('Robin Tester')).toBeVisible()
})

test('what is tried again says why it failed last, not why it did before', async ({
  page,
  context,
  upstream,
  organization,
}) => {
  const refreshed = async () => {
    await context.setOffline(true)
    await context.setOffline(false)
  }
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: organization })).toBeVisible()
  upstream.fail('organizations_list', 404)
  await refreshed()
  const notice = page.getByText(/Your organizations could not be refreshed/)
  await expect(notice).toContainText('Refused with 404.')
  upstream.fail('organizations_list', {
    status: 503,
    body: { error: 'Refused with 503.' },
    headers: { 'retry-after': '60' },
  })
  await refreshed()
  await expect(notice).toContainText('Refused with 503.')
  await expect(notice).toContainText(/Trying again in \d+ s/)
  await expect(notice).not.toContainText('404')
})

for (const [fault, title, reasons] of [
  [
    '502 as HTML',
    'The API did not answer',
    [/down, busy or being updated/, /something lets nothing through/, /wrong address of the API/],
  ],
  [429, 'Too many requests', [/Many pages/, /Others share your address/]],
  ['another shape', 'An answer nobody can read', [/version/, /wrong address/, /has a fault/]],
] as const)
  test(`a first visit that meets ${fault} has its frame, with the failure inside`, async ({
    page,
    upstream,
    organization,
  }) => {
    await page.clock.install()
    upstream.fail('organizations_get', fault)
    await page.goto(`/organizations/${organization}/usage`)
    const main = page.getByRole('main')
    const switcher = page.getByRole('button', { name: `Organization ${organization}, switch` })
    const hasFrame = async () => {
      await expect(switcher).toBeVisible()
      await expect(page.getByRole('button', { name: 'Account' })).toBeVisible()
      await expect(main.getByRole('link', { name: 'Usage' })).toHaveAttribute(
        'aria-current',
        'page',
      )
    }
    if (fault !== 'another shape') {
      await expect(main.getByText(`${organization} could not be read yet.`)).toBeVisible()
      await expect(main.getByText(/Trying again in \d s/)).toBeVisible()
      await hasFrame()
    }
    await inTime(page, main.getByRole('heading', { name: title }), { pause: QUICK })
    await expect(main.locator('ol').getByRole('listitem')).toHaveText([...reasons])
    await hasFrame()
    upstream.heal()
    const usage = main.getByRole('heading', { name: 'Usage', level: 1 })
    if (fault === 'another shape') {
      await main.getByRole('button', { name: 'Try again' }).click()
      await expect(usage).toBeVisible()
    } else await inTime(page, usage)
  })

for (const [fault, title, reasons] of [
  [403, 'No access', [/service user’s/, /Your rights have changed/]],
  [404, 'The API is not at this address', [/UBIOPS_API_HOST/, /has moved/]],
  [409, 'The API refused this', [/UBIOPS_API_HOST/, /has a fault/]],
  [500, 'The server had a problem', [/busy or being updated/, /has a fault/]],
] as const)
  test(`a list of organizations that meets ${fault} says why that may be, and what to do`, async ({
    page,
    upstream,
    organization,
  }) => {
    const main = page.getByRole('main')
    for (const [address, tab] of [
      ['/organizations', 'Organizations'],
      ['/people', 'People'],
      ['/usage', 'Usage'],
    ] as const) {
      upstream.fail('organizations_list', fault)
      await page.goto(address)
      await expect(main.getByRole('heading', { name: title })).toBeVisible()
      await expect(main.locator('ol').getByRole('listitem')).toHaveText([...reasons])
      await expect(main.getByRole('button', { name: 'Copy details' })).toBeVisible()
      await expect(main.getByRole('link', { name: tab, exact: true })).toHaveAttribute(
        'aria-current',
        'page',
      )
      upstream.heal()
      await main.getByRole('button', { name: 'Try again' }).click()
      await expect(main.getByText(organization).first()).toBeVisible()
    }
  })

test('an API that is not at its address is said to be elsewhere', async ({
  page,
  upstream,
  organization,
}) => {
  for (const id of operationIds) upstream.fail(id, 404)
  for (const address of ['/', `/organizations/${organization}/members`]) {
    await page.goto(address)
    await expect(
      page.getByRole('heading', { name: 'The API is not at this address' }),
    ).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'UBIOPS_API_HOST' })).toBeVisible()
  }
})

for (const fault of [403, 404] as const)
  test(`a ${fault} is said on each tab, and takes nothing with it`, async ({
    page,
    upstream,
    organization,
  }) => {
    for (const [id, tab] of [
      ['organizations_resource_usage', ''],
      ['organizations_usage_get', ''],
      ['organization_users_list', ''],
      ['organization_users_list', '/members'],
      ['organizations_usage_get', '/usage'],
    ] as const) {
      upstream.heal()
      upstream.fail(id, fault)
      await page.goto(`/organizations/${organization}${tab}`)
      const main = page.getByRole('main')
      await expect(main.getByText(`Refused with ${fault}.`).first()).toBeVisible()
      // The first that is said of it is the last: no other try goes before.
      expect(await main.getByText(/Trying again/).count()).toBe(0)
      await expect(main.getByRole('button', { name: /^Try again/ })).toHaveCount(0)
      await expect(main.getByRole('link', { name: 'Settings', exact: true })).toBeVisible()
    }
  })

test('fields that nobody knows change nothing', async ({ page, upstream }) => {
  for (const id of operationIds) upstream.fail(id, 'unknown fields')
  for (const [address, shown] of [
    ['/organizations', ['acme', 'beta']],
    ['/organizations/acme', ['Deployments', '47', 'Ann Tester']],
    ['/organizations/acme/members', ['Ann Tester', 'Bob Tester']],
    ['/organizations/acme/usage?from=2026-03-01&to=2026-03-06', ['one', 'two']],
    ['/organizations/acme/settings', ['Name']],
  ] as const) {
    await page.goto(address)
    const main = page.getByRole('main')
    for (const text of shown)
      await expect(main.getByText(text, { exact: true }).first()).toBeVisible()
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
    await expect(main.getByText(/could not be read/)).toHaveCount(0)
  }
})

for (const [what, host] of [
  ['refuses every connection', undefined],
  ['has a name that nobody has', 'http://nowhere.invalid/v2.1'],
] as const)
  test(`an API that ${what} is said with its name, and tried again`, async ({
    page,
    context,
    me,
  }) => {
    const closed = await startFaultyUpstream()
    await closed.close()
    await page.clock.install()
    const console = await startServer(host ?? closed.host)
    await context.addCookies([await console.cookie(me.token)])
    const name = new URL(host ?? closed.host).host
    for (const address of ['/organizations', '/organizations/acme/members']) {
      await page.goto(`${console.url}${address}`)
      await expect(
        page.getByText(`${name} could not be reached. Trying again`).first(),
      ).toBeVisible({
        timeout: 20_000,
      })
      await inTime(page, page.getByRole('button', { name: 'Try now' }).first())
    }
    // It is the API that is gone, not the console.
    await expect(page.getByText(/no connection to the server/)).toHaveCount(0)
    await console.close()
  })

test('a row that can’t be read is counted and shown, and takes nothing with it', async ({
  page,
  upstream,
  organization,
}) => {
  upstream.fail('organizations_list', { body: withWrongRow('organizations_list') })
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: 'beta' })).toBeVisible()
  await expect(page.getByText('1 of 2 rows could not be read')).toBeVisible()
  await page.getByText('The answer', { exact: true }).click()
  await expect(page.getByLabel('The answer')).toContainText('"id": 17')

  upstream.fail('organizations_usage_get', { body: withWrongRow('organizations_usage_get') })
  await page.goto(`/organizations/${organization}/usage?from=2026-03-01&to=2026-03-06`)
  await expect(page.getByText(/rows could not be read/)).toBeVisible()
  await expect(page.getByRole('rowheader', { name: 'two' })).toBeVisible()
})

test('of members that could not all be read no number is final, and nobody is the only admin', async ({
  page,
  upstream,
  organization,
  me,
}) => {
  const robin = { id: 'r', email: me.email, name: 'Robin', surname: 'Tester', admin: true }
  upstream.fail('organization_users_list', {
    body: [robin, { ...robin, id: 17 }, { ...robin, id: 'b', email: 'b@x.nl', admin: false }],
  })
  await page.goto('/organizations')
  const row = page.getByRole('row').filter({ hasText: organization })
  await expect(row.getByRole('button', { name: '1+' })).toHaveAccessibleDescription(/may be more/)
  await page.goto(`/organizations/${organization}/members`)
  const main = page.getByRole('main')
  await expect(main.getByText('1 of 3 rows could not be read')).toBeVisible()
  for (const choice of ['All 2+', 'Admins 1+', 'Members 1+'])
    await expect(main.getByRole('radio', { name: choice })).toBeVisible()
  await expect(main.getByText('2 of 3 members')).toBeVisible()
  await expect(main.getByText('so there may be more admins')).toBeVisible()
  await expect(main.getByRole('button', { name: 'Choose another admin' })).toHaveCount(0)
  await expect(main.getByRole('switch').first()).not.toHaveAttribute('aria-disabled', 'true')
  await page.goto(`/organizations/${organization}`)
  await expect(main.getByText('Robin Tester')).toBeVisible()
  await expect(main.getByText('a single active admin')).toHaveCount(0)
})

/** Values in the place of an answer, of a row, and of each field of it. */
const oddities: unknown[] = [
  null,
  0,
  1e308,
  '',
  'x',
  [],
  {},
  [[]],
  [null],
  { error: {} },
  { toString: 1 },
]
const oddAnswers = (id: OperationId): unknown[] => {
  const good: unknown = examples[id]
  const row: unknown = Array.isArray(good) ? good[0] : good
  const withField = Object.keys(row as object).map((field, index) => {
    const odd = { ...(row as object), [field]: oddities[index % oddities.length] }
    return Array.isArray(good) ? [odd, ...good] : odd
  })
  return [...oddities, ...withField]
}

for (const screen of [0, 1, 2, 3, 4])
  test(`whatever JSON comes, screen ${screen + 1} shows it or says what is wrong`, async ({
    page,
    upstream,
    organization,
  }) => {
    const [id, address] = shownAt(organization)[screen] ?? shownAt(organization)[0]
    for (const body of oddAnswers(id)) {
      upstream.fail(id, { body })
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
      await expect(page.getByText('Something broke')).toHaveCount(0)
    }
  })

test('the older usage is a card for each kind of object and metric', async ({
  page,
  upstream,
  organization,
}) => {
  upstream.fail('organizations_usage_get', { body: olderUsage })
  await page.goto(`/organizations/${organization}/usage`)
  for (const name of ['Credits', 'Input volume', 'Output volume'])
    await expect(page.getByRole('heading', { name })).toBeVisible()
})

test('names and messages from upstream are text, whatever they contain', async ({
  page,
  upstream,
}) => {
  const html = '<img src=x onerror=alert(1)><script>alert(2)</script>'
  const row = { id: '1', name: html, creation_date: '2026-03-01T00:00:00Z', status: html }
  const other = { ...row, id: '2', name: 'plain' }
  upstream.fail('organizations_list', { body: [row, other] })
  await page.goto('/organizations')
  await expect(page.getByRole('link', { name: html })).toBeVisible()
  await expect(page.locator('img')).toHaveCount(0)
})

const offTheWrite = async (page: Page, fault: Fault, upstream: FaultyUpstream, name: string) => {
  await page.clock.install()
  upstream.fail('organizations_create', fault)
  await page.goto('/organizations-new')
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create organization' }).click()
}
const writesOf = (upstream: FaultyUpstream) =>
  upstream.calls.filter(({ method }) => method === 'POST').length

const refusals: (readonly [FaultName, RegExp])[] = [
  [400, /Refused with 400/],
  [403, /Refused with 403/],
  [404, /Refused with 404/],
  [409, /Refused with 409/],
  [429, /Refused with 429/],
  ['429 with x-ratelimit-reset', /You can try again in \d s/],
  [500, /Refused with 500/],
  ['503 with Retry-After', /Refused with 503/],
]
for (const [fault, sentence] of refusals)
  test(`a write answered with ${fault} is said, not sent again, and what was typed stays`, async ({
    page,
    upstream,
  }) => {
    await offTheWrite(page, fault, upstream, 'typed-name')
    await expect(page.getByText(sentence)).toBeVisible()
    await expect(page.getByLabel('Name')).toHaveValue('typed-name')
    expect(writesOf(upstream)).toBe(1)
  })

for (const fault of [
  'reset at once',
  'no answer',
  'drip',
  '502 as HTML',
  'broken JSON',
  'another shape',
] as const)
  test(`a write lost to "${fault}" is looked up, and was not done`, async ({ page, upstream }) => {
    await offTheWrite(page, fault, upstream, 'typed-name')
    await expect(page.getByText(/it is not known whether this was done/)).toBeVisible()
    await inTime(page, page.getByText(/looked up: this is not done so far/))
    await expect(page.getByLabel('Name')).toHaveValue('typed-name')
    expect(writesOf(upstream)).toBe(1)
  })

const rowOfBob = (page: Page) => page.getByRole('row').filter({ hasText: 'Bob Tester' })
const addresses = (page: Page) => page.getByRole('dialog').getByLabel('E-mail addresses')

/** Changes to members: how each is made, where its refusal stands, and what is still there after it. */
const changes: {
  id: OperationId
  name: string
  screen: string
  make: (page: Page) => Promise<void>
  refusal: (page: Page) => Locator
  kept: (page: Page) => Promise<void>
  /** What is said of 429, where that isn't a refusal. */
  waits?: RegExp
}[] = [
  {
    id: 'organization_users_update',
    name: 'a change of a role',
    screen: 'members',
    make: (page) => rowOfBob(page).getByRole('switch').click(),
    refusal: (page) => rowOfBob(page).getByRole('alert'),
    kept: (page) => expect(rowOfBob(page).getByRole('switch')).not.toBeChecked(),
  },
  {
    id: 'organization_users_create',
    name: 'an invitation',
    screen: 'members-new',
    async make(page) {
      await addresses(page).fill('Cas <cas@example.com>')
      await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click()
    },
    refusal: (page) => page.getByRole('dialog'),
    kept: (page) => expect(addresses(page)).toHaveValue(/cas@example\.com/),
    waits: /goes on in \d+ s/,
  },
  {
    id: 'organization_users_delete',
    name: 'a removal',
    screen: 'members',
    async make(page) {
      const remove = { name: 'Remove Bob Tester', exact: true }
      await page.getByRole('button', remove).click()
      await page.getByRole('dialog').getByRole('button', remove).click()
      await page.getByRole('button', { name: 'Remove now: Bob Tester' }).click()
    },
    refusal: (page) => rowOfBob(page).getByRole('alert'),
    kept: (page) =>
      expect(
        page.getByRole('button', { name: 'Remove Bob Tester', exact: true }),
      ).not.toHaveAttribute('aria-disabled'),
  },
]
for (const { id, name, screen, make, refusal, kept, waits } of changes)
  for (const fault of [400, 403, 429, 500, 'reset at once'] as const)
    test(`${name} that meets ${fault} says so, is sent once, and changes nothing`, async ({
      page,
      upstream,
      organization,
      bob,
      me,
    }) => {
      await bob()
      await page.clock.install()
      upstream.fail(id, fault)
      await page.goto(`/organizations/${organization}/${screen}`)
      await make(page)
      if (fault === 'reset at once')
        await inTime(page, refusal(page).filter({ hasText: /looked up: this is not done so far/ }))
      else
        await expect(refusal(page)).toContainText(
          (fault === 429 ? waits : undefined) ?? `Refused with ${fault}.`,
        )
      await kept(page)
      expect(upstream.calls.filter((call) => operationOf(call) === id)).toHaveLength(1)
      const list = await me.api.organization_users_list({
        params: { organization_name: organization },
      })
      expect(list.map(({ name: first, admin }) => [first, admin]).toSorted()).toEqual([
        ['Bob', false],
        ['Robin', true],
      ])
    })

test('a write that was done although the server then broke is found done', async ({
  page,
  upstream,
  organization,
  bob,
}) => {
  const { id } = await bob()
  await page.goto(`/organizations/${organization}/members/${id}`)
  upstream.failWith(({ method }) => (method === 'PATCH' ? 'done, then 500' : undefined))
  await page.getByRole('switch').click()
  await expect(page.getByText('Bob Tester is admin now.')).toBeVisible()
})

test('a write that was done although its answer was lost is looked up, and counts', async ({
  page,
  upstream,
  organization,
  bob,
  me,
}) => {
  const name = `lost-${Date.now()}`
  await offTheWrite(page, 'done, then reset', upstream, name)
  await expect(page.getByText(`${name} was created, and you are its admin.`)).toBeVisible()
  // Once.
  await expect(page.getByRole('button', { name: 'Dismiss' })).toHaveCount(1)
  await expect(page.getByRole('heading', { name })).toBeVisible()

  const { email, id } = await bob()
  upstream.fail('organization_users_update', 'done, then reset')
  await page.goto(`/organizations/${organization}/members/${id}`)
  await page.getByRole('switch').click()
  await expect(page.getByText('Bob Tester is admin now.')).toBeVisible()

  upstream.fail('organizations_update', 'done, then reset')
  await page.goto(`/organizations/${organization}/settings`)
  await page.getByLabel('Name').fill(`${name}-b`)
  await page.getByLabel('Type the new name again').fill(`${name}-b`)
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(page).toHaveURL(`/organizations/${name}-b/settings`)
  const users = await me.api.organization_users_list({ params: { organization_name: `${name}-b` } })
  expect(users.find((user) => user.email === email)).toMatchObject({ admin: true })
})

test('a write that the connection broke off is looked up when the connection is back', async ({
  page,
  context,
  upstream,
}) => {
  const name = `cut-${Date.now()}`
  await page.clock.install()
  upstream.fail('organizations_create', 'done, then silent')
  await page.goto('/organizations-new')
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect.poll(() => writesOf(upstream)).toBe(1)
  await context.setOffline(true)
  const looking = page.getByText(
    `Creating ${name}: no readable answer came, so it is not known whether this was done. It is looked up when the connection is back.`,
  )
  await expect(looking).toBeVisible()
  await expect(page.getByText('Looking…')).toHaveCount(0)
  // Other toasts are gone by then.
  await page.clock.fastForward(30_000)
  await expect(page.getByText(/There has been no connection/)).toBeVisible()
  await expect(looking).toBeVisible()
  // One card for both.
  await expect(page.getByText(/There has been no connection.* It is looked up when/)).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText(`${name} was created, and you are its admin.`)).toBeVisible()
  await expect(looking).toBeHidden()
  await expect(page.getByRole('heading', { name })).toBeVisible()
})

test('a write to an API that refuses is told of at once, and waits for no reading', async ({
  page,
  upstream,
}) => {
  await page.goto('/organizations-new')
  upstream.fail('organizations_create', '503 with Retry-After')
  // Reading goes on for minutes.
  upstream.fail('organizations_list', {
    status: 503,
    body: { error: 'Maintenance' },
    headers: { 'retry-after': '60' },
  })
  await page.getByLabel('Name').fill('typed-name')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByText('Refused with 503.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create organization' })).not.toHaveAttribute(
    'aria-busy',
  )
})

test('a lost invitation is told of while it is looked up', async ({
  page,
  upstream,
  organization,
}) => {
  await page.clock.install()
  upstream.fail('organization_users_create', 'reset at once')
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  await addresses(page).fill('cas@example.com')
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog.getByText(/not known whether this was done\. Looking/)).toBeVisible()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'cas@' })).toContainText(
    'Being looked up',
  )
  // One, which nothing covers.
  await dialog.getByRole('button', { name: 'Cancel' }).click({ trial: true })
  await inTime(page, dialog.getByText(/looked up: this is not done so far/))
  await expect(dialog.getByText(/Looking/)).toBeHidden()
  await expect(dialog.getByText('None is known to have been added.')).toBeVisible()
})

test('what the API failed at is looked up, and told with what was found', async ({
  page,
  upstream,
  organization,
}) => {
  upstream.fail('organization_users_create', 500)
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  await addresses(page).fill('cas@example.com')
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog.getByText('None was added.')).toBeVisible()
  await expect(
    dialog.getByText('The API failed: Refused with 500. It was looked up: this is not done.'),
  ).toBeVisible()
  upstream.fail('organization_users_list', 500)
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog.getByText('None is known to have been added.')).toBeVisible()
  await expect(
    dialog.getByText('The API failed: Refused with 500. It is not known whether this was done'),
  ).toBeVisible()
})

test('on a phone what floats over a dialog covers none of its buttons', async ({
  page,
  upstream,
  organization,
}) => {
  await page.setViewportSize({ width: 375, height: 667 })
  upstream.fail('organization_users_create', 401)
  await page.goto(`/organizations/${organization}/members-new`)
  const dialog = page.getByRole('dialog')
  await addresses(page).fill('cas@example.com')
  await dialog.getByRole('button', { name: 'Add member' }).click()
  await expect(dialog.getByText('Your session has ended.')).toBeVisible()
  for (const name of ['Cancel', 'Add member'])
    await dialog.getByRole('button', { name }).click({ trial: true })
})

test('where looking fails, too, it stays unknown and says so', async ({ page, upstream }) => {
  await page.clock.install()
  await page.goto('/organizations-new')
  upstream.fail('organizations_create', 'reset at once')
  upstream.fail('organizations_list', 500)
  await page.getByLabel('Name').fill('typed-name')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await inTime(page, page.getByText(/not known whether this was done: look before/))
})

test('a 401 in mid-session leads to sign-in and back', async ({
  page,
  upstream,
  organization,
  me,
}) => {
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  upstream.fail('organization_users_list', 401, 1)
  upstream.fail('organizations_usage_get', 401, 1)
  await page.getByRole('link', { name: 'Usage', exact: true }).click()
  await expect(page.getByText('Your session has ended.')).toContainText(
    /127\.0\.0\.1:\d+ no longer accepts your token: make a new one there\./,
  )
  upstream.heal()
  await page.getByLabel('API token').fill(me.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`/organizations/${organization}/usage`)
})

/** In the window that the notice of an ended session leads to. */
async function signInElsewhere(page: Page, upstream: FaultyUpstream, token: string) {
  const opened = page.context().waitForEvent('page')
  await page.getByRole('link', { name: 'Sign in in a new window' }).click()
  const other = await opened
  await other.getByLabel('API token').fill(token)
  upstream.heal()
  await other.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Your session has ended.')).toBeHidden()
}

test('a 401 to members being added takes nothing, and they are added after a sign-in in another window', async ({
  page,
  upstream,
  organization,
  me,
}) => {
  await page.goto(`/organizations/${organization}/members-new`)
  const field = page.getByLabel('E-mail addresses')
  await field.fill('ann@example.com\nbob@example.com')
  for (const id of operationIds) upstream.fail(id, 401)
  await page.getByRole('button', { name: 'Add 2 members' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add members' })
  await expect(dialog.getByText('None was added. Your session has ended: sign in')).toBeVisible()
  await expect(dialog.getByText('Refused with 401')).toHaveCount(0)
  await expect(page.getByText('Your session has ended. What you typed here stays')).toBeVisible()
  await expect(field).toHaveValue('ann@example.com\nbob@example.com')
  await signInElsewhere(page, upstream, me.token)
  await page.getByRole('button', { name: 'Add 2 members' }).click()
  await expect(page.getByText('2 members were added')).toBeVisible()
})

test('a 401 to a run of many stops it with nothing failed, and it goes on after a sign-in', async ({
  page,
  upstream,
  organization,
  bob,
  me,
}) => {
  await bob()
  await page.goto(`/organizations/${organization}/members`)
  await page.getByRole('checkbox', { name: 'Select Bob Tester' }).check()
  await page.getByRole('button', { name: 'Make admin' }).click()
  upstream.fail('organization_users_update', 401)
  await page.getByRole('dialog').getByRole('button', { name: 'Make Bob Tester admin' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Stopped. Your session has ended: sign in first.')).toBeVisible()
  for (const id of operationIds) upstream.fail(id, 401)
  await signInElsewhere(page, upstream, me.token)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByText('All done.')).toBeVisible()
})

test('a session that has run out is told apart from a token that is refused', async ({
  page,
  context,
  organization,
}) => {
  await page.goto(`/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  await context.clearCookies()
  await page.getByRole('link', { name: 'Usage', exact: true }).click()
  const notice = page.getByText('Your session has ended.')
  await expect(notice).toContainText('away for twelve hours.')
  await expect(notice).not.toContainText('token')
})

test('a 403 at sign-in asks for a personal token', async ({ page, context, upstream }) => {
  await context.clearCookies()
  upstream.fail('organizations_list', 403)
  await page.goto('/sign-in')
  await page.getByLabel('API token').fill('service-user')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByLabel('API token')).toHaveAccessibleDescription(/personal API token/)
  await expect(page.getByLabel('API token')).toHaveValue('')
})

test('with a token of its own the console asks for none, and there is nothing to sign out of', async ({
  page,
  upstream,
  organization,
  me,
}) => {
  const console = await startServer(upstream.host, { ownToken: me.token })
  await page.goto(`${console.url}/sign-in`)
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  await page.getByRole('button', { name: 'Account' }).click()
  await expect(page.getByText('started with a token of its own')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  await console.close()
})

test('without a connection the last data stays with its age, writes say why they wait, and on return all is fresh', async ({
  page,
  context,
  organization,
  bob,
}) => {
  await page.goto(`/organizations/${organization}/settings`)
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  await expect(page.getByText('Robin Tester')).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText(/no connection to the server since \d\d:\d\d/)).toBeVisible()
  await expect(page.getByText(/What you see is from \d\d:\d\d UTC and stays/)).toBeVisible()
  await expect(page.getByText('Robin Tester')).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  const rename = page.getByRole('button', { name: 'Rename' })
  await expect(rename).toHaveAccessibleDescription(/no connection to the server/)
  await expect(rename).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  await bob()
  await context.setOffline(false)
  await expect(page.getByText('Bob Tester')).toBeVisible()
  await expect(page.getByText(/no connection to the server since/)).toBeHidden()
})

test('after a time without a connection another screen is read again, too', async ({
  page,
  context,
  organization,
  me,
}) => {
  const other = `${organization}-2`
  await page.goto('/organizations')
  await page.getByRole('main').getByRole('link', { name: organization, exact: true }).click()
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText(/no connection to the server since/)).toBeVisible()
  await me.api.organizations_create({ body: { name: other, subscription: 'free' } })
  await context.setOffline(false)
  await expect(page.getByText(/no connection to the server since/)).toBeHidden()
  await page.getByRole('link', { name: 'Organizations' }).first().click()
  await expect(page.getByRole('main').getByRole('link', { name: other })).toBeVisible()
})

test('that there is no connection moves nothing, and can be tried at once', async ({
  page,
  organization,
}) => {
  await page.clock.install()
  await page.goto(`/organizations/${organization}/members`)
  await expect(page.getByText('Robin Tester')).toBeVisible()
  const places = () =>
    Promise.all(
      [page.getByRole('heading', { level: 1 }), page.getByText('Robin Tester')].map((element) =>
        element.boundingBox(),
      ),
    )
  const before = await places()
  await page.clock.pauseAt(Date.now() + 60_000)
  // Only the browser says so, and no time passes until it would be found wrong.
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  await expect(page.getByText(/no connection to the server since/)).toBeVisible()
  expect(await places()).toEqual(before)
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText(/no connection to the server since/)).toBeHidden()
  expect(await places()).toEqual(before)
})

test('a screen that could not be loaded without a connection opens on return', async ({
  page,
  context,
  organization,
  me,
}) => {
  const other = `other-${Date.now()}`
  await me.api.organizations_create({ body: { name: other, subscription: 'free' } })
  await page.goto(`/organizations/${organization}`)
  await page.getByRole('button', { name: `Organization ${organization}, switch` }).click()
  const link = page.getByRole('dialog').getByRole('link', { name: other })
  await expect(link).toBeVisible()
  await context.setOffline(true)
  await link.click()
  await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: other })).toBeVisible()
})

test('a screen whose code never came without a connection keeps the frame, and opens on return', async ({
  page,
  context,
  organization,
}) => {
  await page.goto(`/organizations/${organization}/members`)
  await expect(page.getByText('Robin Tester')).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText(/no connection to the server since/)).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { name: 'No connection' })).toBeVisible()
  await expect(main.getByText(/opens by itself when the connection is back/)).toBeVisible()
  await expect(main.getByText(/updated/)).toHaveCount(0)
  await expect(page.getByText(/no connection to the server since/)).toBeVisible()
  await expect(page.getByText('and stays')).toHaveCount(0)
  await expect(main.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page')
  await context.setOffline(false)
  await expect(page.getByRole('button', { name: 'Rename' })).toBeVisible()
})

test('signing out in one tab signs out the other, which says so and follows back in', async ({
  page,
  context,
  organization,
  me,
}) => {
  await page.goto(`/organizations/${organization}`)
  const other = await context.newPage()
  await other.goto(`/organizations/${organization}/members?q=rob`)
  await expect(other.getByText('Robin Tester')).toBeVisible()
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  await expect(other.getByText('You signed out in another window')).toBeVisible()
  await expect(page.getByText('You signed out in another window')).toHaveCount(0)

  await expect(page.getByRole('heading', { name: 'Sign in to Org Console' })).toBeVisible()
  await page.getByLabel('API token').fill(me.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('button', { name: 'Account' })).toBeVisible()
  await expect(other).toHaveURL(`/organizations/${organization}/members?q=rob`)
  await expect(other.getByText('Robin Tester')).toBeVisible()
})

test('a part of the app that is gone loads the page again, once', async ({
  page,
  upstream,
  organization,
  me,
  context,
}) => {
  const dist = mkdtempSync(join(tmpdir(), 'org-console-dist-'))
  cpSync('dist', dist, { recursive: true })
  const console = await startServer(upstream.host, { dist })
  await context.addCookies([await console.cookie(me.token)])
  const remove = (name: string) => {
    for (const file of readdirSync(join(dist, 'assets')))
      if (file.startsWith(`${name}-`)) rmSync(join(dist, 'assets', file))
  }
  let loads = 0
  page.on('load', () => (loads += 1))
  await page.goto(`${console.url}/organizations/${organization}`)
  await expect(page.getByRole('heading', { name: organization })).toBeVisible()
  remove('settings')
  await page.getByRole('link', { name: 'Settings' }).click()
  // It is gone for good here, so that loading again does not help.
  await expect(page.getByRole('heading', { name: 'This page could not be loaded' })).toBeVisible()
  expect(loads).toBe(2)
  // The server answers, so it isn't the connection.
  await expect(page.getByRole('listitem').first()).toContainText('being updated')
  await expect(page.getByText(/connection/)).toHaveCount(0)
  cpSync('dist', dist, { recursive: true })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('button', { name: 'Rename' })).toBeVisible()
  await console.close()
  rmSync(dist, { recursive: true })
})
