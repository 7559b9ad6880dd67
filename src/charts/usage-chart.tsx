import { memo, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { CartesianGrid, ComposedChart, XAxis, YAxis } from 'recharts'
import { formatCredits, formatCreditsShort } from '../lib/credits.ts'
import { formatRange } from '../lib/dates.ts'
import { BarLayer } from './bar-layer.tsx'
import { extent } from './bars.ts'
import { bucketSentence, bucketSummary, partSentence } from './bucket-summary.ts'
import { niceTicks } from './nice-ticks.ts'
import { Swatch } from './swatch.tsx'
import { TimeAxis } from './time-axis.tsx'
import { UsageTooltip } from './usage-tooltip.tsx'
import type { Interval, UsageSeries } from './usage-series.ts'

type Insets = { top: number; right: number; bottom: number; left: number }
/** What is read: a bucket, or one part of it. A pinned one stays when the pointer or the focus goes elsewhere. */
type Active = {
  index: number
  /** Index of a layer, from the axis outwards; undefined for the bucket as a whole. */
  part: number | undefined
  by: 'keyboard' | 'pointer'
  pinned: boolean
}

/**
 * Credits by bucket as stacked bars. `series` must keep its identity from render to render (`useMemo`), and its table
 * (`UsageTable`) belongs on the same screen. `height` is in pixels; without it 320, and 240 on phones.
 */
export function UsageChart({
  series,
  interval,
  height,
}: {
  series: UsageSeries
  interval: Interval
  height?: number
}) {
  const [active, setActive] = useState<Active>()
  const { ticks, insets } = useMemo(() => yAxis(series), [series])
  const { buckets } = series
  const summary = active && bucketSummary(series, active.index)
  const layer = active?.part === undefined ? undefined : series.layers[active.part]

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && active) event.stopPropagation()
    if (event.key === 'Escape') return setActive(undefined)
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = read(event.key, active, series)
    if (!next) return
    event.preventDefault()
    setActive({ ...next, by: 'keyboard' })
  }
  const letGo = () => setActive((last) => (last?.pinned ? last : undefined))
  const onPointer = (event: PointerEvent) => {
    const pressed = event.type === 'pointerdown'
    if (active?.pinned && !pressed) return
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const index = Math.floor(((event.clientX - left) / width) * buckets.length)
    if (!buckets[index] || (index === active?.index && !pressed)) return
    const pinned = pressed && !(active?.pinned && active.index === index)
    setActive({ index, part: undefined, by: 'pointer', pinned })
  }
  return (
    <figure className="m-0">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application takes the arrow keys */}
      <div
        role="application"
        aria-roledescription="chart"
        aria-label={label(series)}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application takes the arrow keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={letGo}
        className="relative h-60 text-xs sm:h-80"
        style={height === undefined ? undefined : { height }}
      >
        <div className="absolute" style={insets}>
          {summary && active && <Band index={active.index} count={buckets.length} />}
        </div>
        <Plot series={series} interval={interval} ticks={ticks} insets={insets} />
        {series.layers.length === 0 && (
          <p className="absolute inset-0 grid place-items-center text-sm text-quiet">
            {series.organization.total === undefined
              ? 'Nothing is reported for this range'
              : 'No credits in this range'}
          </p>
        )}
        <div
          className="absolute touch-pan-y"
          style={insets}
          onPointerMove={onPointer}
          onPointerDown={onPointer}
          onPointerLeave={(event) => {
            // A finger that is lifted leaves too; what it pointed at stays until the next tap.
            if (event.pointerType === 'mouse') letGo()
          }}
        />
        {summary && active && (
          <UsageTooltip
            summary={summary}
            index={active.index}
            count={buckets.length}
            insets={insets}
            pinned={active.pinned}
            part={layer?.id}
          />
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {active?.by === 'keyboard' && summary && (
          <>
            {layer ? partSentence(series, active.index, layer) : bucketSentence(summary)}
            {active.pinned && ' Pinned.'}
          </>
        )}
      </p>
      <Legend series={series} />
    </figure>
  )
}

