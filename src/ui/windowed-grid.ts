import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'
import { wholeChunks } from '../lib/chunks.ts'

interface Axis {
  count: number
  /** Of one, in pixels. */
  size: number
  /** How many around those in sight are in the document already. */
  overscan: number
}

/**
 * Of a table in a box that scrolls, the rows from `top` and the columns from `first` that are in sight, `bottom` and `end`
 * not included, and the pixels that stand for the others.
 */
export function useWindowedGrid(
  box: RefObject<HTMLElement | null>,
  rows: Axis,
  /** What scrolls under a sticky first column isn't seen, so they may begin at the box's left edge, behind `left` pixels. */
  columns: Axis & { left: number },
) {
  const across = useVirtualizer({
    horizontal: true,
    count: columns.count,
    getScrollElement: () => box.current,
    estimateSize: () => columns.size,
    scrollMargin: columns.left,
    initialRect: { width: 1280, height: 0 },
    overscan: columns.overscan,
    rangeExtractor: wholeChunks,
    useFlushSync: false,
  }).getVirtualItems()
  const down = useVirtualizer({
    count: rows.count,
    getScrollElement: () => box.current,
    estimateSize: () => rows.size,
    initialRect: { width: 0, height: 800 },
    overscan: rows.overscan,
    useFlushSync: false,
  }).getVirtualItems()
  const first = across.at(0)?.index ?? 0
  const end = (across.at(-1)?.index ?? -1) + 1
  const top = down.at(0)?.index ?? 0
  const bottom = (down.at(-1)?.index ?? -1) + 1
  return {
    first,
    end,
    top,
    bottom,
    before: first * columns.size,
    after: (columns.count - end) * columns.size,
    above: top * rows.size,
    below: (rows.count - bottom) * rows.size,
  }
}
