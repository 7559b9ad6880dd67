import { useVirtualizer, type Range } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import {
  memo,
  useEffect,
  useId,
  useMemo,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
} from 'react'
import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatShare, formatSigned } from '../lib/credits.ts'
import { formatBucket, formatDay, formatRange } from '../lib/dates.ts'
import type { Active } from './active.ts'
import { Swatch } from './swatch.tsx'
import type { Change, Mover, UsageComparison } from './usage-comparison.ts'
import type { UsageDrawing } from './usage-drawing.ts'
import type { Bucket, Color, Interval, UsageRow, UsageSeries, Values } from './usage-series.ts'
import { nextSort, sortedRows, type UsageSort } from './usage-sort.ts'

/** From this many cells on, only the columns around those in view are in the document; of rows, from so many. */
const manyCells = 4000
const manyRows = 100
/** Columns come and go by so many, so that most steps of a scroll change nothing. */
const chunk = 8

/**
 * The numbers of `UsageChart` as a table: a row a project, a column a bucket, the organization at its foot. `caption`
 * names what is counted, with its unit and range: "Credits by project, 1–31 May 2026 (UTC)". `comparison` is how each
 * row compares with the days that `against` names; `onToggle` and `onIsolate` take the id of a row.
 */
export function UsageTable({
  series,
  drawing,
  interval,
  caption,
  comparison,
  against,
  hideEmpty,
  sort,
  onSort,
  active,
  onActive,
  onToggle,
  onIsolate,
}: {
  series: UsageSeries
  drawing: UsageDrawing
  interval: Interval
  caption: string
  comparison: UsageComparison | undefined
  against: string | undefined
  /** Leaves out rows without credits. */
  hideEmpty: boolean
  sort: UsageSort
  onSort: (sort: UsageSort) => void
  active: Active | undefined
  onActive: (active: Active | undefined) => void
  onToggle: (id: string) => void
  onIsolate: (id: string) => void
}) {
  const { buckets, organization, widest } = series
  const captionId = useId()
  const region = useRef<HTMLDivElement>(null)
  const changes = comparison?.changes
  const rows = useMemo(() => {
    const sorted = sortedRows(series, sort, changes)
    return hideEmpty ? sorted.filter(({ total }) => total) : sorted
  }, [series, sort, changes, hideEmpty])
  const width = widthOf(widest.value)
  const fixedWidth = widthOf(widest.total) + shareWidth + changeWidth
  const columns = useVirtualizer({
    horizontal: true,
    count: buckets.length,
    getScrollElement: () => region.current,
    estimateSize: () => width,
    // The sticky first column hides what scrolls under it, so the buckets may begin at the region's left edge.
    scrollMargin: fixedWidth,
    initialRect: { width: 1280, height: 0 },
    overscan: (rows.length + 2) * buckets.length > manyCells ? chunk : buckets.length,
    rangeExtractor: wholeChunks,
  }).getVirtualItems()
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => region.current,
    estimateSize: () => rowHeight,
    initialRect: { width: 0, height: 800 },
    overscan: rows.length > manyRows ? 12 : rows.length,
  }).getVirtualItems()
  const first = columns.at(0)?.index ?? 0
  const last = columns.at(-1)?.index ?? -1
  const before = first * width
  const after = (buckets.length - 1 - last) * width
  const top = lines.at(0)?.index ?? 0
  const bottom = rows.length - 1 - (lines.at(-1)?.index ?? -1)

  const bucket = active?.bucket
  const part = active?.part
  const lit = useMemo(
    () => new Set(drawing.layers.find(({ id }) => id === part)?.rows ?? [part]),
    [drawing, part],
  )
  const follows = active?.pinned || active?.by === 'keyboard'
  useEffect(() => {
    if (bucket === undefined || !follows || !region.current) return
    const name = region.current.querySelector('th')?.offsetWidth ?? 0
    const left = fixedWidth + bucket * width
    const { scrollLeft, clientWidth } = region.current
    if (left < scrollLeft) region.current.scrollLeft = left
    else if (left + width + name > scrollLeft + clientWidth)
      region.current.scrollLeft = left + width + name - clientWidth
  }, [bucket, follows, fixedWidth, width])

  // One pair of listeners: a cell knows its row, and its column its bucket.
  const point = ({ target }: SyntheticEvent) => {
    const cell = target instanceof Element ? target.closest('td, th') : null
    const index = bucketAt(cell)
    const part = cell?.closest('tr')?.dataset['row']
    const next = active?.pinned ? bucket : index in buckets ? index : undefined
    if (part === active?.part && next === bucket) return
    onActive({ bucket: next, part, by: 'elsewhere', pinned: active?.pinned ?? false })
  }
  const pin = ({ target }: SyntheticEvent) => {
    const index = target instanceof Element ? bucketAt(target.closest('td')) : -1
    if (!(index in buckets)) return
    const pinned = !(active?.pinned && bucket === index)
    onActive({ bucket: index, part, by: 'elsewhere', pinned })
  }
  const leave = () => onActive(active?.pinned ? { ...active, part: undefined } : undefined)
  const heading = { sort, onSort }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- it follows what is pointed at and focused inside; the keys of the chart pin as well
    <div
      ref={region}
      role="region"
      aria-labelledby={captionId}
      tabIndex={0}
      onPointerOver={point}
      onPointerLeave={leave}
      onFocus={point}
      onBlur={leave}
      onClick={pin}
      className="relative isolate max-h-[70vh] overflow-auto text-sm print:hidden"
      style={{ scrollPaddingLeft: nameWidth }}
    >
      <div className="relative w-max">
        <table
          aria-colcount={buckets.length + fixedColumns}
          aria-rowcount={rows.length + (drawing.filtered ? 3 : 2)}
          className="table-fixed border-separate border-spacing-0"
          style={{ width: `calc(${nameWidth} + ${fixedWidth + width * buckets.length}px)` }}
        >
          <caption id={captionId} className="h-7 text-left text-quiet">
            <span className="sticky left-0">{caption}</span>
          </caption>
          <colgroup>
            <col style={{ width: nameWidth }} />
            <col style={{ width: fixedWidth - shareWidth - changeWidth }} />
            <col style={{ width: shareWidth }} />
            <col style={{ width: changeWidth }} />
            {before > 0 && <col style={{ width: before }} />}
            <col span={last - first + 1} style={{ width }} />
            {after > 0 && <col style={{ width: after }} />}
          </colgroup>
          <thead className="sticky top-0 z-20 bg-surface text-xs text-quiet">
            <tr aria-rowindex={1}>
              <Heading
                {...heading}
                column={1}
                by="name"
                className="sticky left-0 z-10 bg-surface text-left"
              >
                Project
              </Heading>
              <Heading {...heading} column={2} by="total">
                Total
              </Heading>
              <th
                scope="col"
                aria-colindex={3}
                className={`${cell} py-1 text-right align-bottom font-medium`}
              >
                Share
              </th>
              <Heading {...heading} column={4} by="change" title={against && `Against ${against}`}>
                Change
              </Heading>
              {before > 0 && <Blank />}
              {buckets.slice(first, last + 1).map(({ start, end, state }, index) => (
                <Heading
                  {...heading}
                  key={start}
                  by={start}
                  column={first + index + fixedColumns + 1}
                  title={`${formatRange(start, end)} (UTC)`}
                  reached={index === 0}
                >
                  {interval === 'day' ? formatDay(start) : formatBucket(start, end)}
                  {state === 'unfinished' && <span className="block">so far</span>}
                </Heading>
              ))}
              {after > 0 && <Blank />}
            </tr>
          </thead>
          <tbody>
            <Space rows={top} />
            {rows.slice(top, rows.length - bottom).map((row, index) => (
              <Row
                key={row.id}
                row={row}
                index={top + index}
                color={drawing.colors.get(row.id)}
                change={changes?.get(row.id)}
                lit={lit.has(row.id)}
                buckets={buckets}
                first={first}
                last={last}
                onToggle={onToggle}
                onIsolate={onIsolate}
              />
            ))}
            <Space rows={bottom} />
          </tbody>
          <tfoot className="sticky bottom-0 z-20 bg-surface font-medium [&_tr:first-of-type>*]:border-t">
            {drawing.filtered && (
              <Sum
                row={rows.length + 2}
                name={`Shown, ${formatCount(drawing.shown.rows)} of ${formatCount(series.rows.length)} rows`}
                values={drawing.shown.values}
                total={drawing.shown.total}
                share={
                  organization.total && drawing.shown.total !== undefined
                    ? drawing.shown.total / organization.total
                    : undefined
                }
                {...{ buckets, first, last }}
              />
            )}
            <Sum
              row={rows.length + (drawing.filtered ? 3 : 2)}
              name="Organization"
              values={organization.values}
              total={organization.total}
              share={organization.total ? 1 : undefined}
              change={comparison?.total && { ...comparison.total, kind: 'changed' }}
              {...{ buckets, first, last }}
            />
          </tfoot>
        </table>
        {bucket !== undefined && (
          <div
            aria-hidden
            className="pointer-events-none absolute top-7 bottom-0 bg-text/8"
            style={{ left: `calc(${nameWidth} + ${fixedWidth + bucket * width}px)`, width }}
          />
        )}
      </div>
    </div>
  )
}

