/** The geometry of the chart as SVG path data: one path a part, however many buckets there are. Bars are on whole pixels. */
import type { Values } from './usage-series.ts'

/** Left edge and width of a bar, in pixels. */
export type Column = { x: number; width: number }

const widestBar = 56

/** `count` bars side by side from `left`; those too narrow for a gap touch. */
export function columns(count: number, left: number, width: number): Column[] {
  const band = width / count
  const gap = band < 4 ? 0 : Math.max(1, Math.round(band * 0.2), Math.round(band - widestBar))
  const edge = (index: number) => Math.round(left + index * band)
  return Array.from({ length: count }, (_, index) => ({
    x: edge(index) + Math.floor(gap / 2),
    width: Math.max(1, edge(index + 1) - edge(index) - gap),
  }))
}

/** The edges of buckets in pixels, from shares of the width. */
export const edgesIn = (shares: number[], left: number, width: number) =>
  shares.map((share) => round(left + share * width))

/** Lowest and highest end of all stacks, in credits. */
export function extent(layers: { values: Values }[]): { min: number; max: number } {
  const ends = stacked(layers.map(({ values }) => values)).flat()
  return {
    min: ends.reduce((least, { to }) => Math.min(least, to), 0),
    max: ends.reduce((most, { to }) => Math.max(most, to), 0),
  }
}

type Span = { from: number; to: number }

/** Where each part's value lies in each bucket: positive ones go up from zero, negative ones down. */
export function stacked(parts: Values[]): Span[][] {
  const up: number[] = []
  const down: number[] = []
  return parts.map((values) =>
    values.map((value = 0, bucket) => {
      const ends = value < 0 ? down : up
      const from = ends[bucket] ?? 0
      const to = (ends[bucket] = from + value)
      return { from, to }
    }),
  )
}

/**
 * One path a part. `scale` takes credits to pixels. Between two parts the surface shows through as a line of one pixel
 * where the part is large enough for it; the first part with credits is at least one pixel tall. `inset` draws a part
 * smaller by so much on each side, so that its outline stays inside.
 */
export function barPaths(
  parts: { values: Values; inset?: number }[],
  columns: Column[],
  scale: (credits: number) => number,
): string[] {
  const zero = Math.round(scale(0))
  return stacked(parts.map(({ values }) => values)).map((spans, part) => {
    const inset = parts[part]?.inset ?? 0
    let path = ''
    for (const [bucket, { from, to }] of spans.entries()) {
      const column = columns[bucket]
      if (!column || from === to) continue
      const direction = to > from ? -1 : 1
      let near = Math.round(scale(from))
      let far = Math.round(scale(to))
      if (near === zero && far === zero && from === 0) far += direction
      if (near !== zero && Math.abs(far - near) >= 3 && column.width >= 5) near += direction
      if (near === far) continue
      const left = column.x + inset
      const width = Math.max(0, column.width - 2 * inset)
      path += `M${left} ${near + inset * direction}h${width}V${far - inset * direction}h${-width}z`
    }
    return path
  })
}

/**
 * Areas of stacked running totals, one path a part: from the left edge of the first column to the right edge of the last
 * that has a value.
 */
export function areaPaths(
  parts: { values: Values }[],
  edges: number[],
  scale: (credits: number) => number,
): string[] {
  return stacked(parts.map(({ values }) => values)).map((spans, part) => {
    const gap = parts[part]?.values.findIndex((value) => value === undefined) ?? -1
    const reached = spans.slice(0, gap < 0 ? spans.length : gap)
    if (reached.length === 0) return ''
    const at = (credits: number, edge: number) => `${edges[edge]} ${round(scale(credits))}`
    const upper = reached.map(({ to }, bucket) => at(to, bucket + 1))
    const lower = reached.map(({ from }, bucket) => at(from, bucket + 1)).toReversed()
    return `M${at(0, 0)}L${[...upper, ...lower].join('L')}z`
  })
}

/** A line through the values, broken where one is missing; a value between two missing ones is a small circle. */
export function linePath(values: Values, xs: number[], scale: (credits: number) => number): string {
  let path = ''
  for (const [bucket, value] of values.entries()) {
    if (value === undefined) continue
    const joins = values[bucket - 1] !== undefined
    const [x = 0, y] = [xs[bucket], round(scale(value))]
    if (!joins && values[bucket + 1] === undefined)
      path += `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`
    else path += `${joins ? 'L' : 'M'}${x} ${y}`
  }
  return path
}

/** A line in steps as wide as the columns. */
export function stepPath(
  values: Values,
  edges: number[],
  scale: (credits: number) => number,
): string {
  return values
    .map((value, bucket) => {
      if (value === undefined) return ''
      const y = round(scale(value))
      const start = values[bucket - 1] === undefined ? `M${edges[bucket]} ${y}` : `V${y}`
      return `${start}H${edges[bucket + 1]}`
    })
    .join('')
}

const round = (pixels: number) => Math.round(pixels * 10) / 10
