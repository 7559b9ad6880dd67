import { formatCredits, formatCreditsUnit, formatShare, formatSigned } from '../lib/credits.ts'
import { formatLocalEdges, formatRange } from '../lib/dates.ts'
import { projects, type BucketSummary } from './bucket-summary.ts'
import { Swatch } from './swatch.tsx'

/**
 * The exact numbers of the bucket at `index` of `count`, beside it; on phones under the chart, where no finger is.
 * `insets` are the plot's, in pixels.
 */
export function UsageTooltip({
  summary,
  index,
  count,
  insets,
  pinned,
  part,
  since,
}: {
  summary: BucketSummary
  index: number
  count: number
  insets: { left: number; right: number }
  /** It stays until it is let go. */
  pinned: boolean
  /** Id of the part that is read. */
  part: string | undefined
  /** Credits since the range began, where that is what is drawn. */
  since: number | undefined
}) {
  const { bucket, beginsPeriod, total, change, parts, more, shown, notReported } = summary
  const local = formatLocalEdges(bucket.start, bucket.end)
  const plot = `(100% - ${insets.left + insets.right}px)`
  const center = `${insets.left}px + ${plot} * ${(index + 0.5) / count}`
  const aside = `min(${plot} * ${0.5 / count}, 3rem) + 8px`
  const compared = change !== undefined
  return (
    <div
      // The live region says the same.
      aria-hidden
      className={`pointer-events-none absolute z-10 rounded-md border border-line bg-raised px-3 py-2 shadow-floating max-sm:inset-x-0! max-sm:top-full! max-sm:w-auto! ${compared ? 'w-88' : 'w-72'}`}
      style={{
        top: 8,
        left:
          index + 0.5 < count / 2
            ? `min(${center} + ${aside}, 100% - ${compared ? 22 : 18}rem)`
            : `max(${center} - (${aside}) - ${compared ? 22 : 18}rem, 0px)`,
      }}
    >
      <p className="flex justify-between gap-3 text-sm font-medium">
        <span>{formatRange(bucket.start, bucket.end)}</span>
        <span className="text-xs font-normal text-quiet">{pinned ? 'Pinned, UTC' : 'UTC'}</span>
      </p>
      {local && <p className="text-quiet">{local}</p>}
      {beginsPeriod && <p className="text-quiet">A subscription period begins here</p>}
      <dl className="mt-1 font-medium">
        <Line label={bucket.state === 'unfinished' ? 'Organization, so far' : 'Organization'}>
          {bucket.state === 'future'
            ? 'not yet'
            : total === undefined
              ? 'not reported'
              : formatCreditsUnit(total)}
        </Line>
        {compared && (
          <Line label="Against the days before">{formatSigned(change, formatCredits)}</Line>
        )}
        {since !== undefined && bucket.state !== 'future' && (
          <Line label="Since the range began">{formatCredits(since)}</Line>
        )}
        {shown && (
          <Line label={`Shown, ${shown.rows} of ${shown.of} rows`}>
            {shown.value === undefined ? 'not reported' : formatCredits(shown.value)}
          </Line>
        )}
      </dl>
      <ul className="mt-1 border-t border-line pt-1 empty:hidden">
        {parts.map(({ row, color, value, share, change }) => (
          <li
            key={row.id}
            className={`flex items-center gap-1.5 leading-5 ${row.id === part ? 'font-semibold' : ''}`}
          >
            <Swatch color={color} />
            <span className="min-w-0 flex-1 truncate">{row.name}</span>
            <span className="tabular-nums">{formatCredits(value)}</span>
            <span className="w-11 text-right text-quiet tabular-nums">
              {share !== undefined && formatShare(share)}
            </span>
            {compared && (
              <span className="w-16 text-right text-quiet tabular-nums">
                {change !== undefined && formatSigned(change, formatCredits)}
              </span>
            )}
          </li>
        ))}
        {more && (
          <li className="flex gap-1.5 leading-5 text-quiet">
            <span className="flex-1">and {more.count} more</span>
            <span className="tabular-nums">{formatCredits(more.value)}</span>
            <span className="w-11" />
            {compared && <span className="w-16" />}
          </li>
        )}
        {notReported > 0 && (
          <li className="leading-5 text-quiet">{projects(notReported)} not reported</li>
        )}
      </ul>
    </div>
  )
}

function Line({ label, children }: { label: string; children: string }) {
  return (
    <div className="flex justify-between gap-3">
      <dt>{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  )
}
