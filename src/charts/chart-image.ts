/** The chart as a picture that needs nothing of the page: an SVG text, or pixels made of it. Lengths are in pixels. */
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'
import { hatchOf, hueOf } from './swatch.tsx'
import type { Color } from './usage-series.ts'

/** What stands around the drawing, as plain text. */
export type ImageFrame = {
  title: string
  /** The chart in words, for those who hear it. */
  description: string
  legend: { name: string; color: Color; amount?: string }[]
  /** Below it: the days in UTC, when the numbers were read, whether they add up. */
  foot: string[]
}

/** What a frame has to know of the page. */
export type ImageStyle = {
  /** A colour as CSS on the page (`var(--text)`), in a form that other programs know. */
  colorOf: (css: string) => string
  /** The width of a text in a font (`12px sans-serif`). */
  widthOf: (text: string, font: string) => number
  /** The page's typeface as an address that needs no network. */
  font?: string | undefined
}

/**
 * The picture of a chart that is on the page: `svg` draws with presentation attributes, whose custom properties become
 * the colours that they have now. Project ids and whatever else is in the page's own attributes stay behind.
 */
export async function chartImage(svg: SVGSVGElement, frame: ImageFrame): Promise<string> {
  const font = await typeface()
  const widthOf = textMeasure()
  const probe = document.createElement('span')
  document.body.append(probe)
  const colorOf = (css: string) => hexOf(css, probe)
  const { width, height } = svg.getBoundingClientRect()
  const size = { width: Math.ceil(width), height: Math.ceil(height) }
  const drawing = { markup: detached(svg, colorOf), ...size }
  const image = framedSvg(drawing, frame, { colorOf, widthOf, font })
  probe.remove()
  return image
}

/** Undefined where it does not come: other typefaces do as well. */
async function typeface(): Promise<string | undefined> {
  const reader = new FileReader()
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  reader.addEventListener('loadend', () =>
    resolve(typeof reader.result === 'string' ? reader.result : undefined),
  )
  try {
    reader.readAsDataURL(await (await fetch(inter)).blob())
  } catch {
    return undefined
  }
  return promise
}

/** An SVG text as PNG, `scale` pixels for each of its own. Rejects where the browser does not draw it. */
export async function svgToPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image()
  // The page's content security policy lets images come from here and from `data:`, not from `blob:`.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const context = canvasContext()
  const { canvas } = context
  canvas.width = Math.round(image.naturalWidth * scale)
  canvas.height = Math.round(image.naturalHeight * scale)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const { promise, resolve, reject } = Promise.withResolvers<Blob>()
  canvas.toBlob((blob) => {
    if (blob) resolve(blob)
    else reject(new Error('The browser did not make an image.'))
  }, 'image/png')
  return promise
}

function canvasContext(): CanvasRenderingContext2D {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) throw new Error('The browser has no canvas to draw on.')
  return context
}

/** The element as text, without what only the page can read. */
function detached(svg: SVGSVGElement, colorOf: ImageStyle['colorOf']): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  for (const label of copy.querySelectorAll('title, desc')) label.remove()
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? ''
      if (/^(?:class|style|role|tabindex|(?:aria|data)-.*)$/.test(name))
        element.removeAttribute(name)
      else if (value.includes('var('))
        element.setAttribute(name, value.replaceAll(/var\(--[\w-]+\)/g, colorOf))
    }
  }
  return new XMLSerializer().serializeToString(copy)
}

/** Other programs know no `oklch()`. Mixed with itself, a colour becomes one of sRGB. */
function hexOf(css: string, probe: HTMLElement): string {
  probe.style.color = `color-mix(in srgb, ${css}, ${css})`
  const [red = 0, green = 0, blue = 0] =
    getComputedStyle(probe)
      .color.match(/-?[\d.]+(?:e-?\d+)?/g)
      ?.map(Number) ?? []
  const byte = (part: number) =>
    Math.round(Math.min(1, Math.max(0, part)) * 255)
      .toString(16)
      .padStart(2, '0')
  return `#${byte(red)}${byte(green)}${byte(blue)}`
}

function textMeasure(): ImageStyle['widthOf'] {
  const context = canvasContext()
  return (text, font) => {
    context.font = font
    return context.measureText(text).width
  }
}

const family = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
const margin = 16
const widestName = 192

type Font = { size: number; weight: number; line: number; color: string }
const heading: Font = { size: 16, weight: 600, line: 24, color: 'var(--text)' }
const label: Font = { size: 12, weight: 400, line: 20, color: 'var(--text)' }
const note: Font = { ...label, color: 'var(--text-quiet)' }

/** One below the other; `draw` gives the elements of a block whose upper edge is at `top`. */
type Block = { height: number; draw: (top: number) => string }

