import { memo, useId, useMemo } from 'react'
import { usePlotArea, useYAxisScale } from 'recharts'
import { barPaths, columns } from './bars.ts'
import type { Layer, UsageSeries } from './usage-series.ts'

/** The bars inside recharts' chart, on its scales: one path a part, and never an element a bar. */
export const BarLayer = memo(function BarLayer({ series }: { series: UsageSeries }) {
  const plot = usePlotArea()
  const scale = useYAxisScale()
  const id = useId()
  const drawing = useMemo(
    () => plot && scale && draw(series, plot, (credits) => scale(credits) ?? 0),
    [series, plot, scale],
  )
  if (!drawing) return null
  return (
    <g shapeRendering="crispEdges">
      <defs>
        <Hatch id={`${id}deleted`} angle={-45} gap={3} line={1} />
        <Hatch id={`${id}unfinished`} angle={45} gap={3} line={2} />
      </defs>
      {drawing.parts.map(({ layer, path }) => (
        <g key={layer.id}>
          <path
            d={path}
            fill={layer.color === 'chart-none' ? 'none' : `var(--${layer.color})`}
            stroke={layer.color === 'chart-none' ? 'var(--chart-none)' : 'none'}
          />
          {layer.color === 'chart-deleted' && <path d={path} fill={`url(#${id}deleted)`} />}
        </g>
      ))}
      <path d={drawing.unfinished} fill={`url(#${id}unfinished)`} />
      <path d={drawing.missing} stroke="var(--text-quiet)" />
      <path d={drawing.zero} stroke="var(--text-quiet)" />
    </g>
  )
})

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

type Plot = { x: number; y: number; width: number; height: number }
type Drawing = {
  parts: { layer: Layer; path: string }[]
  /** Covers the bars of buckets that aren't over. */
  unfinished: string
  /** A dash, as in the table, where the organization isn't reported. */
  missing: string
  zero: string
}

function draw(series: UsageSeries, plot: Plot, scale: (credits: number) => number): Drawing {
  const { buckets, layers, organization } = series
  const bars = columns(buckets.length, plot.x, plot.width)
  const paths = barPaths(
    layers.map(({ values, color }) => ({ values, inset: color === 'chart-none' ? 0.5 : 0 })),
    bars,
    scale,
  )
  const zero = Math.round(scale(0)) + 0.5
  const unfinished = layers.map(({ values }) => ({
    values: values.map((value, index) =>
      buckets[index]?.state === 'unfinished' ? value : undefined,
    ),
  }))
  const silent = bars.filter(
    (_, index) => organization.values[index] === undefined && buckets[index]?.state !== 'future',
  )
  return {
    parts: layers.map((layer, index) => ({ layer, path: paths[index] ?? '' })),
    unfinished: barPaths(unfinished, bars, scale).join(''),
    missing: silent
      .map(({ x, width }) => {
        const dash = Math.min(8, width)
        return `M${x + Math.round((width - dash) / 2)} ${zero - 6}h${dash}`
      })
      .join(''),
    zero: `M${plot.x} ${zero}h${plot.width}`,
  }
}
