import { useMemo } from 'react'
import { usePlotArea } from 'recharts'
import { timeTicks } from './time-ticks.ts'
import type { Bucket, Interval } from './usage-series.ts'

/** Labels under the plot. recharts' own measure every label and know nothing of months. */
export function TimeAxis({
  buckets,
  interval,
  right,
}: {
  buckets: Bucket[]
  interval: Interval
  /** Pixels to the right of the plot that a label may use. */
  right: number
}) {
  const plot = usePlotArea()
  const width = plot?.width ?? 0
  const ticks = useMemo(() => timeTicks(buckets, interval, width), [buckets, interval, width])
  if (!plot) return null
  return (
    <g fill="var(--text-quiet)" fontSize={12} textAnchor="middle">
      {ticks.map(({ index, label, width }) => {
        const center = plot.x + ((index + 0.5) / buckets.length) * plot.width
        const rightmost = plot.x + plot.width + right - width / 2
        return (
          <text
            key={index}
            x={Math.max(width / 2, Math.min(center, rightmost))}
            y={plot.y + plot.height + 20}
          >
            {label}
          </text>
        )
      })}
    </g>
  )
}
