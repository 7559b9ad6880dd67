/** The order of the usage table's rows. */
import type { UsageColumn } from './usage-columns.ts'
import type { Change } from './usage-comparison.ts'
import type { UsageRow, UsageSeries } from './usage-series.ts'

/** `column` is a fixed one, the id of a further one, or the first day of a bucket. */
export type UsageSort = { column: 'name' | 'total' | 'change' | (string & {}); descending: boolean }

/** As the rows come: by rank. */
export const byRank: UsageSort = { column: 'total', descending: true }

/**
 * Rows in the order of a column. By rank and by name what is no project comes last, as in the chart. What isn't known
 * comes last either way, ties stay in the order of rank; a bucket that isn't there leaves everything in that order.
 */
export function sortedRows(
  { rows, buckets }: UsageSeries,
  { column, descending }: UsageSort,
  changes: Map<string, Change> | undefined,
  columns: UsageColumn[] = [],
): UsageRow[] {
  const bucket = buckets.findIndex(({ start }) => start === column)
  const further = columns.find(({ id }) => id === column)?.values
  const number = (row: UsageRow) => {
    if (column === 'total') return row.total
    if (column === 'change') return changes?.get(row.id)?.difference
    if (further) return further.get(row.id)
    return bucket < 0 ? undefined : row.values[bucket]
  }
  const direction = descending ? -1 : 1
  const isLast = ({ kind }: UsageRow) =>
    kind !== 'project' && (column === 'name' || (column === 'total' && descending))
  return rows.toSorted((a, b) => {
    const last = Number(isLast(a)) - Number(isLast(b))
    if (last || (isLast(a) && isLast(b))) return last
    if (column === 'name') return direction * a.name.localeCompare(b.name)
    const [one, other] = [number(a), number(b)]
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined)
    return direction * (one - other)
  })
}

/** What a press on a heading leads to: the larger first, names from A; a second press the other way. */
export const nextSort = (sort: UsageSort, column: string): UsageSort => ({
  column,
  descending: sort.column === column ? !sort.descending : column !== 'name',
})
