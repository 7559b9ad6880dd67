/** Which rows are drawn and counted as shown. A filter never changes ranks, colours or the organization's own numbers. */
import { hues, type UsageRow } from './usage-series.ts'

/** Ids of rows; `:others` stands for all projects after the eight largest. Undefined shows everything. */
export type UsageFilter = { kind: 'hide' | 'only'; ids: string[] } | undefined

export const others = ':others'

/**
 * The ids of the rows a filter shows; everything where it would show nothing, as in a link from another range. `rows`
 * are those of a `UsageSeries`, by rank.
 */
export function shownIds(rows: UsageRow[], filter: UsageFilter): Set<string> {
  const named = filter && new Set(filter.ids)
  const isNamed = (row: UsageRow, rank: number) =>
    named?.has(row.id) || (isOther(row, rank) && named?.has(others))
  const shown = rows.filter(
    (row, rank) => !filter || Boolean(isNamed(row, rank)) === (filter.kind === 'only'),
  )
  return new Set((shown.length > 0 ? shown : rows).map(({ id }) => id))
}

/** The shortest filter that shows exactly these rows; of two of one length the one that hides. */
export function filterShowing(rows: UsageRow[], shown: Set<string>): UsageFilter {
  const hide = named(rows, (row) => !shown.has(row.id))
  const only = named(rows, (row) => shown.has(row.id))
  if (hide.length === 0 || only.length === 0) return undefined
  return hide.length <= only.length ? { kind: 'hide', ids: hide } : { kind: 'only', ids: only }
}

/** Shows what is hidden and hides what is shown. `id` is a row's, or `others`. Hiding the last one shows everything. */
export function toggled(rows: UsageRow[], filter: UsageFilter, id: string): UsageFilter {
  const shown = shownIds(rows, filter)
  const ids = members(rows, id)
  const show = !ids.every((one) => shown.has(one))
  for (const one of ids) {
    if (show) shown.add(one)
    else shown.delete(one)
  }
  return filterShowing(rows, shown)
}

/** Shows a row, or `others`, alone; where it is alone already, everything. */
export function isolated(rows: UsageRow[], filter: UsageFilter, id: string): UsageFilter {
  const ids = new Set(members(rows, id))
  const shown = shownIds(rows, filter)
  const alone = shown.size === ids.size && [...ids].every((one) => shown.has(one))
  return alone ? undefined : { kind: 'only', ids: [id] }
}

const isOther = ({ kind }: UsageRow, rank: number) => kind === 'project' && rank >= hues

const members = (rows: UsageRow[], id: string) =>
  id === others ? rows.filter(isOther).map((row) => row.id) : [id]

function named(rows: UsageRow[], is: (row: UsageRow) => boolean): string[] {
  const all = rows.filter(isOther)
  const whole = all.length > 1 && all.every(is)
  const ids = rows.filter((row, rank) => is(row) && !(whole && isOther(row, rank)))
  return [...ids.map(({ id }) => id), ...(whole ? [others] : [])]
}
