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
import { chunk } from '../lib/chunks.ts'
import { formatBucket, formatDay, formatRange } from '../lib/dates.ts'
import { capitalized } from '../lib/names.ts'
import { Space } from '../ui/table.tsx'
import { usePressed } from '../ui/use-pressed.ts'
import { useWindowedGrid } from '../ui/windowed-grid.ts'
import type { Active } from './active.ts'
import { Aligned } from './aligned.tsx'
import { Swatch } from './swatch.tsx'
import type { UsageColumn } from './usage-columns.ts'
import type { Change, Mover, UsageComparison } from './usage-comparison.ts'
import type { UsageDrawing } from './usage-drawing.ts'
import {
  cutWords,
  nounsOf,
  type Bucket,
  type Color,
  type Interval,
  type UsageRow,
  type UsageSeries,
  type Values,
} from './usage-series.ts'
import { nextSort, sortedRows, type UsageSort } from './usage-sort.ts'

/** From this many cells on, only the columns around those in view are in the document; of rows, from so many. */
const manyCells = 4000
const manyRows = 100

export type UsageTableProps = {
  series: UsageSeries
  drawing: UsageDrawing
  interval: Interval
  caption: string
  comparison: UsageComparison | undefined
  against: string | undefined
  /** Whether a row that has neither a change nor a reason why not is still to be compared. */
  awaited: boolean
  columns?: UsageColumn[]
  link?: (row: UsageRow) => ReactNode
  /** Leaves out rows without credits. */
  hideEmpty: boolean
  sort: UsageSort
  onSort: (sort: UsageSort) => void
  active: Active | undefined
  onActive: (active: Active | undefined) => void
  onToggle: (id: string) => unknown
  onIsolate: (id: string) => void
}

/**
 * The numbers of `UsageChart` as a table: a row a project or organization, a column a bucket, their whole at its foot. `caption`
 * names what is counted, with its unit and range: "Credits by project, 1–31 May 2026 (UTC)". `comparison` is how each
 * row compares with the days that `against` names; `onToggle` and `onIsolate` take the id of a row. `columns` come before
 * the buckets and must keep their identity; `link` makes of a row's name where it leads to.
 */
