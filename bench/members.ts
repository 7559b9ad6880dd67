import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright'
import { addCrowd } from '../e2e/crowd.ts'
import { startServer } from '../e2e/fixtures.ts'
import { withPage } from './lib/browser.ts'
import { watchKeys, watchScrolling } from './lib/in-page.ts'
import { alternate, quantile } from './lib/measure.ts'
import type { Report, Row } from './lib/report.ts'

const PEOPLE = 10_000

const names = ['ours', 'field'] as const
type Name = (typeof names)[number]

/** The members of a large organization in the built app, against an empty page with a search field as the limit. */
export async function run(): Promise<Report> {
  const server = await startServer()
  try {
    const me = await server.person()
    const organization = await me.api.organizations_create({
      body: { name: `bench-${randomUUID()}`, subscription: 'free' },
    })
    await addCrowd(server.db, organization, PEOPLE)
    const addresses = {
      ours: `${server.url}/organizations/${organization.name}/members`,
      field: 'data:text/html,<!doctype html><body style="height:480000px"><input type=search>',
    }
    // Every address has an @ before the organization, and a thousand a 0 before that: the list stays long at each key.
    const keys = `0@${organization.name}`.slice(0, 18)
    return await withPage(async (page) => {
      await page.context().addCookies([await server.cookie(me.token)])
      await page.addInitScript({ content: `(${watchKeys})(); (${watchScrolling})()` })
      return {
        title: `members, ${PEOPLE} people`,
        other: '',
        limit: 'a bare field',
        rows: [
          await typing(page, addresses, keys, 1, 33),
          await typing(page, addresses, keys, 4, 135),
          await scrolling(page, addresses, 2),
        ],
      }
    })
  } finally {
    await server.close()
  }
}

/** From a key in the search until the frame with its letter is painted. */
async function typing(
  page: Page,
  addresses: Record<Name, string>,
  keys: string,
  slowed: number,
  most: number,
): Promise<Row> {
  const session = await page.context().newCDPSession(page)
  const typical = await alternate(names, async (name) => {
    await open(page, addresses[name])
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowed })
    await page.getByRole('searchbox').focus()
    for (const key of keys) {
      await page.keyboard.press(key)
      await delay(40)
    }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    const times = await page.evaluate(() => window.keyTimes)
    if (times.length !== keys.length) throw new Error('A key was lost.')
    return quantile(times, 0.75)
  })
  return {
    what: `a key shows its letter, p75${slowed === 1 ? '' : `, processor slowed ${slowed} times`}`,
    unit: 'ms',
    ours: typical('ours', (time) => time),
    limit: typical('field', (time) => time),
    budget: { of: 'ours', most },
  }
}

const turns = 90

/** Frames that there was no time for while the wheel turns. */
async function scrolling(page: Page, addresses: Record<Name, string>, most: number): Promise<Row> {
  const typical = await alternate(names, async (name) => {
    await open(page, addresses[name])
    await page.mouse.move(640, 500)
    await page.evaluate(() => window.watchFrames())
    for (let turn = 0; turn < turns; turn += 1) {
      await page.mouse.wheel(0, 240)
      await delay(16)
    }
    const { dropped, moved } = await page.evaluate(() => window.endFrames())
    if (moved < 200 * turns) throw new Error('The list was not scrolled.')
    return dropped
  })
  const bare = typical('field', (share) => share)
  if (bare > most)
    throw new Error(`This machine drops ${bare} % of the frames of a bare page: it is too busy.`)
  return {
    what: 'frames dropped while scrolling',
    unit: '%',
    ours: typical('ours', (share) => share),
    limit: bare,
    budget: { of: 'ours', most },
  }
}

async function open(page: Page, address: string) {
  await page.goto(address)
  await page.getByRole('searchbox').waitFor()
  if (address.startsWith('http')) await page.getByText(/^10,001 members$/).waitFor()
  await page.requestGC()
}
