import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright'
import { watchKeys, watchScrolling } from './in-page.ts'
import { alternate, quantile } from './measure.ts'
import type { Row } from './report.ts'

const names = ['ours', 'field'] as const
type Name = (typeof names)[number]

/** A long list of the built app with a search field. */
export interface LongList {
  address: string
  /** What stands there once it is read. */
  ready: RegExp
  /** What is typed: each key leaves the list long. */
  keys: string
  /** How high it is about, in pixels. */
  height: number
}

/** Typing in the list's search and scrolling it, against an empty page with a search field as the limit. */
export async function longListRows(page: Page, list: LongList): Promise<Row[]> {
  await page.addInitScript({ content: `(${watchKeys})(); (${watchScrolling})()` })
  return [
    await typing(page, list, 1, 33),
    await typing(page, list, 4, 135),
    await scrolling(page, list, 2),
  ]
}

/** From a key in the search until the frame with its letter is painted. */
async function typing(page: Page, list: LongList, slowed: number, most: number): Promise<Row> {
  const session = await page.context().newCDPSession(page)
  const typical = await alternate(names, async (name) => {
    await open(page, list, name)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowed })
    await page.getByRole('searchbox').focus()
    for (const key of list.keys) {
      await page.keyboard.press(key)
      await delay(40)
    }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    const times = await page.evaluate(() => window.keyTimes)
    if (times.length !== list.keys.length) throw new Error('A key was lost.')
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

/** Frames that there was no time for while the wheel turns. Throws where the machine drops them on a bare page, too. */
async function scrolling(page: Page, list: LongList, most: number): Promise<Row> {
  const typical = await alternate(names, async (name) => {
    await open(page, list, name)
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

async function open(page: Page, { address, height, ready }: LongList, name: Name) {
  await page.goto(
    name === 'ours'
      ? address
      : `data:text/html,<!doctype html><body style="height:${height}px"><input type=search>`,
  )
  await page.getByRole('searchbox').waitFor()
  if (name === 'ours') await page.getByText(ready).waitFor()
  await page.requestGC()
}