/** Index of the bucket that a cell is of; negative for the others. */
const bucketAt = (cell: Element | null) =>
  Number(cell?.getAttribute('aria-colindex') ?? 0) - fixedColumns - 1

function wholeChunks({ startIndex, endIndex, overscan, count }: Range): number[] {
  const first = Math.max(0, Math.floor((startIndex - overscan) / chunk) * chunk)
  const end = Math.min(count, Math.ceil((endIndex + overscan + 1) / chunk) * chunk)
  return Array.from({ length: end - first }, (_, index) => first + index)
}

/** Name, total, share and change come before the buckets. */
const fixedColumns = 4
const nameWidth = 'min(16rem, 44vw)'
const shareWidth = 76
const changeWidth = 176
const rowHeight = 32

const cell = 'border-b border-line px-3'
const number = `${cell} text-right whitespace-nowrap tabular-nums`

function Heading({
  column,
  by,
  sort,
  onSort,
  title,
  reached = true,
  className = 'text-right',
  children,
}: {
  column: number
  /** What a press sorts by. */
  by: string
  sort: UsageSort
  onSort: (sort: UsageSort) => void
  title?: string | undefined
  /** Whether Tab stops here; the arrow keys lead on. */
  reached?: boolean
  className?: string
  children: ReactNode
}) {
  const sorts = sort.column === by
  const Arrow = sort.descending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-colindex={column}
      aria-sort={sorts ? (sort.descending ? 'descending' : 'ascending') : undefined}
      title={title}
      className={`${cell} py-1 align-bottom font-medium ${className}`}
    >
      <button
        type="button"
        tabIndex={reached ? 0 : -1}
        onClick={() => onSort(nextSort(sort, by))}
        onKeyDown={alongHeadings}
        className={`-mx-1 inline-flex items-end gap-0.5 rounded-sm px-1 hover:text-text ${className.includes('text-left') ? 'text-left' : 'text-right'} ${sorts ? 'text-text' : ''}`}
      >
        {sorts && <Arrow size={12} aria-hidden className="mb-0.5 shrink-0" />}
        <span>{children}</span>
      </button>
    </th>
  )
}

