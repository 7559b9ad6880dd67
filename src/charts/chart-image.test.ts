import fc from 'fast-check'
import { expect, test } from 'vitest'
import '../lib/arbitraries.ts'
import { framedSvg, type ImageFrame } from './chart-image.ts'

/** Every character is 7 pixels wide. */
const style = {
  colorOf: (css: string) => `[${css}]`,
  widthOf: (text: string) => 7 * [...text].length,
}
const markup = '<path d="M0 0h9"/>'

const framed = (frame: Partial<ImageFrame>, width = 400) =>
  framedSvg(
    { markup, width, height: 100 },
    { title: 'Usage', description: 'Few credits.', legend: [], foot: [], ...frame },
    style,
  )

/** Every text of the picture in its order, with where it stands. */
const textsIn = (svg: string) =>
  [...svg.matchAll(/<text x="(\d+)" y="(\d+)" [^>]*>([^<]*)<\/text>/g)].map(
    ([, x, y, text = '']) => ({ x: Number(x), y: Number(y), text: unescaped(text) }),
  )
const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
const heightOf = (svg: string) => Number(/^<svg [^>]*height="(\d+)"/.exec(svg)?.[1])

test('title, drawing, legend and foot stand one below the other on the surface', () => {
  const svg = framed({
    title: 'Usage of acme',
    legend: [{ name: 'alpha', color: 'chart-1' }],
    foot: ['1–31 May 2026 (UTC)', 'All parts add up.'],
  })
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="432" /)
  expect(svg).toContain(`<rect width="432" height="${heightOf(svg)}" fill="[var(--surface)]"/>`)
  const drawing = Number(/translate\(16 (\d+)\)"><path d="M0 0h9"\/>/.exec(svg)?.[1])
  const [title, alpha, days, parts] = textsIn(svg)
  expect([title, alpha, days, parts].map((line) => line?.text)).toEqual([
    'Usage of acme',
    'alpha',
    '1–31 May 2026 (UTC)',
    'All parts add up.',
  ])
  const down = [title?.y, drawing, drawing + 100, alpha?.y, days?.y, parts?.y, heightOf(svg)]
  expect(down).toEqual(down.toSorted((a = 0, b = 0) => a - b))
})

test('the legend has the amounts, and the letters are those of the page', () => {
  const alpha = { name: 'alpha', color: 'chart-1' as const, amount: '6,012.844' }
  const svg = framed({ legend: [alpha, { ...alpha, name: 'beta', amount: '3' }] })
  const [, name, amount, next] = textsIn(svg)
  expect([name?.text, amount?.text, next?.text]).toEqual(['alpha', '6,012.844', 'beta'])
  expect(amount?.x).toBeGreaterThan((name?.x ?? 0) + style.widthOf('alpha'))
  expect(next?.x).toBeGreaterThan((amount?.x ?? 0) + style.widthOf('6,012.844'))
  const embedded = framedSvg(
    { markup, width: 400, height: 100 },
    { title: 'Usage', description: '', legend: [], foot: [] },
    { ...style, font: 'data:font/woff2;base64,AA' },
  )
  expect(embedded).toMatch(/font-family="Inter,.*@font-face\{font-family:Inter;.*AA/s)
})

test('it says what it is to those who hear it', () => {
  const svg = framed({ title: 'Usage of acme', description: '312 credits; highest on 3 Mar 2026.' })
  expect(svg).toContain('role="img"')
  expect(svg).toContain('<title>Usage of acme</title>')
  expect(svg).toContain('<desc>312 credits; highest on 3 Mar 2026.</desc>')
})

test('a name is text, whatever is in it', () => {
  const name = '</text><script>"&\u0000\uD800'
  const svg = framed({
    title: name,
    description: name,
    legend: [{ name, color: 'chart-1' }],
    foot: [name],
  })
  const escaped = '&lt;/text&gt;&lt;script&gt;&quot;&amp;\uFFFD\uFFFD'
  expect(svg.split(escaped)).toHaveLength(6)
  expect(svg).not.toContain('script>"')
  // oxlint-disable-next-line no-control-regex -- XML has none
  expect(svg).not.toMatch(/[\u0000-\u0008\uD800-\uDFFF]/)
})

test('a part has its colour, and its shape where it is not a project of its own', () => {
  const only = (color: ImageFrame['legend'][number]['color']) =>
    framed({ legend: [{ name: 'a', color }] })
      .split('translate(16 ')
      .at(2)
  expect(only('chart-1')).toContain('fill="[var(--chart-1)]"/></g>')
  expect(only('chart-1-striped')).toMatch(
    /fill="\[var\(--chart-1\)\]"\/><path .*\[var\(--surface\)\]/,
  )
  expect(only('chart-deleted')).toMatch(
    /fill="\[var\(--chart-deleted\)\]"\/><path .*\[var\(--surface\)\]/,
  )
  expect(only('chart-none')).toContain('fill="none" stroke="[var(--chart-none)]"')
})

test('whatever the names, each has its place: in sight, and none over another', () => {
  const names = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 60, size: 'max' }), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(names, fc.integer({ min: 100, max: 1000 }), (names, width) => {
      const svg = framed({ legend: names.map((name) => ({ name, color: 'chart-1' })) }, width)
      const entries = textsIn(svg).slice(1)
      expect(entries).toHaveLength(names.length)
      for (const [index, { x, y, text }] of entries.entries()) {
        const name = names[index] ?? ''
        const right = x + style.widthOf(text)
        expect(right).toBeLessThanOrEqual(16 + width)
        const room = Math.min(192, width - 16)
        if (style.widthOf(name) <= room) expect(text).toBe(name)
        else {
          expect(text.slice(0, -1)).toBe(name.slice(0, text.length - 1))
          expect(style.widthOf(text)).toBe(room - (room % 7))
        }
        const next = entries[index + 1]
        if (next?.y === y) expect(next.x - 16).toBeGreaterThan(right)
        else expect(next?.y ?? heightOf(svg)).toBeGreaterThan(y)
      }
    }),
  )
})

test('long lines go on below, here after twenty characters, and a word that is too long is cut', () => {
  const words = 'Projects and deleted projects add up to the organization in all 31 days.'
  const lines = textsIn(framed({ title: words, foot: [`${'x'.repeat(99)} end`] }, 140))
  expect(lines.map(({ text }) => text)).toEqual([
    'Projects and deleted',
    'projects add up to',
    'the organization in',
    'all 31 days.',
    `${'x'.repeat(19)}…`,
    'end',
  ])
  expect(new Set(lines.map(({ y }) => y)).size).toBe(6)
})
