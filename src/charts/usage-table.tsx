import { memo, useId, useMemo, useRef, type ReactNode } from 'react'
import { useVirtualizer, type Range } from '@tanstack/react-virtual'
import { formatCredits, formatShare } from '../lib/credits.ts'
import { formatBucket, formatDay, formatRange } from '../lib/dates.ts'
import { Swatch } from './swatch.tsx'
import type { Bucket, Color, Interval, UsageSeries, Values } from './usage-series.ts'

/** From this many cells on, only the columns around those in view are in the document. */
const manyCells = 4000
/** Columns come and go by so many, so that most steps of a scroll change nothing. */
const chunk = 8

/**
 * The numbers of `UsageChart` as a table: a row a project by rank, a column a bucket, the organization at its foot.
 * `caption` names what is counted, with its unit and range: "Credits by project, 1–31 May 2026 (UTC)".
 */
export function UsageTable({
  series,
  interval,
  caption,
}: {
  series: UsageSeries
  interval: Interval
  caption: string
}) {
  const { buckets, rows, organization } = series
  const captionId = useId()
  const region = useRef<HTMLDivElement>(null)
  const { totalWidth, width } = useMemo(() => columnWidths(series), [series])
  const windowed = (rows.length + 2) * buckets.length > manyCells
  const virtualizer = useVirtualizer({
    horizontal: true,
    count: buckets.length,
    getScrollElement: () => region.current,
    estimateSize: () => width,
    // The sticky first column hides what scrolls under it, so the buckets may begin at the region's left edge.
    scrollMargin: totalWidth + shareWidth,
    initialRect: { width: 1280, height: 0 },
    overscan: windowed ? chunk : buckets.length,
    rangeExtractor: wholeChunks,
  })
  const items = virtualizer.getVirtualItems()
  const first = items.at(0)?.index ?? 0
  const last = items.at(-1)?.index ?? -1
  const before = first * width
  const after = (buckets.length - 1 - last) * width

  return (
    <div
      ref={region}
      role="region"
      aria-labelledby={captionId}
      tabIndex={0}
      className="relative isolate max-h-[70vh] overflow-auto text-sm"
    >
      <table
        aria-colcount={buckets.length + fixedColumns}
        className="table-fixed border-separate border-spacing-0"
        style={{
          width: `calc(${nameWidth} + ${totalWidth + shareWidth + width * buckets.length}px)`,
        }}
      >
        <caption id={captionId} className="pb-2 text-left text-quiet">
          <span className="sticky left-0">{caption}</span>
        </caption>
        <colgroup>
          <col style={{ width: nameWidth }} />
          <col style={{ width: totalWidth }} />
          <col style={{ width: shareWidth }} />
          {before > 0 && <col style={{ width: before }} />}
          <col span={last - first + 1} style={{ width }} />
          {after > 0 && <col style={{ width: after }} />}
        </colgroup>
        <thead className="sticky top-0 z-20 bg-surface text-xs text-quiet">
          <tr>
            <Heading column={1} className="sticky left-0 bg-surface text-left">
              Project
            </Heading>
            <Heading column={2}>Total</Heading>
            <Heading column={3}>Share</Heading>
            {before > 0 && <Blank />}
            {buckets.slice(first, last + 1).map((bucket, index) => (
              <Heading
                key={bucket.start}
                column={first + index + fixedColumns + 1}
                title={`${formatRange(bucket.start, bucket.end)} (UTC)`}
              >
                {interval === 'day'
                  ? formatDay(bucket.start)
                  : formatBucket(bucket.start, bucket.end)}
                {bucket.state === 'unfinished' && <span className="block">so far</span>}
              </Heading>
            ))}
            {after > 0 && <Blank />}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, ...row }) => (
            <Row key={id} {...row} buckets={buckets} first={first} last={last} />
          ))}
        </tbody>
        <tfoot className="sticky bottom-0 z-20 bg-surface font-medium [&_:is(td,th)]:border-t">
          <Row
            name="Organization"
            values={organization.values}
            total={organization.total}
            share={organization.total ? 1 : undefined}
            buckets={buckets}
            first={first}
            last={last}
          />
        </tfoot>
      </table>
    </div>
  )
}

function wholeChunks({ startIndex, endIndex, overscan, count }: Range): number[] {
  const first = Math.max(0, Math.floor((startIndex - overscan) / chunk) * chunk)
  const end = Math.min(count, Math.ceil((endIndex + overscan + 1) / chunk) * chunk)
  return Array.from({ length: end - first }, (_, index) => first + index)
}

/** Name, total and share come before the buckets. */
const fixedColumns = 3
const nameWidth = 'min(16rem, 40vw)'
const shareWidth = 76

const cell = 'border-b border-line px-3'
const number = `${cell} text-right whitespace-nowrap tabular-nums`

function Heading({
  column,
  title,
  className = 'text-right',
  children,
}: {
  column: number
  title?: string
  className?: string
  children: ReactNode
}) {
  return (
    <th
      scope="col"
      aria-colindex={column}
      title={title}
      className={`${cell} py-1.5 align-bottom font-medium ${className}`}
    >
      {children}
    </th>
  )
}

/** One series, with its cells for the buckets `first` to `last`. */
const Row = memo(function Row({
  name,
  color,
  values,
  total,
  share,
  buckets,
  first,
  last,
}: {
  name: string
  color?: Color
  values: Values
  total: number | undefined
  share: number | undefined
  buckets: Bucket[]
  first: number
  last: number
}) {
  return (
    <tr className="h-8">
      <th
        scope="row"
        aria-colindex={1}
        title={name}
        className={`${cell} sticky left-0 z-10 bg-surface text-left ${color ? 'font-normal' : 'font-medium'}`}
      >
        <span className="flex items-center gap-2">
          {color && <Swatch color={color} />}
          <span className="truncate">{name}</span>
        </span>
      </th>
      <td aria-colindex={2} className={`${number} font-medium`}>
        <Credits value={total} />
      </td>
      <td aria-colindex={3} className={number}>
        {share !== undefined && formatShare(share)}
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
    </tr>
  )
})

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

/** Enough for the longest numbers, in pixels, so that no column changes its width while others scroll by. */
function columnWidths({ rows, organization }: UsageSeries): { totalWidth: number; width: number } {
  const all = [...rows, organization]
  const totals = all.map(({ total }) => total)
  const values = all.flatMap(({ values }) => values)
  return { totalWidth: widthOf(totals), width: widthOf(values) }
}

function widthOf(numbers: Values): number {
  let longest = '3 Mar 2026'.length
  for (const value of numbers) {
    if (value === undefined) continue
    const separators = Math.max(0, Math.floor(Math.log10(Math.abs(value)) / 3))
    longest = Math.max(longest, String(value).length + separators)
  }
  return Math.ceil(longest * 7.8) + 24
}
