import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { JSHandle, Page } from 'playwright'
import { answer } from './charts/answer.ts'
import type { Mounted, Name } from './charts/page.ts'
import { withBuilt, withPage } from './lib/browser.ts'
import { alternate, median, quantile } from './lib/measure.ts'
import type { Report, Row } from './lib/report.ts'

const names = ['ours', 'recharts', 'canvas'] as const

/** The usage chart against recharts' own stacked bars, and against a canvas as the limit of what is possible. */
export const run = (): Promise<Report> =>
  withBuilt('bench/charts/index.html', (url) =>
    withPage(async (page) => {
      await page.goto(url)
      return {
        title: 'usage chart, projects × days',
        other: 'recharts bars',
        limit: 'canvas (aim: 2)',
        rows: [
          await paint(page, 10, 31),
          await paint(page, 10, 366, { of: 'ratio', most: 0.5, aim: 0.45 }),
          await paint(page, 50, 366, { of: 'ratio', most: 0.12 }),
          ...(await reading(page, 10, 366)),
          ...(await large(page, url, 500, 366, { of: 'ours', most: 50 })),
          ...(await large(page, url, 2000, 366)),
        ],
      }
    }),
  )

async function paint(
  page: Page,
  projects: number,
  days: number,
  budget?: Row['budget'],
): Promise<Row> {
  const typical = await alternate(names, (name) =>
    withChart(page, name, projects, days, (chart) => chart.evaluate(({ paint }) => paint)),
  )
  return {
    what: `${projects} × ${days}, data to paint`,
    unit: 'ms',
    ...figures((name) => typical(name, (time) => time)),
    ...(budget && { budget }),
  }
}

/** While a chart is mounted: the pointer moves over it, and the page around it renders. */
async function reading(page: Page, projects: number, days: number): Promise<Row[]> {
  const typical = await alternate(names, (name) =>
    withChart(page, name, projects, days, async (chart) => ({
      ...(await movePointer(page, chart, days)),
      around: await renderAround(chart),
    })),
  )
  const what = `${projects} × ${days}, `
  return [
    {
      what: `${what}a pointer step settles, p75`,
      unit: 'ms',
      ...figures((name) => typical(name, ({ settled }) => quantile(settled, 0.75))),
      budget: { of: 'ours', most: 33 },
    },
    {
      what: `${what}frames dropped meanwhile`,
      unit: '%',
      ...figures((name) => typical(name, ({ dropped }) => dropped)),
      budget: { of: 'ours', most: 4, aim: 2 },
    },
    {
      what: `${what}the page around it renders`,
      unit: 'ms',
      ours: typical('ours', ({ around }) => around),
      other: typical('recharts', ({ around }) => around),
      budget: { of: 'ours', most: 25 },
    },
  ]
}

/** An answer that is read beside the page: how long that takes, and the longest that the page itself is kept busy. */
async function large(
  page: Page,
  url: string,
  projects: number,
  days: number,
  budget?: Row['budget'],
): Promise<Row[]> {
  const folder = 'test-results/bench/charts/v2.1/organizations/bench'
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/usage`, JSON.stringify(answer(projects, days)))
  const times: { longest: number; time: number }[] = []
  for (let round = 0; round < 5; round += 1) {
    await page.goto(url)
    times.push(await page.evaluate(() => window.readLarge()))
  }
  const what = `${projects} × ${days}, `
  return [
    {
      what: `${what}longest task until it is read`,
      unit: 'ms',
      ours: median(times.map(({ longest }) => longest)),
      ...(budget && { budget }),
    },
    { what: `${what}request to read`, unit: 'ms', ours: median(times.map(({ time }) => time)) },
  ]
}

const figures = (of: (name: Name) => number) => ({
  ours: of('ours'),
  other: of('recharts'),
  limit: of('canvas'),
})

async function withChart<T>(
  page: Page,
  name: Name,
  projects: number,
  days: number,
  use: (chart: JSHandle<Mounted>) => Promise<T>,
): Promise<T> {
  await page.requestGC()
  const chart = await page.evaluateHandle(
    ([name, projects, days]) => window.mount(name, projects, days),
    [name, projects, days] as const,
  )
  const result = await use(chart)
  await chart.evaluate(({ remove }) => remove())
  return result
}

const steps = 100
const plot = { left: 100, width: 1060, middle: 180 }

/** Moves the pointer by a bucket or more a step, at any moment between two frames, as a hand would. */
async function movePointer(page: Page, chart: JSHandle<Mounted>, days: number) {
  const watching = await chart.evaluateHandle(({ watchPointer }) => watchPointer())
  const width = Math.max(plot.width / steps, (1.2 * plot.width) / days)
  for (let step = 0; step < steps; step += 1) {
    await page.mouse.move(plot.left + ((step * width) % plot.width), plot.middle)
    await delay((step * 7) % 17)
  }
  const movement = await watching.evaluate((stop) => stop())
  if (movement.settled.length < 0.9 * steps) throw new Error('A chart did not follow the pointer.')
  return movement
}

async function renderAround(chart: JSHandle<Mounted>): Promise<number> {
  const times: number[] = []
  for (let render = 0; render < 5; render += 1)
    times.push(await chart.evaluate(({ renderAround }) => renderAround()))
  return median(times)
}
