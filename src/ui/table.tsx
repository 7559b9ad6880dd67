import { ArrowDown, ArrowUp } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'

export const headClass = 'h-9 border-b border-line text-start text-xs font-medium text-quiet pr-4'
export const cellClass = 'h-12 border-b border-line pr-4 sm:max-w-0 sm:truncate'

/** The same for a heading that stays in sight. */
export const stickyHeadClass = `${headClass} sticky top-0 z-10 border-b-0 bg-surface shadow-[inset_0_-1px_0_var(--line)]`

/** A heading that is pressed to sort by its column. */
export function SortHeading({
  label,
  sorted,
  className = '',
  onSort,
}: {
  label: string
  sorted: 'ascending' | 'descending' | undefined
  className?: string
  onSort: () => void
}) {
  const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp
  return (
    <th scope="col" aria-sort={sorted} className={`${stickyHeadClass} ${className}`}>
      <button
        type="button"
        onClick={onSort}
        className="-mx-1 inline-flex h-8 items-center gap-1 rounded px-1 hover:text-text"
      >
        {label}
        {sorted && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  )
}

/** Rows up to this many are all in the page; of more only those on the screen are. */
const ALL_IN_PAGE = 200

/** Of a long list, what is shown until its code is there. */
const FIRST_SCREEN = 40

export interface TableBodyProps<Item> {
  items: readonly Item[]
  /** Renders one `<tr>`, and gives it these attributes. */
  row: (item: Item, attributes: { 'aria-rowindex': number }) => ReactNode
}

// `lazy` forgets the type parameter.
const WindowedBody = lazy(() => import('./windowed-body.tsx')) as unknown as <Item>(
  props: TableBodyProps<Item>,
) => ReactNode

/** A table's body, whose rows are all of the same height. */
export function TableBody<Item>(props: TableBodyProps<Item>) {
  const { items, row } = props
  const rows = (most: number) =>
    items.slice(0, most).map((item, index) => row(item, rowAttributes(index)))
  if (items.length <= ALL_IN_PAGE) return <tbody>{rows(ALL_IN_PAGE)}</tbody>
  const firstScreen = (
    <tbody>
      {rows(FIRST_SCREEN)}
      <Space height={(items.length - FIRST_SCREEN) * ROW_HEIGHT} />
    </tbody>
  )
  return (
    <Suspense fallback={firstScreen}>
      <WindowedBody {...props} />
    </Suspense>
  )
}

/** The heading is row 1. */
export const rowAttributes = (index: number) => ({ 'aria-rowindex': index + 2 })

/** What a row of `cellClass` measures on a wide screen, its line included; where it differs, it is measured. */
export const ROW_HEIGHT = 48

/**
 * Stands for rows that aren't in the page. It spans no columns: those of a narrow screen are fewer, and each that isn't
 * there would take its width from the others.
 */
export function Space({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden className="!block sm:!table-row" style={{ height }}>
      <td aria-label="More rows" className="p-0" />
    </tr>
  )
}
