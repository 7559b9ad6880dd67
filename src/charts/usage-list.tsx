import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId, useMemo, useState, type ReactNode } from 'react'
import { formatCount } from '../lib/counts.ts'
import { formatShare } from '../lib/credits.ts'
import { formatBucket, formatDay } from '../lib/dates.ts'
import { capitalized } from '../lib/names.ts'
import { Button } from '../ui/button.tsx'
import { usePressed } from '../ui/use-pressed.ts'
import { Swatch } from './swatch.tsx'
import type { UsageRow, Values } from './usage-series.ts'
import { cutWords, nounsOf } from './usage-series.ts'
import { nextSort, sortedRows } from './usage-sort.ts'
import { ChangeCell, Credits, loading, Unknown, type UsageTableProps } from './usage-table.tsx'

/** So many rows at a time. */
const page = 100

/** `UsageTable` on a phone: a line a row with its total and share, and its change and buckets once they are wanted. */
export default function UsageList(props: UsageTableProps) {
  const { series, drawing, caption, comparison, awaited, columns = [] } = props
  const { hideEmpty, sort, onSort } = props
  const { organization } = series
  const [open, setOpen] = useState<string>()
  const [most, setMost] = useState(page)
  const changes = comparison?.changes
  const rows = useMemo(() => {
    const sorted = sortedRows(series, sort, changes, columns)
    return hideEmpty ? sorted.filter(({ total }) => total) : sorted
  }, [series, sort, changes, columns, hideEmpty])
  const { one, many, whole } = nounsOf(series)
  const line = { ...props, columns, open, onOpen: setOpen }
  const sorts = (column: string, text: string, look: string) => (
    <th
      scope="col"
      aria-sort={
        sort.column === column ? (sort.descending ? 'descending' : 'ascending') : undefined
      }
      className={`border-b border-line font-medium ${look}`}
    >
      <button
        type="button"
        className={`h-11 ${sort.column === column ? 'text-text' : ''}`}
        onClick={() => onSort(nextSort(sort, column))}
      >
        {text}
        {sort.column === column && <span aria-hidden>{sort.descending ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  )
  return (
    <div className="grid gap-3 text-sm print:hidden">
      <table className="w-full table-fixed border-separate border-spacing-0">
        <caption className="pb-1 text-left text-quiet">{caption}</caption>
        <thead className="text-xs text-quiet">
          <tr>
            {sorts('name', capitalized(one), 'text-left')}
            {sorts('total', 'Total', 'w-28 text-right')}
            <th scope="col" className="w-16 border-b border-line text-right font-medium">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <Line
              key={row.id}
              {...line}
              {...row}
              row={row}
              change={changes?.get(row.id)}
              lacking={comparison?.lacking?.get(row.id)}
              awaited={awaited}
            />
          ))}
        </tbody>
        <tfoot className="font-medium">
          {drawing.filtered && (
            <Line
              {...line}
              id=":shown"
              name={`Shown, ${drawing.shown.count}`}
              values={drawing.shown.values}
              total={drawing.shown.total}
              share={
                organization.total && drawing.shown.total !== undefined
                  ? drawing.shown.total / organization.total
                  : undefined
              }
            />
          )}
          <Line
            {...line}
            id=":whole"
            name={whole}
            {...organization}
            share={organization.total ? 1 : undefined}
            change={comparison?.total && { ...comparison.total, kind: 'changed' }}
          />
        </tfoot>
      </table>
      {rows.length > most && (
        <Button onClick={() => setMost(most + page)}>
          Show more of {formatCount(rows.length)} {many}
        </Button>
      )}
    </div>
  )
}

type LineProps = Pick<UsageTableProps, 'series' | 'interval' | 'drawing' | 'link' | 'against'> &
  Pick<UsageTableProps, 'active' | 'onActive' | 'onToggle' | 'onIsolate'> & {
    id: string
    name: string
    values: Values
    total: number | undefined
    share: number | undefined
    change?: Parameters<typeof ChangeCell>[0] | undefined
    /** Why there is none. */
    lacking?: string | undefined
    awaited?: boolean
    columns: NonNullable<UsageTableProps['columns']>
    /** Undefined for a line at the foot. */
    row?: UsageRow
    /** Id of the line that shows its buckets. */
    open: string | undefined
    onOpen: (id: string | undefined) => void
  }