/** The headings of the buckets are one stop of the Tab key: the arrow keys lead on. */
function alongHeadings(event: KeyboardEvent) {
  const heading = event.target instanceof Element ? event.target.closest('th') : null
  const to = {
    ArrowRight: heading?.nextElementSibling,
    ArrowLeft: heading?.previousElementSibling,
  }[event.key]
  const button = to?.querySelector('button')
  if (!button) return
  event.preventDefault()
  button.focus()
}

/** One row, with its cells for the buckets `first` to `last`. */
const Row = memo(function Row({
  row,
  index,
  color,
  change,
  lit,
  buckets,
  first,
  last,
  onToggle,
  onIsolate,
}: {
  row: UsageRow
  index: number
  /** Undefined where the row is hidden. */
  color: Color | undefined
  change: Mover | undefined
  lit: boolean
  buckets: Bucket[]
  first: number
  last: number
  onToggle: (id: string) => void
  onIsolate: (id: string) => void
}) {
  const { id, name, total, share, values } = row
  return (
    <tr
      data-row={id}
      aria-rowindex={index + 2}
      className={`h-8 ${lit ? '[&>*]:bg-raised' : ''} ${color ? '' : 'text-quiet'}`}
    >
      <th
        scope="row"
        aria-colindex={1}
        aria-label={name}
        title={name}
        className={`${cell} group sticky left-0 z-10 bg-surface text-left font-normal`}
      >
        <span className="flex items-center gap-2">
          <label className="flex min-w-0 flex-1 items-center gap-2">
            <input
              type="checkbox"
              checked={color !== undefined}
              onChange={() => onToggle(id)}
              aria-label={`Show ${name} in the chart`}
              className="shrink-0 accent-accent"
            />
            <Swatch color={color} />
            <span className="truncate">{name}</span>
          </label>
          <button
            type="button"
            aria-label={`Show only ${name}`}
            onClick={() => onIsolate(id)}
            className="w-0 overflow-hidden rounded-sm text-xs text-accent opacity-0 group-hover:w-auto group-hover:opacity-100 focus-visible:w-auto focus-visible:opacity-100"
          >
            only
          </button>
        </span>
      </th>
      <Numbers {...{ values, total, share, change, buckets, first, last }} />
    </tr>
  )
})

