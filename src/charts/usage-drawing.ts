/**
 * What the chart draws of a `UsageSeries`: which parts, stacked or side by side, by bucket, added up or as shares, and
 * on which scale. Values are credits, or shares of 1.
 */
import { formatCount } from '../lib/counts.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween, today as currentDay } from '../lib/dates.ts'
import { extent, stacked } from './paths.ts'
import { niceTicks } from './nice-ticks.ts'
import type { UsageBefore } from './usage-comparison.ts'
import { others, shownIds, type UsageFilter } from './usage-filter.ts'
import type { Forecast } from './usage-forecast.ts'
import {
  hues,
  nounsOf,
  type Bucket,
  type Color,
  type UsageRow,
  type UsageSeries,
  type Values,
} from './usage-series.ts'

/** Stacked bars; a line a part; areas of running totals; stacked bars of the organization's 100 %. */
export const chartKinds = ['bars', 'lines', 'cumulative', 'share'] as const
export type ChartKind = (typeof chartKinds)[number]

/** One part of the chart: a row, or several as "others (n)". `credits` are its own, `values` what is drawn of them. */
export type Layer = {
  id: string
  name: string
  /** Of its rows. */
  rows: string[]
  color: Color
  credits: Values
  total: number
  values: Values
}

export type UsageDrawing = {
  kind: ChartKind
  /**
   * Where each bucket begins and the last one ends, as shares of the plot's width: buckets are equally wide, but running
   * totals take as much room as they have days.
   */
  edges: number[]
  /** As far as a running total has come: the end of today, where it is in a bucket of more days. */
  reached: number | undefined
  /** From the axis outwards, the same in each bucket. A part without credits is left out. */
  layers: Layer[]
  /** What may be shown and hidden: the parts without a filter, and after them those that only a filter takes apart. */
  legend: { id: string; name: string; color: Color; total: number; shown: boolean }[]
  /** Colours of the rows that are shown; that of `others` for what is drawn within it. */
  colors: Map<string, Color>
  /** The organization, or with a filter the sum of what is shown. */
  shown: {
    values: Values
    total: number | undefined
    rows: number
    /** "3 of 43 projects", "all but Deleted projects". */
    count: string
    /** The name of what is shown alone, or else the count. */
    name: string
  }
  filtered: boolean
  /** The same of the days before, on the same scale. */
  before: Values | undefined
  /** Credits, on the scale of running totals. */
  budget: number | undefined
  forecast: Forecast | undefined
  /** Indices of the buckets with which a subscription period begins, but for the first bucket. */
  periods: number[]
  /** Of the y axis; the first and the last are its ends. */
  ticks: number[]
}

/**
 * Decides what is drawn. The eight largest projects of the whole range have a part each, unless hidden; the rest is one
 * part, "others (n)", but for a single one, or where no more than eight projects are shown. Deleted projects and what is
 * not attributed come last.
 */