function Line(props: LineProps) {
  const { id, name, total, share, row, drawing, open, onOpen, onToggle } = props
  const details = useId()
  const isOpen = open === id
  const color = drawing.colors.get(id)
  const [shown, press] = usePressed(color !== undefined, () => onToggle(id))
  const Arrow = isOpen ? ChevronDown : ChevronRight
  const number = `${isOpen ? '' : 'border-b border-line'} text-right tabular-nums`
  return (
    <>
      <tr className={row && !shown ? 'text-quiet' : ''}>
        <th
          scope="row"
          aria-label={name}
          className={`${isOpen ? '' : 'border-b border-line'} text-left ${row ? 'font-normal' : 'font-medium'}`}
        >
          <span className="flex items-center">
            {row && (
              <label className="flex h-11 shrink-0 items-center gap-2 pr-2">
                <input
                  type="checkbox"
                  checked={shown}
                  onChange={() => press(!shown)}
                  aria-label={`Show ${name} in the chart`}
                  className="accent-accent"
                />
                <Swatch color={shown ? color : undefined} />
              </label>
            )}
            <button
              type="button"
              aria-expanded={isOpen}
              aria-controls={details}
              onClick={() => onOpen(isOpen ? undefined : id)}
              className="flex min-h-11 min-w-0 flex-1 items-center gap-1 text-left"
            >
              <span className="min-w-0 wrap-anywhere">{name}</span>
              <Arrow size={16} aria-hidden className="shrink-0 text-quiet" />
            </button>
          </span>
        </th>
        <td className={number}>
          <Credits value={total} />
        </td>
        <td className={number}>{share !== undefined && formatShare(share)}</td>
      </tr>
      {isOpen && (
        <tr>
          <td id={details} colSpan={3} className="border-b border-line pb-3">
            <Details {...props} />
          </td>
        </tr>
      )}
    </>
  )
}

/** What the columns of the table say of a row. */
function Details({
  id,
  name,
  values,
  change,
  lacking,
  awaited,
  columns,
  row,
  series,
  interval,
  against,
  link,
  active,
  onActive,
  onIsolate,
}: LineProps) {
  return (
    <div className="grid gap-2">
      {row && (
        <div className="flex flex-wrap items-center gap-3">
          <Button onClick={() => onIsolate(id)}>Show only {name}</Button>
          {link?.(row)}
        </div>
      )}
      <dl className="grid gap-1">
        {(change || lacking || awaited) && (
          <Fact label={against ? `Against ${against}` : 'Change'}>
            {change ? <ChangeCell {...change} /> : (lacking ?? 'being read')}
          </Fact>
        )}
        {columns.map(({ id: column, label, values: further, noTotal }) => {
          if (!row)
            return (
              noTotal && (
                <Fact key={column} label={label}>
                  {noTotal.why}
                </Fact>
              )
            )
          const value = further.has(id) ? further.get(id) : loading
          return (
            <Fact key={column} label={label}>
              {value === undefined ? (
                <Unknown why="could not be read" />
              ) : value === loading ? (
                'being read'
              ) : (
                formatCount(Number(value))
              )}
            </Fact>
          )
        })}
      </dl>
      <ul aria-label={`${name} by ${interval}`} className="max-h-80 overflow-y-auto">
        {series.buckets.map((bucket, index) => {
          const pinned = active?.pinned === true && active.bucket === index
          const notes = [cutWords(bucket), bucket.state === 'unfinished' && 'so far']
          return (
            <li key={bucket.start}>
              <button
                type="button"
                aria-pressed={pinned}
                onClick={() =>
                  onActive({ bucket: index, part: row?.id, by: 'elsewhere', pinned: !pinned })
                }
                className="flex min-h-11 w-full items-center justify-between gap-3 rounded-md px-2 text-left aria-pressed:bg-raised"
              >
                <span>
                  {interval === 'day'
                    ? formatDay(bucket.start)
                    : formatBucket(bucket.start, bucket.end)}{' '}
                  <span className="text-xs text-quiet">{notes.filter(Boolean).join(', ')}</span>
                </span>
                <span className="tabular-nums">
                  {bucket.state === 'future' ? 'not yet' : <Credits value={values[index]} />}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex justify-between gap-3">
    <dt className="text-quiet">{label}</dt>
    <dd className="text-right tabular-nums">{children}</dd>
  </div>
)
