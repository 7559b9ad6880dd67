/** What a benchmark found, and whether it keeps its budgets. */

/** One line of a report. `other` and `limit` do the same work in the same run. */
export type Row = {
  what: string
  unit: 'ms' | '%'
  ours: number
  other?: number
  limit?: number
  /** The most that our figure, or its ratio to the other's, may be, and what we aim for. */
  budget?: { of: 'ours' | 'ratio'; most: number; aim?: number }
}

/** `other` and `limit` are the headings of the figures that ours is compared to. */
export type Report = { title: string; other: string; limit: string; rows: Row[] }

/** Prints the report as one table; false when a budget is exceeded. */
export function print({ title, other, limit, rows }: Report): boolean {
  const table = [
    [title, 'ours', other, 'ratio', 'budget', '', limit, 'ratio'],
    ...rows.map((row) => [
      row.what,
      figure(row.ours, row.unit),
      figure(row.other, row.unit),
      ratio(row, row.other),
      budget(row),
      row.budget ? (isOver(row) ? 'over' : 'ok') : '',
      figure(row.limit, row.unit),
      ratio(row, row.limit),
    ]),
  ]
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((cells) => cells[column]?.length ?? 0)),
  )
  for (const cells of table)
    console.log(
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths?.[0] ?? 0) : cell.padStart(widths?.[column] ?? 0),
        )
        .join('  '),
    )
  return !rows.some(isOver)
}

function isOver({ ours, other = Number.NaN, budget }: Row): boolean {
  if (!budget) return false
  const value = budget.of === 'ratio' ? ours / other : ours
  // A figure that is missing keeps no budget.
  return !(value <= budget.most)
}

function budget({ unit, budget }: Row): string {
  if (!budget) return ''
  const suffix = budget.of === 'ratio' ? '' : ` ${unit}`
  const aim = budget.aim === undefined ? '' : ` (aim ${budget.aim})`
  return `≤ ${budget.most}${suffix}${aim}`
}

const figure = (value: number | undefined, unit: string) =>
  value === undefined ? '' : `${value.toFixed(1)} ${unit}`

/** Shares may be 0, so nothing is said of their ratio. */
const ratio = ({ ours, unit }: Row, theirs: number | undefined) =>
  theirs === undefined || unit === '%' ? '' : (ours / theirs).toFixed(2)