/** A line at the foot. */
function Sum({ row, name, ...numbers }: { row: number; name: string } & NumbersProps) {
  return (
    <tr aria-rowindex={row} className="h-8">
      <th
        scope="row"
        aria-colindex={1}
        className={`${cell} sticky left-0 z-10 truncate bg-surface text-left font-medium`}
      >
        {name}
      </th>
      <Numbers {...numbers} />
    </tr>
  )
}

interface NumbersProps {
  values: Values
  total: number | undefined
  share: number | undefined
  change?: CellChange | undefined
  buckets: Bucket[]
  first: number
  last: number
}

function Numbers({ values, total, share, change, buckets, first, last }: NumbersProps) {
  return (
    <>
      <td aria-colindex={2} className={`${number} font-medium`}>
        <Credits value={total} />
      </td>
      <td aria-colindex={3} className={number}>
        {share !== undefined && formatShare(share)}
      </td>
      <td aria-colindex={4} className={number}>
        {change && <ChangeCell {...change} />}
      </td>
      {first > 0 && <Blank />}
      {buckets.slice(first, last + 1).map(({ start, state }, index) => {
        const column = first + index
        return (
          <td key={start} aria-colindex={column + fixedColumns + 1} className={number}>
            {state === 'future' ? (
              <span className="sr-only">not yet</span>
            ) : (
              <Credits value={values[column]} />
            )}
          </td>
        )
      })}
      {last < buckets.length - 1 && <Blank />}
    </>
  )
}

const kinds = { new: 'new', gone: 'none now' } as const

type CellChange = Change & Pick<Mover, 'kind'>

function ChangeCell({ kind, difference, ratio }: CellChange) {
  return (
    <>
      {formatSigned(difference, formatCredits)}{' '}
      <span className="text-quiet">
        {kind === 'changed' ? ratio !== undefined && formatSigned(ratio, formatShare) : kinds[kind]}
      </span>
    </>
  )
}

const Credits = ({ value }: { value: number | undefined }) =>
  value === undefined ? <NotReported /> : formatCredits(value)

const NotReported = () => (
  <span title="not reported" className="text-quiet">
    <span aria-hidden>–</span>
    <span className="sr-only">not reported</span>
  </span>
)

/** Stands for the columns out of view. */
const Blank = () => <td aria-hidden className={cell} />

/** Stands for the rows out of view. */
const Space = ({ rows }: { rows: number }) =>
  rows > 0 && (
    <tr aria-hidden style={{ height: rows * rowHeight }}>
      <td aria-label="More rows" />
    </tr>
  )

/** Enough for the longest numbers, in pixels, so that no column changes its width while others scroll by. */
const widthOf = (characters: number) =>
  Math.ceil(Math.max(characters, '30 Sep 2026 ↓'.length) * 7.4) + 24
