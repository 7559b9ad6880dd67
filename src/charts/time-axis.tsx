import { useMemo } from 'react'
import { usePlotArea } from 'recharts'
import { timeTicks, type TimeTick } from './time-ticks.ts'
import type { Bucket, Interval } from './usage-series.ts'

/** Labels under the plot. recharts' own measure every label and know nothing of months. */
export function TimeAxis({
  buckets,
  interval,
  edges,
  right,
}: {
  buckets: Bucket[]
  interval: Interval
  /** Of the buckets, as shares of the plot's width. */
  edges: number[]
  /** Pixels to the right of the plot that a label may use. */
  right: number
}) {
  const plot = usePlotArea()
  const width = plot?.width ?? 0
  const ticks = useMemo(() => timeTicks(buckets, interval, width), [buckets, interval, width])
  if (!plot) return null
  const placed = withPlaces(ticks, edges, { ...plot, right })
  return (
    <g fill="var(--text-quiet)" fontSize={12} textAnchor="middle">
      {placed.map(({ index, label, x }) => (
        <text key={index} x={x} y={plot.y + plot.height + 20}>
          {label}
        </text>
      ))}
    </g>
  )
}

/** With the middle of each label in pixels; a short bucket at an edge may have no room for its own. */
function withPlaces(
  ticks: TimeTick[],
  edges: number[],
  plot: { x: number; width: number; right: number },
): (TimeTick & { x: number })[] {
  const placed: (TimeTick & { x: number })[] = []
  for (const tick of ticks) {
    const middle = ((edges[tick.index] ?? 0) + (edges[tick.index + 1] ?? 0)) / 2
    const rightmost = plot.x + plot.width + plot.right - tick.width / 2
    const x = Math.max(tick.width / 2, Math.min(plot.x + middle * plot.width, rightmost))
    const last = placed.at(-1)
    if (!last || x - tick.width / 2 >= last.x + last.width / 2) placed.push({ ...tick, x })
  }
  return placed
}
