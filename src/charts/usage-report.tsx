import { useSyncExternalStore } from 'react'
import { formatCredits, formatShare, formatSigned } from '../lib/credits.ts'
import { formatBucket, formatDay } from '../lib/dates.ts'
import { capitalized } from '../lib/names.ts'
import type { Change, Mover, UsageComparison } from './usage-comparison.ts'
import { cutWords, nounsOf, type Interval, type UsageSeries } from './usage-series.ts'

// The media query changes too late for what is rendered then to be on the paper, `beforeprint` comes in time.
const paper = matchMedia('print')
let printing = false
const onPaper = (listener: () => void) => {
  const change = ({ type }: Event) => {
    printing = type === 'beforeprint'
    listener()
  }
  addEventListener('beforeprint', change)
  addEventListener('afterprint', change)
  paper.addEventListener('change', listener)
  return () => {
    removeEventListener('beforeprint', change)
    removeEventListener('afterprint', change)
    paper.removeEventListener('change', listener)
  }
}

/**
 * On paper alone: the totals of every row, of which the table on the screen has only those in sight, what moved most, and
 * the whole by bucket.
 */
export function UsageReport({
  series,
  interval,
  comparison,
  against,
}: {
  series: UsageSeries
  interval: Interval
  comparison: UsageComparison | undefined
  /** The days that are compared with: "the 30 days before". */
  against: string
}) {
  const isPrinted = useSyncExternalStore(onPaper, () => printing || paper.matches)
  if (!isPrinted) return null
  const { rows, organization } = series
  const { one, whole } = nounsOf(series)
  const line = (
    name: string,
    total: number | undefined,
    share: number | undefined,
    change: Change | undefined,
  ) => (
    <>
      <th scope="row" className="border-b border-line py-1 text-left font-normal">
        {name}
      </th>
      <td className={number}>{total === undefined ? 'not reported' : formatCredits(total)}</td>
      <td className={number}>{share !== undefined && formatShare(share)}</td>
      {comparison && (
        <>
          <td className={number}>{change && formatSigned(change.difference, formatCredits)}</td>
          <td className={number}>
            {change?.ratio !== undefined && formatSigned(change.ratio, formatShare)}
          </td>
        </>
      )}
    </>
  )
  return (
    // In a grid what follows a table of several sheets would lie over its end.
    <div className="space-y-6">
      {comparison && comparison.movers.length > 0 && (
        <Movers movers={comparison.movers} against={against} />
      )}
      <table className="w-full text-sm">
        <caption className="pb-2 text-left text-quiet">Credits by {one}</caption>
        <thead className="text-xs text-quiet">
          <tr>
            <th className="text-left font-medium">{capitalized(one)}</th>
            <th className="text-right font-medium">Credits</th>
            <th className="text-right font-medium">Share</th>
            {comparison && (
              <th colSpan={2} className="text-right font-medium">
                Against {against}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {/* First, so that it never stands alone on the last sheet. */}
          <tr className="font-medium">
            {line(whole, organization.total, organization.total ? 1 : undefined, comparison?.total)}
          </tr>
          {rows.map(({ id, name, total, share }) => (
            <tr key={id} className="break-inside-avoid">
              {line(name, total, share, comparison?.changes.get(id))}
            </tr>
          ))}
        </tbody>
      </table>
      <Buckets series={series} interval={interval} />
    </div>
  )
}

function Movers({ movers, against }: { movers: Mover[]; against: string }) {
  return (
    <section className="break-inside-avoid text-sm">
      <h2 className="pb-2 text-quiet">The biggest changes against {against}</h2>
      <ul>
        {movers.map(({ id, name, difference, ratio }) => (
          <li key={id} className={entry}>
            <span>{name}</span>
            <span>
              {formatSigned(difference, formatCredits)} credits
              {ratio !== undefined && `, ${formatSigned(ratio, formatShare)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The credits of each bucket that has begun, in columns. */
function Buckets({
  series: { buckets, organization },
  interval,
}: {
  series: UsageSeries
  interval: Interval
}) {
  return (
    <section className="text-sm">
      <h2 className="pb-2 text-quiet">Credits by {interval} (UTC)</h2>
      <ul className="columns-3 gap-x-8">
        {buckets.map((bucket, index) => {
          const { start, end, state } = bucket
          const value = organization.values[index]
          if (state === 'future') return null
          return (
            <li key={start} className={entry}>
              <span>
                {interval === 'day' ? formatDay(start) : formatBucket(start, end)}
                {bucket.cut !== undefined && `, ${cutWords(bucket)}`}
                {state === 'unfinished' && ', so far'}
              </span>
              <span>{value === undefined ? 'not reported' : formatCredits(value)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const entry = 'flex break-inside-avoid justify-between gap-3 border-b border-line py-1 tabular-nums'

const number = 'border-b border-line py-1 text-right tabular-nums'