/** The text of an SVG file: a drawing (elements, and the size that they need) in its frame. */
export function framedSvg(
  drawing: { markup: string; width: number; height: number },
  { title, description, legend, foot }: ImageFrame,
  style: ImageStyle,
): string {
  const room = drawing.width
  const blocks: Block[] = [
    paragraph(title, heading, room, style),
    space(8),
    {
      height: drawing.height,
      draw: (top) => `<g transform="translate(${margin} ${top})">${drawing.markup}</g>`,
    },
    space(8),
    legendBlock(legend, room, style),
    space(8),
    ...foot.map((line) => paragraph(line, note, room, style)),
  ]
  let height = margin
  const elements = blocks.map((block) => {
    const drawn = block.draw(height)
    height += block.height
    return drawn
  })
  const size = `width="${room + 2 * margin}" height="${height + margin}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${family}">`,
    ...(style.font
      ? [
          `<style>@font-face{font-family:Inter;font-weight:100 900;src:url("${style.font}")}</style>`,
        ]
      : []),
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(description)}</desc>`,
    `<rect ${size} fill="${style.colorOf('var(--surface)')}"/>`,
    ...elements,
    '</svg>',
  ].join('\n')
}

const space = (height: number): Block => ({ height, draw: () => '' })

function paragraph(text: string, font: Font, room: number, style: ImageStyle): Block {
  const widthOf = widthIn(font, style)
  const words = text.split(/\s+/).map((word) => fitted(word, room, widthOf))
  const lines = rowsOf(words, widthOf, widthOf(' '), room).map((row) =>
    row.map(({ item }) => item).join(' '),
  )
  return {
    height: lines.length * font.line,
    draw: (top) =>
      lines.map((line, row) => textAt(line, margin, top + row * font.line, font, style)).join('\n'),
  }
}

function legendBlock(legend: ImageFrame['legend'], room: number, style: ImageStyle): Block {
  const widthOf = widthIn(label, style)
  const amountWidth = (amount: string) => (amount ? 6 + widthOf(amount) : 0)
  const entries = legend.map(({ name, color, amount = '' }) => {
    const besides = 16 + amountWidth(amount)
    return { name: fitted(name, Math.min(widestName, room - besides), widthOf), color, amount }
  })
  const rows = rowsOf(
    entries,
    ({ name, amount }) => 16 + widthOf(name) + amountWidth(amount),
    20,
    room,
  )
  return {
    height: rows.length * label.line,
    draw: (top) =>
      rows
        .flatMap((row, index) =>
          row.map(({ item: { name, color, amount }, x }) => {
            const [left, y] = [margin + Math.round(x), top + index * label.line]
            return (
              `<g transform="translate(${left} ${y + 5})">${swatch(color, style)}</g>` +
              textAt(name, left + 16, y, label, style) +
              (amount && textAt(amount, left + 22 + Math.ceil(widthOf(name)), y, note, style))
            )
          }),
        )
        .join('\n'),
  }
}

/** As many items as fit side by side, `gap` apart; `x` is where each begins. */
function rowsOf<Item>(
  items: Item[],
  widthOf: (item: Item) => number,
  gap: number,
  room: number,
): { item: Item; x: number }[][] {
  const rows: { item: Item; x: number }[][] = []
  let x = Infinity
  for (const item of items) {
    const width = widthOf(item)
    if (x + width > room) {
      rows.push([])
      x = 0
    }
    rows.at(-1)?.push({ item, x })
    x += width + gap
  }
  return rows
}

const widthIn =
  (font: Font, { widthOf }: ImageStyle) =>
  (text: string) =>
    widthOf(text, `${font.weight} ${font.size}px ${family}`)

/** The text, or as much of its beginning as there is room for. */
function fitted(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room) return text
  const characters = [...text]
  while (characters.length > 0 && widthOf(`${characters.join('')}…`) > room) characters.pop()
  return `${characters.join('')}…`
}

function textAt(text: string, x: number, top: number, font: Font, { colorOf }: ImageStyle): string {
  const baseline = top + Math.round((font.line + font.size * 0.7) / 2)
  return `<text x="${x}" y="${baseline}" font-size="${font.size}" font-weight="${font.weight}" fill="${colorOf(font.color)}">${escapeXml(text)}</text>`
}

/** As on the page: what isn't a project of its own differs by its shape as well. */
function swatch(color: Color, { colorOf }: ImageStyle): string {
  const hue = colorOf(hueOf(color))
  if (color === 'chart-none')
    return `<rect x="0.5" y="0.5" width="9" height="9" rx="1.5" fill="none" stroke="${hue}"/>`
  const square = `<rect width="10" height="10" rx="2" fill="${hue}"/>`
  const hatch = hatchOf(color)
  return hatch
    ? `${square}<path d="${hatch}" stroke="${colorOf('var(--surface)')}" stroke-width="1.5"/>`
    : square
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML knows no control characters, not even escaped. */
const escapeXml = (text: string) =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
