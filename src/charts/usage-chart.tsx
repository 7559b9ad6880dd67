import {
  memo,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react'
import { flushSync } from 'react-dom'
import { CartesianGrid, ComposedChart, XAxis, YAxis } from 'recharts'
import { formatCreditsShort, formatCreditsUnit, formatPercent } from '../lib/credits.ts'
import { formatRange } from '../lib/dates.ts'
import type { Active } from './active.ts'
import { againstPinned, bucketSentence, bucketSummary, partSentence } from './bucket-summary.ts'
import { DrawingLayer, LitPart } from './drawing-layer.tsx'
import { TimeAxis } from './time-axis.tsx'
import type { UsageBefore } from './usage-comparison.ts'
import { layerOf, partAt, type UsageDrawing } from './usage-drawing.ts'
import { UsageTooltip } from './usage-tooltip.tsx'
import { nounsOf, type Interval, type UsageSeries } from './usage-series.ts'

type Insets = { top: number; right: number; bottom: number; left: number }

/**
 * Credits by bucket, drawn as `drawing` says. `series` and `drawing` must keep their identity from render to render
 * (`useMemo`), and their table (`UsageTable`) belongs on the same screen. `height` is in pixels; without it 320, and 240
 * on phones. `before` is what the days before are compared by.
 */
export function UsageChart({
  series,
  drawing,
  interval,
  before,
  active,
  onActive,
  height,
}: {
  series: UsageSeries
  drawing: UsageDrawing
  interval: Interval
  before?: UsageBefore | undefined
  active: Active | undefined
  onActive: (active: Active | undefined) => void
  height?: number
}) {
  const insets = useMemo(() => insetsOf(drawing), [drawing])
  const { buckets } = series
  const { layers } = drawing
  const index = active?.bucket
  const summary = useMemo(
    () => (index === undefined ? undefined : bucketSummary(series, drawing, index, before)),
    [series, drawing, index, before],
  )
  const layer = active?.part === undefined ? undefined : layerOf(layers, active.part)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && active) event.stopPropagation()
    if (event.key === 'Escape') return onActive(undefined)
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = read(event.key, active, series, drawing)
    if (!next) return
    event.preventDefault()
    onActive({ ...next, by: 'keyboard' })
  }
  const letGo = () => onActive(active?.pinned ? active : undefined)
  const isPinned = active?.pinned ?? false
  const letGoByKey = useEffectEvent((event: globalThis.KeyboardEvent) => {
    if (event.key === 'Escape' && !document.querySelector(':popover-open, dialog[open]'))
      onActive(undefined)
  })
  useEffect(() => {
    if (!isPinned) return undefined
    document.addEventListener('keydown', letGoByKey)
    return () => document.removeEventListener('keydown', letGoByKey)
  }, [isPinned])
  // What is pointed at beside what is pinned.
  const [pointed, setPointed] = useState<number>()
  const other = isPinned && pointed !== index ? pointed : undefined
  const onPointer = (event: MouseEvent) => {
    const pressed = event.type === 'click'
    const plot = event.currentTarget.getBoundingClientRect()
    const across = (event.clientX - plot.left) / plot.width
    const bucket = drawing.edges.findLastIndex((edge) => edge <= across)
    if (!buckets[bucket]) return
    if (isPinned && !pressed) {
      if (bucket !== pointed) flushSync(() => setPointed(bucket))
      return
    }
    const part = partAt(drawing, bucket, 1 - (event.clientY - plot.top) / plot.height)
    if (bucket === index && part === active?.part && !pressed) return
    const pinned = pressed && !(active?.pinned && index === bucket)
    // React would put off a movement until after the next frame.
    flushSync(() => {
      if (pressed) setPointed(bucket)
      onActive({ bucket, part, by: 'pointer', pinned })
    })
  }
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application takes the arrow keys */}
      <div
        role="application"
        aria-roledescription="chart"
        aria-label={label(series, drawing)}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application takes the arrow keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={letGo}
        className="relative h-60 text-xs sm:h-80 print:h-auto"
        style={height === undefined ? undefined : { height }}
      >
        <div className="absolute print:hidden" style={insets}>
          {other !== undefined && <Band index={other} edges={drawing.edges} />}
          {index !== undefined && <Band index={index} edges={drawing.edges} />}
        </div>
        <LitPart value={active?.by === 'pointer' ? undefined : layer?.id}>
          <Plot series={series} drawing={drawing} interval={interval} insets={insets} />
        </LitPart>
        {layers.length === 0 && (
          <p className="absolute inset-0 grid place-items-center text-sm text-quiet">
            {whyNothing(series, drawing)}
          </p>
        )}
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- the application around it takes the keys */}
        <div
          className="absolute touch-pan-y"
          style={insets}
          onPointerMove={onPointer}
          onClick={onPointer}
          onPointerLeave={(event) => {
            // A finger that is lifted leaves too; what it pointed at stays until the next tap.
            if (event.pointerType !== 'mouse') return
            setPointed(undefined)
            letGo()
          }}
        />
        {summary && index !== undefined && (
          <UsageTooltip
            summary={summary}
            isLeft={(drawing.edges[index] ?? 0) + (drawing.edges[index + 1] ?? 0) < 1}
            insets={insets}
            pinned={isPinned}
            part={layer?.id}
            other={other === undefined ? undefined : againstPinned(series, index, other)}
            onLetGo={() => onActive(undefined)}
          />
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {active?.by === 'keyboard' && summary && index !== undefined && (
          <>
            {layer ? partSentence(series, index, layer) : bucketSentence(summary)}
            {active.pinned && ' Pinned.'}
          </>
        )}
      </p>
    </>
  )
}

