import { addDays, today } from '../lib/dates.ts'
import type { UsageSearch } from './usage-search.ts'

export interface Preset {
  label: string
  range: UsageSearch['range']
}

/** The ranges people ask for most, as half-open UTC days; none is the current subscription period. */
export function presets(now = new Date()): Preset[] {
  const tomorrow = addDays(today(now), 1)
  const month = (offset: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1))
      .toISOString()
      .slice(0, 10)
  const year = now.getUTCFullYear()
  return [
    { label: 'Current period', range: undefined },
    { label: 'Last 7 days', range: { from: addDays(tomorrow, -7), to: tomorrow } },
    { label: 'Last 30 days', range: { from: addDays(tomorrow, -30), to: tomorrow } },
    { label: 'Last 90 days', range: { from: addDays(tomorrow, -90), to: tomorrow } },
    { label: 'This month', range: { from: month(0), to: month(1) } },
    { label: 'Last month', range: { from: month(-1), to: month(0) } },
    { label: 'This year', range: { from: `${year}-01-01`, to: `${year + 1}-01-01` } },
  ]
}
