import { useSyncExternalStore } from 'react'
import { formatCredits, formatShare, formatSigned } from '../lib/credits.ts'
import { capitalized } from '../lib/names.ts'
import type { UsageComparison } from './usage-comparison.ts'
import { nounsOf, type UsageSeries } from './usage-series.ts'

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

/** On paper alone: the totals of every row, of which the table on the screen has only those in sight. */
export function UsageReport({
  series,
  comparison,
  against,
}: {
  series: UsageSeries
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
    difference: number | undefined,
  ) => (
    <>
      <th scope="row" className="border-b border-line py-1 text-left font-normal">
        {name}
      </th>
      <td className={number}>{total === undefined ? 'not reported' : formatCredits(total)}</td>
      <td className={number}>{share !== undefined && formatShare(share)}</td>
      {comparison && (
        <td className={number}>
          {difference !== undefined && formatSigned(difference, formatCredits)}
        </td>
      )}
    </>
  )
  return (
    <table className="w-full text-sm">
      <caption className="pb-2 text-left text-quiet">Credits by {one}</caption>
      <thead className="text-xs text-quiet">
        <tr>
          <th className="text-left font-medium">{capitalized(one)}</th>
          <th className="text-right font-medium">Credits</th>
          <th className="text-right font-medium">Share</th>
          {comparison && <th className="text-right font-medium">Against {against}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, total, share }) => (
          <tr key={id} className="break-inside-avoid">
            {line(name, total, share, comparison?.changes.get(id)?.difference)}
          </tr>
        ))}
      </tbody>
      {/* Once, and not at the foot of each sheet. */}
      <tfoot className="table-row-group font-medium">
        <tr>
          {line(
            whole,
            organization.total,
            organization.total ? 1 : undefined,
            comparison?.total?.difference,
          )}
        </tr>
      </tfoot>
    </table>
  )
}

const number = 'border-b border-line py-1 text-right tabular-nums'