function whyNothing({ organization }: UsageSeries, { filtered, shown }: UsageDrawing): string {
  if (organization.total === undefined) return 'Nothing is reported for this range'
  if (filtered && shown.rows > 0) return 'What is shown has no credits in this range'
  return 'No credits in this range'
}

/** Axes, grid and drawing. It never renders for a mere movement of the pointer. */
const Plot = memo(function Plot({
  series,
  drawing,
  interval,
  insets,
}: {
  series: UsageSeries
  drawing: UsageDrawing
  interval: Interval
  insets: Insets
}) {
  const { top, right, bottom, left } = insets
  const { kind, ticks, layers } = drawing
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
        ticks={layers.length ? ticks : [0]}
        interval={0}
        allowDataOverflow
        tickFormatter={(value: number) => formatTick(value, kind)}
        tick={{ fill: 'var(--text-quiet)', fontSize: 12 }}
        axisLine={false}
        tickLine={false}
      />
      <XAxis dataKey="start" scale="band" height={bottom} ticks={[]} axisLine={false} />
      <DrawingLayer series={series} drawing={drawing} />
      <TimeAxis buckets={series.buckets} interval={interval} edges={drawing.edges} right={right} />
    </ComposedChart>
  )
})

const formatTick = (value: number, kind: UsageDrawing['kind']) =>
  kind === 'share' ? formatPercent(value) : formatCreditsShort(value)

function insetsOf({ ticks, kind }: UsageDrawing): Insets {
  const longest = Math.max(...ticks.map((tick) => formatTick(tick, kind).length))
  return { top: 8, right: 8, bottom: 28, left: longest * 7 + 12 }
}

/** What a key leads to: Enter pins, up and down go through the parts of a bucket, all else through the buckets. */
function read(
  key: string,
  active: Active | undefined,
  { buckets }: UsageSeries,
  { layers }: UsageDrawing,
): Omit<Active, 'by'> | undefined {
  const { bucket, part, pinned = false } = active ?? {}
  if (key === 'Enter') return bucket === undefined ? undefined : { bucket, part, pinned: !pinned }
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const read = layers.findIndex(({ id }) => id === part)
    // Up from the axis, down from the top.
    const next = key === 'ArrowUp' ? read + 1 : (read < 0 ? layers.length : read) - 1
    return { bucket: bucket ?? 0, part: layers[Math.min(next, layers.length - 1)]?.id, pinned }
  }
  const to = step(key, bucket, buckets.length)
  return to === undefined ? undefined : { bucket: to, part, pinned }
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

const drawnAs = {
  bars: (part: string) => `Credits by ${part}`,
  lines: (part: string) => `Credits by ${part}, as lines`,
  cumulative: (part: string) => `Credits by ${part}, added up`,
  share: (part: string) => `Share of each ${part}`,
} as const

function label(series: UsageSeries, { kind, budget }: UsageDrawing): string {
  const { buckets } = series
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  const range = first && last ? `, ${formatRange(first.start, last.end)} (UTC)` : ''
  const line = budget === undefined ? '' : `, with your budget of ${formatCreditsUnit(budget)}`
  return `${drawnAs[kind](nounsOf(series).one)}${range}${line}. Use the arrow keys to read each ${kind === 'lines' ? 'point' : 'bar'} and its parts, Enter to keep one; the table holds the same numbers.`
}

/** What is read stands on a faint band as wide as its bucket, within reason. */
function Band({ index, edges }: { index: number; edges: number[] }) {
  const [from = 0, to = 0] = [edges[index], edges[index + 1]]
  return (
    <div
      className={`absolute inset-y-0 max-w-24 min-w-[3px] -translate-x-1/2 ${edges.length > 201 ? 'bg-text/20' : 'bg-text/8'}`}
      style={{ left: `${50 * (from + to)}%`, width: `${100 * (to - from)}%` }}
    />
  )
}
