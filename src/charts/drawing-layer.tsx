import { createContext, memo, useContext, useId, useMemo } from 'react'
import { usePlotArea, useYAxisScale } from 'recharts'
import { formatCreditsUnit } from '../lib/credits.ts'
import { areaPaths, barPaths, columns, edgesIn, linePath, stepPath } from './paths.ts'
import { hueOf, isStriped } from './swatch.tsx'
import type { Layer, UsageDrawing } from './usage-drawing.ts'
import type { Bucket, UsageSeries } from './usage-series.ts'

/** Id of the part that is pointed at elsewhere; the others step back. A context, so that recharts doesn't render for it. */
export const LitPart = createContext<string | undefined>(undefined)

/** The drawing inside recharts' chart, on its scales: one path a part, and never an element a bar. */
export const DrawingLayer = memo(function DrawingLayer({
  series,
  drawing,
}: {
  series: UsageSeries
  drawing: UsageDrawing
}) {
  const plot = usePlotArea()
  const scale = useYAxisScale()
  const lit = useContext(LitPart)
  const id = useId()
  const drawn = useMemo(
    () => plot && scale && draw(series, drawing, plot, (credits) => scale(credits) ?? 0),
    [series, drawing, plot, scale],
  )
  if (!plot || !drawn) return null
  const { parts, unfinished } = drawn
  const isLit = parts.some(({ layer }) => layer.id === lit)
  const { y, height } = plot
  return (
    <g>
      <defs>
        <Dots id={`${id}deleted`} />
        <Hatch id={`${id}striped`} angle={90} gap={3} line={1} />
        <Hatch id={`${id}unfinished`} angle={45} gap={3} line={2} />
        <clipPath id={`${id}now`}>
          <rect x={unfinished.x} y={y} width={unfinished.width} height={height} />
        </clipPath>
      </defs>
      {parts.map(({ layer, path, tail }) => (
        <g
          key={layer.id}
          opacity={isLit && layer.id !== lit ? 0.25 : 1}
          className="print:opacity-100"
        >
          {drawing.kind === 'lines' ? (
            <LinePart layer={layer} path={path} tail={tail} />
          ) : (
            <FilledPart
              layer={layer}
              path={path}
              hatches={id}
              crisp={drawing.kind !== 'cumulative'}
            />
          )}
        </g>
      ))}
      {drawing.kind !== 'lines' && (
        <path
          d={parts.map(({ path }) => path).join('')}
          fill={`url(#${id}unfinished)`}
          clipPath={`url(#${id}now)`}
        />
      )}
      {drawn.band && <path d={drawn.band} fill="var(--accent)" fillOpacity={0.14} />}
      {drawn.forecast && (
        <path
          d={drawn.forecast}
          fill="none"
          stroke="var(--accent)"
          strokeWidth={2}
          strokeDasharray="2 4"
        />
      )}
      {drawn.before && (
        <path
          data-before
          d={drawn.before}
          fill="none"
          stroke="var(--text)"
          strokeOpacity={0.65}
          strokeWidth={1.5}
          strokeDasharray="2 3"
        />
      )}
      <path data-periods d={drawn.periods} stroke="var(--text-quiet)" strokeDasharray="1 3" />
      <path d={drawn.missing} stroke="var(--text-quiet)" shapeRendering="crispEdges" />
      <path d={drawn.zero} stroke="var(--text-quiet)" shapeRendering="crispEdges" />
      {drawn.budget !== undefined && drawing.budget !== undefined && (
        <g>
          <path
            d={`M${plot.x} ${drawn.budget}h${plot.width}`}
            stroke="var(--danger)"
            strokeWidth={1.5}
            strokeDasharray="6 3"
          />
          <text
            x={plot.x + 6}
            y={drawn.budget - 6 < y + 10 ? drawn.budget + 14 : drawn.budget - 6}
            fill="var(--danger)"
            fontSize={12}
          >
            Your budget, {formatCreditsUnit(drawing.budget)}
          </text>
        </g>
      )}
      {drawn.soFar && (
        <text
          {...drawn.soFar}
          fill="var(--text)"
          stroke="var(--surface)"
          strokeWidth={3}
          strokeLinejoin="round"
          paintOrder="stroke"
          fontSize={12}
          textAnchor="middle"
        >
          so far
        </text>
      )}
    </g>
  )
})

