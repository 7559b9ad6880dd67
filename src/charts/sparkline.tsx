import type { Values } from './usage-series.ts'

const WIDTH = 96
const HEIGHT = 24

/**
 * How credits went, in a small line without axes: from the lowest to the highest value, and always with zero. A value
 * that isn't reported is a gap; where the last bucket is `running`, the way to it is dotted. `label` is what ears get.
 */
export function Sparkline({
  values,
  label,
  running = false,
  className = 'h-6 w-24',
}: {
  /** In the order of the buckets, of the same length each. */
  values: Values
  label: string
  running?: boolean
  className?: string
}) {
  const known = values.filter((value) => value !== undefined)
  const bottom = Math.min(0, ...known)
  const range = Math.max(0, ...known) - bottom || 1
  const points = values.map((value, bucket): Point | undefined =>
    value === undefined
      ? undefined
      : [
          (bucket * WIDTH) / Math.max(1, values.length - 1),
          HEIGHT * (1 - (value - bottom) / range),
        ],
  )
  const finished = running ? points.slice(0, -1) : points
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`overflow-visible fill-none stroke-accent stroke-[1.5] [stroke-linecap:round] [stroke-linejoin:round] ${className}`}
    >
      <path d={lineOf(finished)} vectorEffect="non-scaling-stroke" />
      {running && (
        <path
          d={lineOf(points.slice(-2))}
          strokeDasharray="1 4"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  )
}

type Point = [x: number, y: number]

/** A line, broken where a point is missing; one between two missing ones is a dot. */
const lineOf = (points: (Point | undefined)[]) =>
  points
    .flatMap((point, index) => {
      if (!point) return []
      const at = point.map((pixels) => Math.round(pixels * 10) / 10).join(' ')
      // A line of no length is drawn as its round cap.
      return points[index - 1] ? `L${at}` : `M${at}h0`
    })
    .join('')