/** Axes, grid and bars. It never renders for a mere movement of the pointer. */
const Plot = memo(function Plot({
  series,
  interval,
  ticks,
  insets,
}: {
  series: UsageSeries
  interval: Interval
  ticks: number[]
  insets: Insets
}) {
  const { top, right, bottom, left } = insets
  return (
    <ComposedChart
      data={series.buckets}
      responsive
      accessibilityLayer={false}
      margin={{ top, right, bottom: 0, left: 0 }}
      className="size-full"
      aria-hidden
    >
      <CartesianGrid vertical={false} stroke="var(--line)" strokeOpacity={0.6} />
      <YAxis
        width={left}
        domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
        ticks={series.layers.length ? ticks : [0]}
        interval={0}
        allowDataOverflow
        tickFormatter={(value: number) => formatCreditsShort(value)}
        tick={{ fill: 'var(--text-quiet)', fontSize: 12 }}
        axisLine={false}
        tickLine={false}
      />
      <XAxis dataKey="start" scale="band" height={bottom} ticks={[]} axisLine={false} />
      <BarLayer series={series} />
      <TimeAxis buckets={series.buckets} interval={interval} right={right} />
    </ComposedChart>
  )
})

function yAxis(series: UsageSeries): { ticks: number[]; insets: Insets } {
  const { min, max } = extent(series.layers)
  const ticks = niceTicks(max, min)
  const longest = Math.max(...ticks.map((tick) => formatCreditsShort(tick).length))
  return { ticks, insets: { top: 8, right: 8, bottom: 28, left: longest * 7 + 12 } }
}

/** What a key leads to: Enter pins, up and down go through the parts of a bucket, all else through the buckets. */
function read(
  key: string,
  active: Active | undefined,
  { buckets, layers }: UsageSeries,
): Omit<Active, 'by'> | undefined {
  const { index, part, pinned = false } = active ?? {}
  if (key === 'Enter') return index === undefined ? undefined : { index, part, pinned: !pinned }
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const next = (part ?? -1) + (key === 'ArrowUp' ? 1 : -1)
    const stays = Math.min(next, layers.length - 1)
    return { index: index ?? 0, part: stays < 0 ? undefined : stays, pinned }
  }
  const to = step(key, index, buckets.length)
  return to === undefined ? undefined : { index: to, part, pinned }
}

/** The bucket a key leads to. */
function step(key: string, index: number | undefined, count: number): number | undefined {
  const last = count - 1
  const to = {
    ArrowRight: (index ?? -1) + 1,
    ArrowLeft: (index ?? count) - 1,
    PageDown: (index ?? -1) + 7,
    PageUp: (index ?? count) - 7,
    Home: 0,
    End: last,
  }[key]
  return to === undefined || last < 0 ? undefined : Math.min(last, Math.max(0, to))
}

function label({ buckets }: UsageSeries): string {
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  const range = first && last ? `, ${formatRange(first.start, last.end)} (UTC)` : ''
  return `Credits by project${range}. Use the arrow keys to read each bar and its parts, Enter to keep one; the table holds the same numbers.`
}

/** What is read stands on a faint band as wide as its bucket, within reason. */
function Band({ index, count }: { index: number; count: number }) {
  return (
    <div
      className={`absolute inset-y-0 max-w-24 min-w-[3px] -translate-x-1/2 ${count > 200 ? 'bg-text/20' : 'bg-text/8'}`}
      style={{ left: `${((index + 0.5) / count) * 100}%`, width: `${100 / count}%` }}
    />
  )
}

function Legend({ series }: { series: UsageSeries }) {
  return (
    <ul aria-label="Parts of the chart" className="mt-3 flex flex-wrap gap-x-5 gap-y-1.5 text-xs">
      {series.layers.map(({ id, name, total, color }) => (
        <li key={id} className="flex min-w-0 items-center gap-1.5">
          <Swatch color={color} />
          <span className="max-w-48 truncate" title={name}>
            {name}
          </span>
          <span className="text-quiet tabular-nums max-sm:hidden">{formatCredits(total)}</span>
        </li>
      ))}
    </ul>
  )
}