export function UsageTable({
  series,
  drawing,
  interval,
  caption,
  comparison,
  against,
  awaited,
  columns: further = noColumns,
  link,
  hideEmpty,
  sort,
  onSort,
  active,
  onActive,
  onToggle,
  onIsolate,
}: UsageTableProps) {
  const { buckets, organization, widest } = series
  const captionId = useId()
  const region = useRef<HTMLDivElement>(null)
  const changes = comparison?.changes
  const rows = useMemo(() => {
    const sorted = sortedRows(series, sort, changes, further)
    return hideEmpty ? sorted.filter(({ total }) => total) : sorted
  }, [series, sort, changes, further, hideEmpty])
  const { one, whole } = nounsOf(series)
  const fixedColumns = fewestFixed + further.length
  const width = widthOf(widest.value.characters)
  const fixedWidth =
    widthOf(widest.total.characters) + shareWidth + changeWidth + furtherWidth * further.length
  const bucketsWidth = width * buckets.length
  // With further columns it is nearly as wide as the page: what remains is the names'.
  const names =
    further.length > 0 ? `max(${nameWidth}, 100cqw - ${fixedWidth + bucketsWidth}px)` : nameWidth
  const grid = useWindowedGrid(
    region,
    { count: rows.length, size: rowHeight, overscan: rows.length > manyRows ? 12 : rows.length },
    {
      count: buckets.length,
      size: width,
      overscan: (rows.length + 2) * buckets.length > manyCells ? chunk : buckets.length,
      left: fixedWidth,
    },
  )
  const { first, end } = grid

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
    const index = bucketAt(cell, fixedColumns)
    const part = cell?.closest('tr')?.dataset['row']
    const next = active?.pinned ? bucket : index in buckets ? index : undefined
    if (part === active?.part && next === bucket) return
    onActive({ bucket: next, part, by: 'elsewhere', pinned: active?.pinned ?? false })
  }
  const pin = ({ target }: SyntheticEvent) => {
    const index = target instanceof Element ? bucketAt(target.closest('td'), fixedColumns) : -1
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
      className="fades-on @container relative isolate max-h-[70vh] overflow-auto text-sm print:hidden"
      style={{ scrollPaddingLeft: nameWidth }}
    >
      <div className="relative w-max">
        <table
          aria-colcount={buckets.length + fixedColumns}
          aria-rowcount={rows.length + (drawing.filtered ? 3 : 2)}
          className="table-fixed border-separate border-spacing-0"
          style={{ width: `calc(${names} + ${fixedWidth + bucketsWidth}px)` }}
        >
          <caption id={captionId} className="h-7 text-left text-quiet">
            <span className="sticky left-0">{caption}</span>
          </caption>
          <colgroup>
            <col style={{ width: names }} />
            <col style={{ width: widthOf(widest.total.characters) }} />
            <col style={{ width: shareWidth }} />
            <col style={{ width: changeWidth }} />
            {further.length > 0 && <col span={further.length} style={{ width: furtherWidth }} />}
            {grid.before > 0 && <col style={{ width: grid.before }} />}
            <col span={end - first} style={{ width }} />
            {grid.after > 0 && <col style={{ width: grid.after }} />}
          </colgroup>
          <thead className="sticky top-0 z-20 bg-surface text-xs text-quiet">
            <tr aria-rowindex={1}>
              <Heading
                {...heading}
                column={1}
                by="name"
                className="sticky left-0 z-10 bg-surface text-left"
              >
                {capitalized(one)}
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
              {further.map(({ id, label }, index) => (
                <Heading {...heading} key={id} column={fewestFixed + index + 1} by={id}>
                  {label}
                </Heading>
              ))}
              {grid.before > 0 && <Blank />}
              {buckets.slice(first, end).map(({ start, end, state, cut }, index) => (
                <Heading
                  {...heading}
                  key={start}
                  by={start}
                  column={first + index + fixedColumns + 1}
                  title={`${formatRange(start, end)} (UTC)`}
                  reached={index === 0}
                >
                  {interval === 'day' ? formatDay(start) : formatBucket(start, end)}
                  {cut !== undefined && <span className="block">{cutWords({ cut })}</span>}
                  {state === 'unfinished' && <span className="block">so far</span>}
                </Heading>
              ))}
              {grid.after > 0 && <Blank />}
            </tr>
          </thead>
          <tbody>
            <Space height={grid.above} />
            {rows.slice(grid.top, grid.bottom).map((row, index) => (
              <Row
                key={row.id}
                row={row}
                index={grid.top + index}
                color={drawing.colors.get(row.id)}
                change={changes?.get(row.id) ?? (awaited ? loading : undefined)}
                lacking={comparison?.lacking?.get(row.id)}
                further={further}
                link={link}
                lit={lit.has(row.id)}
                buckets={buckets}
                first={first}
                end={end}
                widest={widest}
                onToggle={onToggle}
                onIsolate={onIsolate}
              />
            ))}
            <Space height={grid.below} />
          </tbody>
          <tfoot className="sticky bottom-0 z-20 bg-surface font-medium [&_tr:first-of-type>*]:border-t">
            {drawing.filtered && (
              <Sum
                row={rows.length + 2}
                name={`Shown, ${drawing.shown.count}`}
                values={drawing.shown.values}
                total={drawing.shown.total}
                share={
                  organization.total && drawing.shown.total !== undefined
                    ? drawing.shown.total / organization.total
                    : undefined
                }
                {...{ buckets, first, end, fixedColumns, widest }}
              />
            )}
            <Sum
              row={rows.length + (drawing.filtered ? 3 : 2)}
              name={whole}
              values={organization.values}
              total={organization.total}
              share={organization.total ? 1 : undefined}
              change={comparison?.total && { ...comparison.total, kind: 'changed' }}
              further={further.map(({ total, noTotal }) => total ?? noTotal ?? blank)}
              {...{ buckets, first, end, fixedColumns, widest }}
            />
          </tfoot>
        </table>
        {bucket !== undefined && (
          <div
            aria-hidden
            className="pointer-events-none absolute top-7 bottom-0 bg-text/8"
            style={{ left: `calc(${names} + ${fixedWidth + bucket * width}px)`, width }}
          />
        )}
      </div>
    </div>
  )
}

/** Index of the bucket that a cell is of; negative for the others. */
const bucketAt = (cell: Element | null, fixedColumns: number) =>
  Number(cell?.getAttribute('aria-colindex') ?? 0) - fixedColumns - 1

/** Name, total, share and change come before the buckets, and further columns. */
const fewestFixed = 4
const noColumns: UsageColumn[] = []
const nameWidth = 'min(16rem, 44vw)'
const shareWidth = 76
const changeWidth = 176
const furtherWidth = 108
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
        className={`-mx-1 inline-flex items-end gap-0.5 rounded-sm align-bottom px-1 hover:text-text ${className.includes('text-left') ? 'text-left' : 'text-right'} ${sorts ? 'text-text' : ''}`}
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