export function usageDrawing(
  series: UsageSeries,
  options: {
    kind?: ChartKind
    filter?: UsageFilter
    before?: UsageBefore | undefined
    budget?: number | undefined
    forecast?: Forecast | undefined
    /** Days on which a subscription period begins. */
    periods?: string[]
    /** The UTC day. */
    today?: string
  } = {},
): UsageDrawing {
  const { kind = 'bars', filter, before, today = currentDay() } = options
  const { rows, organization, buckets } = series
  const ids = shownIds(rows, filter)
  const visible = rows.filter(({ id }) => ids.has(id))
  const filtered = visible.length < rows.length
  const drawn = parts(rows, ids)
  const layers = drawn
    .filter(({ credits }) => credits.some(Boolean))
    .map((part) => ({ ...part, values: scaled(part.credits, kind, series) }))
  const shownValues = filtered ? added(visible.map(({ values }) => values)) : organization.values
  const beforeCredits = before && (filtered ? beforeOf(visible, before) : before.organization)
  // Both are of the whole, and would press a part down to the axis.
  const budget = kind === 'cumulative' && !filtered ? options.budget : undefined
  const forecast = kind === 'cumulative' && !filtered ? options.forecast : undefined
  const compared =
    beforeCredits && !whyNotCompared(kind, layers.length)
      ? scaled(beforeCredits, kind, series).map((value, bucket) =>
          // What has no counterpart has no running total of it either.
          bucket <= lastKnown(beforeCredits) ? value : undefined,
        )
      : undefined
  return {
    kind,
    edges: edgesOf(buckets, kind),
    reached: kind === 'cumulative' ? reachedOn(buckets, today) : undefined,
    layers,
    legend: legendOf(filtered ? parts(rows, idsOf(rows)) : drawn, drawn, ids),
    colors: new Map(
      visible.map(({ id, color }) => [
        id,
        drawn.some((part) => part.id === id) ? color : 'chart-others',
      ]),
    ),
    shown: {
      values: shownValues,
      total: totalOf(shownValues),
      rows: visible.length,
      ...shownWords(series, visible),
    },
    filtered,
    before: compared,
    budget,
    forecast,
    periods: (options.periods ?? [])
      .map((day) => buckets.findIndex(({ start }) => start === day))
      .filter((index) => index > 0),
    ticks: ticksOf(kind, layers, [...(compared ?? []), budget, forecast?.high]),
  }
}

function shownWords(series: UsageSeries, visible: UsageRow[]) {
  const isProject = ({ kind }: UsageRow) => kind === 'project'
  const [all, shown] = [series.rows.filter(isProject), visible.filter(isProject)]
  const hidden = series.rows.filter((row) => !visible.includes(row))
  const count =
    shown.length === all.length && hidden.length > 0
      ? `all but ${hidden.map(({ name }) => name).join(' and ')}`
      : `${formatCount(shown.length)} of ${formatCount(all.length)} ${nounsOf(series).many}`
  const [only, more] = visible
  return { count, name: only && !more ? only.name : count }
}

function edgesOf(buckets: Bucket[], kind: ChartKind): number[] {
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  if (kind !== 'cumulative' || !first || !last)
    return Array.from({ length: buckets.length + 1 }, (_, index) => index / buckets.length)
  const days = daysBetween(first.start, last.end)
  return [...buckets, { start: last.end }].map(
    ({ start }) => daysBetween(first.start, start) / days,
  )
}

function reachedOn(buckets: Bucket[], today: string): number | undefined {
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  const running = buckets.findLast(({ state }) => state === 'unfinished')
  const end = addDays(today, 1)
  if (!first || !last || !running || end <= running.start || end >= running.end) return undefined
  return daysBetween(first.start, end) / daysBetween(first.start, last.end)
}

/** Why a kind of chart with so many parts doesn't show the days before, in words; undefined where it does. */
export function whyNotCompared(kind: ChartKind, parts: number): string | undefined {
  if (kind === 'share') return 'Shares always add up to the whole. Choose another chart to compare.'
  return kind === 'lines' && parts > 1
    ? 'Lines show each part by itself. Show a single one to compare it, or choose another chart.'
    : undefined
}

const lastKnown = (values: Values) => values.findLastIndex((value) => value !== undefined)

type Part = Omit<Layer, 'values'>

const idsOf = (rows: UsageRow[]) => new Set(rows.map(({ id }) => id))

function parts(rows: UsageRow[], ids: Set<string>): Part[] {
  const shown = rows.filter(({ id }) => ids.has(id))
  const projects = shown.filter(({ kind }) => kind === 'project')
  const largest = idsOf(rows.filter(({ kind }) => kind === 'project').slice(0, hues))
  const [own, rest] = [
    projects.filter(({ id }) => largest.has(id)),
    projects.filter(({ id }) => !largest.has(id)),
  ]
  const apart = rest.length === 1 || projects.length <= hues
  return [
    ...own.map(partOf),
    ...(apart ? rest.map(partOf) : [folded(rest)].filter((part) => part !== undefined)),
    ...shown.filter(({ kind }) => kind !== 'project').map(partOf),
  ]
}

const partOf = ({ id, name, color, values, total = 0 }: UsageRow): Part => ({
  id,
  name,
  rows: [id],
  color,
  credits: values,
  total,
})