function FilledPart({
  layer: { id, color },
  path,
  hatches,
  crisp,
}: {
  layer: Layer
  path: string
  /** What the ids of the patterns begin with. */
  hatches: string
  crisp: boolean
}) {
  const hatch = color === 'chart-deleted' ? 'deleted' : isStriped(color) ? 'striped' : undefined
  const outlined = color === 'chart-none'
  return (
    <g shapeRendering={crisp ? 'crispEdges' : 'auto'}>
      <path
        data-part={id}
        d={path}
        fill={outlined ? 'none' : hueOf(color)}
        stroke={outlined ? hueOf(color) : 'none'}
      />
      {hatch && <path d={path} fill={`url(#${hatches}${hatch})`} />}
    </g>
  )
}

const dashes = { plain: undefined, striped: '7 3', deleted: '2 3', none: '1 4' }

/** `tail` leads to the bucket in progress. */
function LinePart({
  layer: { id, color },
  path,
  tail,
}: {
  layer: Layer
  path: string
  tail: string
}) {
  const dash =
    dashes[
      color === 'chart-deleted'
        ? 'deleted'
        : color === 'chart-none'
          ? 'none'
          : isStriped(color)
            ? 'striped'
            : 'plain'
    ]
  return (
    <g fill="none" stroke={hueOf(color)} strokeWidth={2} strokeLinejoin="round">
      <path data-part={id} d={path} strokeDasharray={dash} />
      <path d={tail} strokeDasharray="3 3" strokeOpacity={0.7} />
    </g>
  )
}

