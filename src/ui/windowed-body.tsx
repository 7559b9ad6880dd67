import { observeWindowOffset, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import { ROW_HEIGHT, rowAttributes, Space, type TableBodyProps } from './table.tsx'

/** The rows on the screen and a few around them; space stands for the others. */
export default function WindowedBody<Item>({ items, row }: TableBodyProps<Item>) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [rowHeight, setRowHeight] = useState(ROW_HEIGHT)
  const [top, setTop] = useState(0)
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    // A few rows more than the screen holds are there already, so that scrolling need not wait for the next ones.
    useFlushSync: false,
    scrollMargin: top,
    // It is rendered a while before it is in the page, and the window may have been scrolled since: it follows the window
    // from where that is then, and never moves it.
    observeElementOffset: (instance, onOffset) => {
      onOffset(scrollY, false)
      return observeWindowOffset(instance, onOffset)
    },
    scrollToFn: () => undefined,
  })

  useLayoutEffect(() => {
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
  }, [])

  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight])

  const shown = virtualizer.getVirtualItems()
  const start = shown[0]?.start ?? top
  const end = shown.at(-1)?.end ?? top
  return (
    // Another order leaves the window where it is: the browser would follow one of the rows.
    <tbody ref={body} className="[overflow-anchor:none]">
      <Space height={start - top} />
      {shown.map(({ index }) => {
        const item = items[index]
        return item === undefined ? null : row(item, rowAttributes(index))
      })}
      <Space height={virtualizer.getTotalSize() + top - end} />
    </tbody>
  )
}
