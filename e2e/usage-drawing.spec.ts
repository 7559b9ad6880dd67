import { findBrowser } from '../scripts/browser.ts'
import { expect, test, type Page, type UsageLine } from './fixtures.ts'

/** Eleven projects over May 2020 and the month before it, one of them deleted, with days that some leave out. */
const lines: UsageLine[] = Array.from({ length: 62 }, (_, index) => {
  const date = new Date(Date.UTC(2020, 2, 31 + index)).toISOString().slice(0, 10)
  const weekend = index % 7 > 4
  return Array.from({ length: 11 }, (__, rank): UsageLine[] => {
    const credits = `${(12 - rank) * (weekend ? 3 : 8) + ((index * (rank + 3)) % 17)}.25`
    if (rank === 4 && index % 9 === 0) return []
    return rank === 10
      ? [{ project: 'gone', date, credits, deletedOn: '2020-06-01' }]
      : [{ project: `project-${rank + 1}`, date, credits }]
  }).flat()
}).flat()

const kinds = ['bars', 'lines', 'cumulative', 'share']

/** The chart of May, as wide on every machine: scrollbars differ. */
async function openChart(page: Page, organization: string, kind: string) {
  const wide = 1200
  const figure = page.getByRole('figure')
  await page.goto(
    `/organizations/${organization}/usage?from=2020-05-01&to=2020-06-01&chart=${kind}&compare=before&budget=25000`,
  )
  await expect(figure.locator('path[data-part]')).toHaveCount(10)
  const box = await figure.boundingBox()
  const { width = 1280 } = page.viewportSize() ?? {}
  await page.setViewportSize({ width: width + wide - Math.round(box?.width ?? wide), height: 900 })
  const drawing = figure.locator('svg').first()
  await expect(drawing).toHaveAttribute('width', String(wide))
  if (kind === 'bars' || kind === 'cumulative')
    await expect(figure.locator('path[data-before]')).toHaveCount(1)
  // The last to be known.
  await expect(figure.getByText('A subscription period begins')).toBeVisible()
  return figure
}

for (const kind of kinds) {
  test(`${kind}: every path has its place`, async ({ page, imported }) => {
    const figure = await openChart(page, await imported(lines), kind)
    const paths = await figure
      .locator('path[data-part], path[data-before]')
      .evaluateAll((all) =>
        all.map(
          (path) =>
            `${path.getAttribute('fill')} ${path.getAttribute('stroke')}\n${path.getAttribute('d')}`,
        ),
      )
    expect(`${paths.join('\n\n')}\n`).toMatchSnapshot(`usage-${kind}.txt`)
  })
}

test('the chart looks as it did, in light and dark', async ({ page, imported }) => {
  if (!process.env['CI'] || !findBrowser()?.endsWith('headless-shell')) {
    console.log(
      'The pictures of the chart are compared in CI alone, in the headless shell: fonts are drawn differently elsewhere.',
    )
    return
  }
  const organization = await imported(lines)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const kind of kinds) {
      const figure = await openChart(page, organization, kind)
      await page.mouse.move(0, 0)
      await expect(figure).toHaveScreenshot(`usage-${kind}-${colorScheme}.png`, {
        maxDiffPixelRatio: 0.01,
      })
    }
  }
})
