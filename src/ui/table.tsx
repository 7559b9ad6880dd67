import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'

export const headClass = 'h-9 border-b border-line text-start text-xs font-medium text-quiet pr-4'
export const cellClass = 'h-12 border-b border-line pr-4 sm:max-w-0 sm:truncate'

/** Rows up to this many are all in the page; of more only those on the screen are. */
const ALL_IN_PAGE = 200

/** A table's body, whose rows are all of the same height. `row` renders one `<tr>`, and gives it the attributes it gets. */
export function TableBody<Item>({
  items,
  columns,
  row,
}: {
  items: readonly Item[]
  columns: number
  row: (item: Item, attributes: { 'aria-rowindex': number }) => ReactNode
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [rowHeight, setRowHeight] = useState(49)
  const [top, setTop] = useState(0)
  const windowed = items.length > ALL_IN_PAGE
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    enabled: windowed,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
  })

  useLayoutEffect(() => {
    if (!windowed || !body.current) return
    const measure = () => {
      if (!body.current) return
      setTop(body.current.getBoundingClientRect().top + scrollY)
      const first = body.current.querySelector('tr[aria-rowindex]')
      if (first) setRowHeight(first.getBoundingClientRect().height)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [windowed])

  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight])

  // The heading is row 1.
  const rendered = (index: number) => {
    const item = items[index]
    return item === undefined ? null : row(item, { 'aria-rowindex': index + 2 })
  }
  if (!windowed) return <tbody ref={body}>{items.map((_, index) => rendered(index))}</tbody>

  const shown = virtualizer.getVirtualItems()
  const first = shown[0]
  const last = shown[shown.length - 1]
  return (
    <tbody ref={body}>
      <Space height={(first?.start ?? top) - top} columns={columns} />
      {shown.map(({ index }) => rendered(index))}
      <Space height={virtualizer.getTotalSize() + top - (last?.end ?? top)} columns={columns} />
    </tbody>
  )
}

function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden className="!block sm:!table-row" style={{ height }}>
      <td colSpan={columns} aria-label="More rows" className="p-0" />
    </tr>
  )
}
