import { randomUUID } from 'node:crypto'
import { createServer, request, type IncomingMessage, type Server as HttpServer } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importUsage } from '#server/db/import.ts'
import { axe } from './axe.ts'
import {
  expect,
  startServer,
  test as base,
  type Page,
  type Person,
  type Server,
} from './fixtures.ts'

const projects = 500
const days = 366

/** Micro-credits of a project on a day: all projects differ, the last has most. */
const micro = (project: number, day: number) => project * 10_000 + (day % 7) * 250_000 + 1
const dayOf = (index: number) => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
const nameOf = (project: number) => `project-${String(project).padStart(3, '0')}`

const sum = (numbers: number[]) => numbers.reduce((total, value) => total + value, 0)
const range = (count: number) => Array.from({ length: count }, (_, index) => index)
const credits = (micro: number) =>
  (micro / 1e6).toLocaleString('en-GB', { maximumFractionDigits: 6 })

/** An organization whose usage by day is 16 MB, and its admin. */
interface Large {
  organization: string
  admin: Person
}

/** What comes from the console, held back in places as a slow line would. */
interface Line {
  url: string
  /** Lets through so many bytes of the answers of an address, and the others once they are let go. */
  hold(address: RegExp, bytes?: number): { letGo(): void; givenUp: Promise<void> }
  /** From now on there is nothing at an address. */
  cut(address: RegExp): void
}

const test = base.extend<{ line: Line; open: (query: string) => Promise<void> }, { large: Large }>({
  large: [
    async ({ server }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'org-console-large-'))
      const organization = `large-${randomUUID()}`
      const file = join(folder, 'usage.csv')
      const lines = range(days).flatMap((day) =>
        range(projects).map(
          (project) =>
            `${organization},${nameOf(project)},${dayOf(day)},${(micro(project, day) / 1e6).toFixed(6)}`,
        ),
      )
      writeFileSync(file, ['organization,project,date,credits', ...lines].join('\n'))
      const admin = await server.person('large')
      await importUsage(server.db, file, { admin: admin.email })
      rmSync(folder, { recursive: true })
      await use({ organization, admin })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  line: async ({ server }, use) => {
    const holds: { address: RegExp; bytes: number; over: Promise<void>; giveUp: () => void }[] = []
    const cuts: RegExp[] = []
    const proxy = createServer((incoming, outgoing) => {
      const address = incoming.url ?? ''
      if (cuts.some((cut) => cut.test(address))) {
        outgoing.writeHead(404).end()
        return
      }
      const held = holds.findLast((hold) => hold.address.test(address))
      const { method, headers } = incoming
      const passOn = async (answer: IncomingMessage) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        outgoing.flushHeaders()
        let open = held?.bytes ?? Infinity
        for await (const part of answer as AsyncIterable<Buffer>) {
          outgoing.write(part.subarray(0, open))
          if (part.length > open) await held?.over
          if (part.length > open) outgoing.write(part.subarray(open))
          open = part.length > open ? Infinity : open - part.length
        }
        outgoing.end()
      }
      const passed = request(`${server.url}${address}`, { method, headers }, (answer) =>
        passOn(answer).catch(() => outgoing.destroy()),
      )
      passed.on('error', () => outgoing.destroy())
      outgoing.on('close', () => {
        if (!outgoing.writableFinished) held?.giveUp()
        passed.destroy()
      })
      incoming.pipe(passed)
    })
    await use({
      url: await listen(proxy),
      hold(address, bytes = 0) {
        const over = Promise.withResolvers<void>()
        const givenUp = Promise.withResolvers<void>()
        holds.push({ address, bytes, over: over.promise, giveUp: givenUp.resolve })
        return { letGo: over.resolve, givenUp: givenUp.promise }
      },
      cut: (address) => void cuts.push(address),
    })
    close(proxy)
  },
  /** Opens its usage of the year 2020, signed in as its admin. */
  open: async ({ page, context, server, line, large }, use) => {
    await context.addCookies([await server.cookie(large.admin.token)])
    await use(async (query) => {
      await page.goto(
        `${line.url}/organizations/${large.organization}/usage?from=2020-01-01&to=2021-01-01${query}`,
      )
    })
  },
})

// The import takes longer than any of the tests.
test.describe.configure({ mode: 'default' })

async function listen(server: HttpServer) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function close(server: HttpServer) {
  server.closeAllConnections()
  server.close()
}