/** Stripes of the surface over what lies below. */
function Hatch({ id, angle, gap, line }: { id: string; angle: number; gap: number; line: number }) {
  return (
    <pattern
      id={id}
      width={gap + line}
      height={gap + line}
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${angle})`}
      shapeRendering="auto"
    >
      <rect width={line} height={gap + line} fill="var(--surface)" />
    </pattern>
  )
}

/** What no other pattern looks like, at any size. */
function Dots({ id }: { id: string }) {
  return (
    <pattern
      id={id}
      width={4}
      height={4}
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
      shapeRendering="auto"
    >
      <circle cx={2} cy={2} r={1} fill="var(--surface)" />
    </pattern>
  )
}

type Plot = { x: number; y: number; width: number; height: number }
type Drawn = {
  parts: { layer: Layer; path: string; tail: string }[]
  /** Where the buckets are that have begun and aren't over. */
  unfinished: { x: number; width: number }
  /** A dash, as in the table, where the organization isn't reported. */
  missing: string
  zero: string
  /** Where subscription periods begin. */
  periods: string
  before: string | undefined
  forecast: string | undefined
  band: string | undefined
  /** Its height. */
  budget: number | undefined
  /** Where the bucket in progress is named. */
  soFar: { x: number; y: number } | undefined
}

function draw(
  { buckets, organization }: UsageSeries,
  drawing: UsageDrawing,
  plot: Plot,
  scale: (credits: number) => number,
): Drawn {
  const { kind, layers, before, budget } = drawing
  const bars = columns(buckets.length, plot.x, plot.width)
  const edges = edgesIn(drawing.edges, plot.x, plot.width)
  const centers = buckets.map((_, index) => ((edges[index] ?? 0) + (edges[index + 1] ?? 0)) / 2)
  const zero = Math.round(scale(0)) + 0.5
  const silent = bars.filter(
    (_, index) => organization.values[index] === undefined && buckets[index]?.state !== 'future',
  )
  const begin = buckets.findIndex(({ state }) => state === 'unfinished')
  const end = buckets.findLastIndex(({ state }) => state === 'unfinished') + 1
  const reached = edges.with(
    end,
    edgesIn([drawing.reached ?? drawing.edges[end] ?? 0], plot.x, plot.width)[0] ?? 0,
  )
  const unfinishedX = edges[begin] ?? 0
  const unfinished = { x: unfinishedX, width: begin < 0 ? 0 : (reached[end] ?? 0) - unfinishedX }
  return {
    parts: {
      bars: () => barParts(layers, bars, scale),
      share: () => barParts(layers, bars, scale),
      cumulative: () => withPaths(layers, areaPaths(layers, reached, scale)),
      lines: () => lineParts(layers, buckets, centers, scale),
    }[kind](),
    unfinished,
    missing: silent
      .map(({ x, width }) => {
        const dash = Math.min(8, width)
        return `M${x + Math.round((width - dash) / 2)} ${zero - 6}h${dash}`
      })
      .join(''),
    zero: `M${plot.x} ${zero}h${plot.width}`,
    periods: drawing.periods
      .map((index) => `M${Math.round(edges[index] ?? 0) + 0.5} ${plot.y}v${plot.height}`)
      .join(''),
    before: before && beforePath(kind, before, { edges, centers }, scale),
    ...forecastPaths(drawing, plot, scale),
    budget: budget === undefined ? undefined : Math.round(scale(budget)) + 0.5,
    soFar:
      begin < 0 || layers.length === 0
        ? undefined
        : soFarAt(drawing, unfinished, edges, plot, scale),
  }
}

/** In pixels, about. */
const soFarWidth = 40

/** Above the bucket in progress and its neighbours, as far as the words reach. */
function soFarAt(
  { kind, layers }: UsageDrawing,
  unfinished: { x: number; width: number },
  edges: number[],
  plot: Plot,
  scale: Scale,
): { x: number; y: number } {
  const half = soFarWidth / 2
  const center = unfinished.x + unfinished.width / 2
  const x = Math.max(plot.x + half, Math.min(center, plot.x + plot.width - half))
  const tops = edges.slice(0, -1).flatMap((left, bucket) => {
    const right = edges[bucket + 1] ?? left
    if (right < x - half || left > x + half) return []
    const values = layers.map(({ values }) => values[bucket] ?? 0)
    const top =
      kind === 'lines'
        ? Math.max(...values)
        : values.reduce((sum, value) => sum + Math.max(0, value), 0)
    return [top]
  })
  return { x, y: Math.max(plot.y + 10, Math.round(scale(Math.max(0, ...tops))) - 6) }
}

type Scale = (credits: number) => number

const withPaths = (layers: Layer[], paths: string[]) =>
  layers.map((layer, index) => ({ layer, path: paths[index] ?? '', tail: '' }))

const barParts = (layers: Layer[], bars: ReturnType<typeof columns>, scale: Scale) =>
  withPaths(
    layers,
    barPaths(
      layers.map(({ values, color }) => ({ values, inset: color === 'chart-none' ? 0.5 : 0 })),
      bars,
      scale,
    ),
  )

function lineParts(layers: Layer[], buckets: Bucket[], centers: number[], scale: Scale) {
  const isFinished = (index: number) => buckets[index]?.state === 'finished'
  const isTail = (index: number) =>
    buckets[index]?.state === 'unfinished' || buckets[index + 1]?.state === 'unfinished'
  const only = (layer: Layer, is: (index: number) => boolean) =>
    linePath(
      layer.values.map((value, index) => (is(index) ? value : undefined)),
      centers,
      scale,
    )
  return layers.map((layer) => ({
    layer,
    path: only(layer, isFinished),
    tail: only(layer, isTail),
  }))
}

function beforePath(
  kind: UsageDrawing['kind'],
  before: (number | undefined)[],
  { edges, centers }: { edges: number[]; centers: number[] },
  scale: Scale,
): string {
  if (kind === 'lines') return linePath(before, centers, scale)
  if (kind === 'cumulative') return linePath([0, ...before], edges, scale)
  return stepPath(before, edges, scale)
}

/** From the end of the last finished day, which may be within a bucket, to the end of the range; and the band around it. */
function forecastPaths(
  { forecast, kind }: UsageDrawing,
  plot: Plot,
  scale: Scale,
): Pick<Drawn, 'forecast' | 'band'> {
  if (!forecast || kind !== 'cumulative') return { forecast: undefined, band: undefined }
  const { finished, finishedDays, remainingDays, expected, low, high } = forecast
  const [from, to] = edgesIn([finishedDays / (finishedDays + remainingDays), 1], plot.x, plot.width)
  const start = `${from} ${scale(finished)}`
  const at = (credits: number) => `${to} ${scale(credits)}`
  return {
    forecast: `M${start}L${at(expected)}`,
    band: `M${start}L${at(high)}L${at(low)}z`,
  }
}
