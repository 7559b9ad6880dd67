import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatCreditsUnit, formatShare, formatSigned } from '../lib/credits.ts'
import { formatLocalEdges, formatRange } from '../lib/dates.ts'
import { countedParts, type BucketSummary } from './bucket-summary.ts'
import { Swatch } from './swatch.tsx'
import { cutWords } from './usage-series.ts'

/** Pixels; wider where changes are shown. */
const narrow = 288
const wide = 352

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
}: {
  summary: BucketSummary
  index: number
  count: number
  insets: { left: number; right: number }
  /** It stays until it is let go. */
  pinned: boolean
  /** Id of the part that is read. */
  part: string | undefined
}) {
  const { bucket, nouns, beginsPeriod, total, before, since, parts, shown, notReported } = summary
  const local = formatLocalEdges(bucket.start, bucket.end)
  const plot = `(100% - ${insets.left + insets.right}px)`
  const center = `${insets.left}px + ${plot} * ${(index + 0.5) / count}`
  const aside = `min(${plot} * ${0.5 / count}, 48px) + 8px`
  const width = before ? wide : narrow
  return (
    <div
      // The live region says the same.
      aria-hidden
      className="pointer-events-none absolute z-10 rounded-md border border-line bg-raised px-3 py-2 shadow-floating max-sm:inset-x-0! max-sm:top-full! max-sm:w-auto! print:hidden"
      style={{
        top: 8,
        width,
        left:
          index + 0.5 < count / 2
            ? `min(${center} + ${aside}, 100% - ${width}px)`
            : `max(${center} - (${aside}) - ${width}px, 0px)`,
      }}
    >
      <p className="flex justify-between gap-3 text-sm font-medium">
        <span>{formatRange(bucket.start, bucket.end)}</span>
        <span className="text-xs font-normal text-quiet">{pinned ? 'Pinned, UTC' : 'UTC'}</span>
      </p>
      {bucket.cut !== undefined && (
        <p className="text-quiet">{cutWords(bucket)} of this week are in the range</p>
      )}
      {local && <p className="text-quiet">{local}</p>}
      {beginsPeriod && <p className="text-quiet">A subscription period begins here</p>}
      <dl className="mt-1 font-medium">
        <Line label={bucket.state === 'unfinished' ? `${nouns.whole}, so far` : nouns.whole}>
          {bucket.state === 'future'
            ? 'not yet'
            : total === undefined
              ? 'not reported'
              : formatCreditsUnit(total)}
        </Line>
        {before && (
          <>
            <Line label={formatRange(before.start, before.end)}>{formatCredits(before.total)}</Line>
            <Line label="Change">{formatSigned(before.change, formatCredits)}</Line>
          </>
        )}
        {shown && (
          <Line label={`Shown, ${formatCount(shown.rows)} of ${formatCount(shown.of)} rows`}>
            {shown.value === undefined ? 'not reported' : formatCredits(shown.value)}
          </Line>
        )}
        {since !== undefined && <Line label="Since the range began">{formatCredits(since)}</Line>}
      </dl>
      <ul className="mt-1 border-t border-line pt-1 empty:hidden">
        {parts.map(({ id, name, color, value, share, change }) => (
          <li
            key={id}
            className={`flex items-center gap-1.5 leading-5 ${id === part ? 'font-semibold' : ''}`}
          >
            <Swatch color={color} />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="tabular-nums">{formatCredits(value)}</span>
            <span className="w-11 text-right text-quiet tabular-nums">
              {share !== undefined && formatShare(share)}
            </span>
            {before && (
              <span className="w-16 text-right text-quiet tabular-nums">
                {change !== undefined && formatSigned(change, formatCredits)}
              </span>
            )}
          </li>
        ))}
        {notReported > 0 && (
          <li className="leading-5 text-quiet">{countedParts(notReported, nouns)} not reported</li>
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
