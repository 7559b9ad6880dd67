import { addDays, addMonths, today, type DayRange } from '../lib/dates.ts'
import { capitalized } from '../lib/names.ts'
import { relativeRange } from '../lib/relative-range.ts'
import type { UsageSearch } from './usage-search.ts'

export interface Preset {
  label: string
  /**
   * Half-open UTC days; undefined is the current subscription period, as the server knows it, and null what isn't known
   * yet. What the calendar alone tells moves on with it.
   */
  range: UsageSearch['range'] | null
  /** The steps in which it is shown, whichever were chosen. */
  interval?: UsageSearch['interval']
}

/**
 * The ranges people ask for most. `period` is the current subscription period, null where it can't be known, and `created`
 * the organization's first day, where they are known already.
 */
export function presets(
  known: { period?: DayRange | null | undefined; created?: string | undefined },
  now = new Date(),
): Preset[] {
  const tomorrow = addDays(today(now), 1)
  return [
    { label: 'Current period', range: undefined },
    ...(known.period === null
      ? []
      : [{ label: 'Period before', range: known.period ? periodBefore(known.period) : null }]),
    ...moving.map((words) => ({
      label: capitalized(words),
      range: relativeRange(words, today(now)) ?? null,
    })),
    {
      label: 'All time',
      interval: 'month',
      range:
        known.created && known.created < tomorrow ? { from: known.created, to: tomorrow } : null,
    },
  ]
}

/** What they mean is `relativeRange`'s to say. */
const moving = [
  'last 7 days',
  'last 30 days',
  'last 90 days',
  'this month',
  'last month',
  'this year',
  'last 12 months',
]

/** The month of the calendar that runs: what all organizations have in common, since each has a period of its own. */
export function thisMonth(now = new Date()): DayRange {
  const from = `${today(now).slice(0, 7)}-01`
  return { from, to: addMonths(from, 1) }
}

/** The same for all organizations together, of which the first was created on the day `created`. Without days: this month. */
export function presetsOfAll(created: string | undefined, now = new Date()): Preset[] {
  const offered = presets({ created }, now).filter(({ label }) => !ofPeriods.has(label))
  return offered
    .map((preset) => (preset.label === 'This month' ? { ...preset, range: undefined } : preset))
    .toSorted((a, b) => Number(a.range !== undefined) - Number(b.range !== undefined))
}

const ofPeriods = new Set(['Current period', 'Period before'])

/**
 * The subscription period before this one. Periods hang on the day of the month on which the subscription started; a
 * short month cuts it, so the larger day of the two edges is the nearest to it that can be known.
 */
export function periodBefore({ from, to }: DayRange): DayRange {
  return { from: addMonths(from, -1, anchorOf({ from, to })), to: from }
}

const anchorOf = ({ from, to }: DayRange) => Math.max(Number(from.slice(8)), Number(to.slice(8)))

/** Where the month before begins, if a range is a month of the calendar. */
export const monthBefore = ({ from, to }: DayRange) =>
  from.endsWith('-01') && to === addMonths(from, 1)
    ? { start: addMonths(from, -1), name: 'month' as const }
    : undefined

/** The days of a range on which a subscription period begins, as far as the present period tells. */
export function periodStarts(period: DayRange, range: DayRange): string[] {
  const anchor = anchorOf(period)
  const starts: string[] = []
  for (let step = monthsBetween(period.from, range.from); ; step++) {
    const start = addMonths(period.from, step, anchor)
    if (start >= range.to) return starts
    if (start >= range.from) starts.push(start)
  }
}

const monthsBetween = (from: string, to: string) =>
  12 * (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) +
  (Number(to.slice(5, 7)) - Number(from.slice(5, 7)))