const byDay = /\/usage\?.*interval=day/
const reader = /\/assets\/usage-worker-/
const all = 'add up to the organization in all 366 days.'
const progress = (page: Page) => page.getByRole('progressbar', { name: 'Loading the usage' })

async function expectAccessible(page: Page) {
  const { violations } = await axe(page).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([])
}

test('16 MB: says how much has arrived, and shows every number to the last digit', async ({
  page,
  line,
  open,
}) => {
  const { letGo } = line.hold(byDay, 4e6)
  await open('&interval=month')
  await expect(page.getByRole('table')).toBeVisible()
  await page.getByText('By day').click()
  await expect(page.getByText(/^4\.0 MB of 16\.\d MB have arrived\.$/)).toBeVisible()
  await expect(progress(page)).toHaveAttribute('aria-valuenow', /^2[3-5]$/)
  await expectAccessible(page)
  // What is shown until then belongs to another interval.
  await expect(page.getByRole('table')).toBeHidden()
  letGo()
  const table = page.getByRole('table')
  await expect(table).toBeVisible()
  await expect(progress(page)).toBeHidden()

  const cells = (row: string) =>
    table.getByRole('row', { name: row }).getByRole('cell').allTextContents()
  const last = projects - 1
  const most = await cells(nameOf(last))
  expect(most[0]).toBe(credits(sum(range(days).map((day) => micro(last, day)))))
  expect(most).toContain(credits(micro(last, 0)))
  expect(most).toContain(credits(micro(last, 3)))
  const whole = await cells('Organization')
  const ofDay = (day: number) => sum(range(projects).map((project) => micro(project, day)))
  expect(whole[0]).toBe(credits(sum(range(days).map(ofDay))))
  expect(whole).toContain(credits(ofDay(3)))
  await expect(page.getByText(all)).toBeVisible()
})

test('16 MB: words, chart and table are drawn one after the other, none of them in one task with another', async ({
  page,
  open,
}) => {
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    new MutationObserver(() => {
      const parts = ['dl', '[role=application]', 'table']
      const there = parts.filter((part) => document.querySelector(`main ${part}`)).join(' ')
      if (there !== (seen.at(-1) ?? '')) seen.push(there)
    }).observe(document, { childList: true, subtree: true })
  })
  await open('&interval=day')
  await expect(page.getByRole('table')).toBeVisible()
  expect(await page.evaluate('seen')).toEqual([
    'dl',
    'dl [role=application]',
    'dl [role=application] table',
  ])
})