function folded(rest: UsageRow[]): Part | undefined {
  if (rest.length === 0) return undefined
  const credits = added(rest.map(({ values }) => values))
  return {
    id: others,
    name: `others (${rest.length})`,
    rows: rest.map(({ id }) => id),
    color: 'chart-others',
    credits,
    total: totalOf(credits) ?? 0,
  }
}

/** The sum by bucket of those that report it; thousands of rows are added within a frame. */
function added(all: Values[]): Values {
  const [first] = all
  if (!first) return []
  return first.map((_, bucket) => {
    const known: number[] = []
    for (const values of all) {
      const value = values[bucket]
      if (value !== undefined) known.push(value)
    }
    return known.length ? sumCredits(known) : undefined
  })
}

function totalOf(values: Values): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length ? sumCredits(known) : undefined
}

function beforeOf(rows: UsageRow[], { projects, deleted }: UsageBefore): Values {
  const known = rows.flatMap(({ kind, id }) => {
    const values = kind === 'deleted' ? deleted : projects.get(id)
    return values && kind !== 'unattributed' ? [values] : []
  })
  return added(known)
}

/** Credits by bucket as a kind of chart draws them. */
function scaled(credits: Values, kind: ChartKind, { buckets, organization }: UsageSeries): Values {
  if (kind === 'share')
    return credits.map((value, bucket) => {
      const whole = organization.values[bucket]
      return value === undefined || !whole ? undefined : value / whole
    })
  if (kind !== 'cumulative') return credits
  // What isn't reported adds nothing that is known; what has not begun has no total yet.
  let sum = 0
  return credits.map((value, bucket) => {
    if (value !== undefined) sum = sumCredits([sum, value])
    return buckets[bucket]?.state === 'future' ? undefined : sum
  })
}

function legendOf(whole: Part[], drawn: Part[], ids: Set<string>): UsageDrawing['legend'] {
  const extra = drawn.filter(({ id }) => !whole.some((part) => part.id === id))
  return [...whole, ...extra]
    .filter(({ credits }) => credits.some(Boolean))
    .map(({ id, name, rows, color, total }) => ({
      id,
      name,
      color,
      total,
      shown: rows.every((row) => ids.has(row)),
    }))
}

function ticksOf(kind: ChartKind, layers: Layer[], more: (number | undefined)[]): number[] {
  const stack = extent(kind === 'lines' ? [] : layers)
  const alone = kind === 'lines' ? layers.flatMap(({ values }) => values) : []
  const ends = [...alone, ...more].filter((end) => end !== undefined)
  const least = ends.reduce((least, end) => Math.min(least, end), stack.min)
  const most = ends.reduce((most, end) => Math.max(most, end), stack.max)
  return niceTicks(kind === 'share' ? Math.max(1, most) : most, least)
}

/** The part that a row is drawn in, or the part itself. */
export const layerOf = (layers: Layer[], id: string): Layer | undefined =>
  layers.find((layer) => layer.id === id || layer.rows.includes(id))

/**
 * Id of the part that is drawn at a height of a bucket, as a share of the plot's height from its bottom; of lines, the
 * nearest one within reach.
 */
export function partAt(
  { kind, layers, ticks }: UsageDrawing,
  bucket: number,
  height: number,
): string | undefined {
  const [bottom = 0, top = 0] = [ticks[0], ticks.at(-1)]
  const value = bottom + height * (top - bottom)
  if (kind === 'lines') {
    const reach = 0.05 * (top - bottom)
    const near = layers
      .map(({ id, values }) => ({ id, off: Math.abs((values[bucket] ?? Infinity) - value) }))
      .toSorted((a, b) => a.off - b.off)[0]
    return near && near.off <= reach ? near.id : undefined
  }
  const spans = stacked(layers.map(({ values }) => values.slice(bucket, bucket + 1)))
  const hit = spans.findIndex(([span]) => {
    if (!span) return false
    const [low, high] = span.from < span.to ? [span.from, span.to] : [span.to, span.from]
    return low <= value && value < high
  })
  return layers[hit]?.id
}