/** One row, with its cells for the buckets from `first` until `end`. */
const Row = memo(function Row({
  row,
  index,
  color,
  change,
  lacking,
  further,
  link,
  lit,
  buckets,
  first,
  end,
  widest,
  onToggle,
  onIsolate,
}: {
  row: UsageRow
  index: number
  /** Undefined where the row is hidden. */
  color: Color | undefined
  change: Mover | typeof loading | undefined
  /** Why there is none. */
  lacking: string | undefined
  further: UsageColumn[]
  link: ((row: UsageRow) => ReactNode) | undefined
  lit: boolean
  buckets: Bucket[]
  first: number
  end: number
  widest: UsageSeries['widest']
  onToggle: (id: string) => unknown
  onIsolate: (id: string) => void
}) {
  const { id, name, total, share, values } = row
  const [shown, press] = usePressed(color !== undefined, () => onToggle(id))
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
          <label className={`flex items-center gap-2 ${link ? '' : 'min-w-0 flex-1'}`}>
            <input
              type="checkbox"
              checked={shown}
              onChange={() => press(!shown)}
              aria-label={`Show ${name} in the chart`}
              className="shrink-0 accent-accent"
            />
            <Swatch color={color} />
            {!link && <span className="truncate">{name}</span>}
          </label>
          {link && <span className="min-w-0 flex-1 truncate">{link(row)}</span>}
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
      <Numbers
        {...{ values, total, share, change, lacking, buckets, first, end, widest }}
        further={further.map(({ values }) => (values.has(id) ? values.get(id) : loading))}
        fixedColumns={fewestFixed + further.length}
      />
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
  change?: CellChange | typeof loading | undefined
  lacking?: string | undefined
  further?: Further[]
  buckets: Bucket[]
  first: number
  end: number
  fixedColumns: number
  widest: UsageSeries['widest']
}

/** What stands in a further column: nothing, what is still being read, a number, or undefined where it isn't known. */
type Further = typeof blank | typeof loading | UsageColumn['noTotal'] | number
const blank = 'blank'
export const loading = 'loading'

function Numbers({
  values,
  total,
  share,
  change,
  lacking,
  further,
  buckets,
  first,
  end,
  fixedColumns,
  widest,
}: NumbersProps) {
  const others: Further[] = further ?? Array(fixedColumns - fewestFixed).fill(blank)
  return (
    <>
      <td aria-colindex={2} className={`${number} font-medium`}>
        <Credits value={total} places={widest.total.places} />
      </td>
      <td aria-colindex={3} className={number}>
        {share !== undefined && formatShare(share)}
      </td>
      <td aria-colindex={4} className={number}>
        {lacking ? (
          <Unknown why={lacking} />
        ) : change === loading ? (
          <Loading />
        ) : (
          change && <ChangeCell {...change} />
        )}
      </td>
      {others.map((value, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a column's place is what it is
        <td key={index} aria-colindex={fewestFixed + index + 1} className={number}>
          {value === loading ? (
            <Loading />
          ) : value === undefined ? (
            <Unknown why="could not be read" />
          ) : typeof value === 'number' ? (
            formatCount(value)
          ) : (
            value !== blank && (
              <span title={value.why} className="text-xs font-normal text-quiet">
                {value.words}
              </span>
            )
          )}
        </td>
      ))}
      {first > 0 && <Blank />}
      {buckets.slice(first, end).map(({ start, state }, index) => {
        const column = first + index
        return (
          <td key={start} aria-colindex={column + fixedColumns + 1} className={number}>
            {state === 'future' ? (
              <span className="sr-only">not yet</span>
            ) : (
              <Credits value={values[column]} places={widest.value.places} />
            )}
          </td>
        )
      })}
      {end < buckets.length && <Blank />}
    </>
  )
}

const kinds = { new: 'new', gone: 'none now' } as const

type CellChange = Change & Pick<Mover, 'kind'>

export function ChangeCell({ kind, difference, ratio }: CellChange) {
  return (
    <>
      {formatSigned(difference, formatCredits)}{' '}
      <span className="text-quiet">
        {kind === 'changed' ? ratio !== undefined && formatSigned(ratio, formatShare) : kinds[kind]}
      </span>
    </>
  )
}

export const Credits = ({ value, places = 0 }: { value: number | undefined; places?: number }) =>
  value === undefined ? (
    <Unknown why="not reported" />
  ) : (
    <Aligned value={value} places={places}>
      {formatCredits(value)}
    </Aligned>
  )

export const Unknown = ({ why }: { why: string }) => (
  <span title={why} className="text-quiet">
    <span aria-hidden>–</span>
    <span className="sr-only">{why}</span>
  </span>
)

const Loading = () => (
  <span className="text-quiet">
    <span aria-hidden>…</span>
    <span className="sr-only">being read</span>
  </span>
)

/** Stands for the columns out of view. */
const Blank = () => <td aria-hidden className={cell} />

/** Stands for the rows out of view. */
/** Enough for the longest numbers, in pixels, so that no column changes its width while others scroll by. */
const widthOf = (characters: number) =>
  Math.ceil(Math.max(characters, '30 Sep 2026 ↓'.length) * 7.4) + 24