test('what is stopped while it arrives stays stopped until somebody decides', async ({
  page,
  line,
  open,
}) => {
  const first = line.hold(byDay, 4e6)
  await open('&interval=week')
  await expect(page.getByText(/^4\.0 MB/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).press('Enter')
  await first.givenUp
  const stopped = page.getByText('You stopped loading this usage after 4.0 MB.')
  await expect(stopped).toBeVisible()
  // Looking at something else and coming back decides nothing.
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.evaluate(() => void dispatchEvent(new Event('visibilitychange')))
  await expect(stopped).toBeVisible()
  expect(asked.filter((url) => byDay.test(url))).toEqual([])

  const second = line.hold(byDay, 4e6)
  const again = page.getByRole('button', { name: 'Load again' })
  await expect(again).toBeFocused()
  await again.press('Enter')
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  second.letGo()
  await expect(page.getByRole('columnheader', { name: /1.*5 Jan 2020/ })).toBeVisible()
})

test('what is too much by day is offered by month', async ({ page, line, open }) => {
  line.hold(byDay, 4e6)
  await open('&interval=day')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('link', { name: 'Show by month' }).click()
  await expect(page.getByRole('columnheader', { name: 'Jan 2020', exact: true })).toBeVisible()
})

test('going elsewhere ends the reading, and coming back begins it anew', async ({
  page,
  line,
  open,
}) => {
  const held = line.hold(reader)
  await open('&interval=day')
  await expect(page.getByText(/^16\.\d MB have arrived and are being read\.$/)).toBeVisible()
  await page.getByRole('link', { name: 'Members' }).click()
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  await held.givenUp
  await expect.poll(() => page.workers()).toEqual([])

  line.hold(reader).letGo()
  await page.goBack()
  await expect(page.getByText(all)).toBeVisible()
  await expect.poll(() => page.workers()).toEqual([])
})

test('Cancel ends the reading, too', async ({ page, line, open }) => {
  const held = line.hold(reader)
  await open('&interval=day')
  await expect(page.getByText(/are being read\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await held.givenUp
  await expect(page.getByText(/^You stopped loading this usage after 16\.\d MB\.$/)).toBeVisible()
  line.hold(reader).letGo()
  await page.getByRole('button', { name: 'Load again' }).click()
  await expect(page.getByText(all)).toBeVisible()
})

test('where the console was updated meanwhile, says so', async ({ page, line, open }) => {
  line.cut(reader)
  await open('&interval=day')
  await expect(page.getByRole('alert')).toContainText(
    'The console may have been updated: load the page again.',
  )
})

/** A console in front of another API, which is `server` in all but its usage. */
async function consoleWithUsage(server: Server, usage: string) {
  const api = createServer(async (incoming, outgoing) => {
    const { pathname, search } = new URL(incoming.url ?? '', server.url)
    outgoing.setHeader('content-type', 'application/json')
    if (pathname.endsWith('/usage')) return outgoing.end(usage)
    const answer = await fetch(`${server.url}${pathname}${search}`, {
      headers: { authorization: incoming.headers.authorization ?? '' },
    })
    return outgoing.writeHead(answer.status).end(await answer.text())
  })
  const console = await startServer(`${await listen(api)}/v2.1`)
  return {
    console,
    async close() {
      await console.close()
      close(api)
    },
  }
}

test('usage of unknown shape shows itself, as text that can be copied', async ({
  page,
  context,
  server,
  me,
  organization,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const answer = { interval: 'hour', note: '<b>bold</b>' }
  const { console, close } = await consoleWithUsage(server, JSON.stringify(answer))
  try {
    await context.addCookies([await console.cookie(me.token)])
    await page.goto(`${console.url}/organizations/${organization}/usage`)
    await expect(page.getByRole('alert')).toContainText(
      "The usage could not be read. The server's answer has a shape this console doesn't know",
    )
    await page.getByText('The answer', { exact: true }).click()
    const shown = page.getByRole('region', { name: 'The answer' })
    await expect(shown).toHaveText(JSON.stringify(answer, undefined, 2))
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Copy the answer' }).click()
    await expect(page.getByText('The answer was copied.')).toBeVisible()
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(answer)
  } finally {
    await close()
  }
})

test('an unknown answer too large for the page is read beside it, and shown in part', async ({
  page,
  context,
  server,
  me,
  organization,
}) => {
  const usage = JSON.stringify({ interval: 'day', data_organization: range(100_000) })
  const { console, close } = await consoleWithUsage(server, usage)
  try {
    await context.addCookies([await console.cookie(me.token)])
    await page.goto(`${console.url}/organizations/${organization}/usage`)
    await page.getByText('The answer', { exact: true }).click()
    await expect(page.getByText('These are its first 100,000 characters.')).toBeVisible()
  } finally {
    await close()
  }
})

test('usage in the older form has its own view: each metric with its total, its drawing and its numbers', async ({
  page,
  context,
  server,
  me,
  organization,
}) => {
  const points = range(31).map((index) => ({
    start_date: `${dayOf(index)}T00:00:00Z`,
    end_date: `${dayOf(index + 1)}T00:00:00Z`,
    value: index + 0.1,
  }))
  const { console, close } = await consoleWithUsage(
    server,
    JSON.stringify([
      { object_type: 'deployment_version', metric: 'credits', usage: points },
      { object_type: 'pipeline_version', metric: 'input_volume', usage: points.slice(0, 1) },
    ]),
  )
  try {
    await context.addCookies([await console.cookie(me.token)])
    await page.goto(
      `${console.url}/organizations/${organization}/usage?from=2020-01-01&to=2020-02-01`,
    )
    await expect(page.getByText(/This server reports usage in an older form/)).toBeVisible()
    const volume = page.getByRole('region', { name: 'Input volume Pipeline versions' })
    await expect(volume).toContainText('Total, 1 Jan 2020 (UTC)0.1')
    const used = page.getByRole('region', { name: 'Credits Deployment versions' })
    // 0 + … + 30, and 31 × 0.1.
    await expect(used).toContainText(/Total, 1\s–\s31 Jan 2020 \(UTC\)468\.1 credits/)
    await expect(used.getByRole('img', { name: /^Credits/ })).toBeVisible()
    await used.getByText('The numbers', { exact: true }).click()
    await expectAccessible(page)
    await expect(used.getByRole('row')).toHaveCount(32)
    await expect(used.getByRole('row', { name: '31 Jan 2020' }).getByRole('cell')).toHaveText(
      '30.1',
    )
  } finally {
    await close()
  }
})
