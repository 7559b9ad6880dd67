import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  formatCredits,
  formatCreditsUnit,
  formatShare,
  formatSigned,
  placesOf,
} from '../lib/credits.ts'
import { formatLocalEdges, formatRange } from '../lib/dates.ts'
import { Aligned } from './aligned.tsx'
import { countedParts, type BucketSummary } from './bucket-summary.ts'
import { Swatch } from './swatch.tsx'
import { cutWords } from './usage-series.ts'

/** Pixels; wider where changes are shown. */
const narrow = 288
const wide = 416

/**
 * The exact numbers of a bucket, at the other end of the plot, so that what stands beside it stays in sight; on phones
 * under the chart, where no finger is. `insets` are the plot's, in pixels.
 */
export function UsageTooltip({
  summary,
  isLeft,
  insets,
  pinned,
  part,
  other,
  onLetGo,
}: {
  summary: BucketSummary
  /** The bucket is in the left half of the plot. */
  isLeft: boolean
  insets: { left: number; right: number }
  /** It stays until it is let go. */
  pinned: boolean
  /** Id of the part that is read. */
  part: string | undefined
  /** What is pointed at beside what is pinned, in words. */
  other: string | undefined
  onLetGo: () => void
}) {
  const { bucket, nouns, beginsPeriod, total, before, since, parts, shown, notReported } = summary
  const local = formatLocalEdges(bucket.start, bucket.end)
  const places = mostPlaces(parts.map(({ value }) => value))
  const changePlaces = mostPlaces(parts.map(({ change = 0 }) => change))
  return (
    <div
      className="pointer-events-none absolute z-10 rounded-md border border-line bg-raised px-3 py-2 shadow-floating max-sm:inset-x-0! max-sm:top-full! max-sm:w-auto! print:hidden"
      style={{
        top: 8,
        width: `min(${before ? wide : narrow}px, 50%)`,
        ...(isLeft ? { right: insets.right } : { left: insets.left }),
      }}
    >
      {/* The live region says the same. */}
      <div aria-hidden>
        <p
          className={`flex justify-between gap-3 text-sm font-medium ${pinned ? 'pr-7 max-sm:pr-10' : ''}`}
        >
          <span>{formatRange(bucket.start, bucket.end)}</span>
          <span className="text-xs font-normal text-quiet">{pinned ? 'Pinned, UTC' : 'UTC'}</span>
        </p>
        {pinned && <p className="pr-7 text-right text-quiet max-sm:pr-10">Esc or ✕ to let go</p>}
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
              <Line label={formatRange(before.start, before.end)}>
                {formatCreditsUnit(before.total)}
              </Line>
              <Line label="Change">
                {formatSigned(before.change, formatCreditsUnit)}
                {before.ratio !== undefined && `, ${formatSigned(before.ratio, formatShare)}`}
              </Line>
            </>
          )}
          {shown && (
            <Line label={`Shown, ${shown.count}`}>
              {shown.value === undefined ? 'not reported' : formatCreditsUnit(shown.value)}
            </Line>
          )}
          {since !== undefined && (
            <Line label="Since the range began">{formatCreditsUnit(since)}</Line>
          )}
        </dl>
        <ul
          className={`mt-1 grid gap-x-2 border-t border-line pt-1 leading-5 tabular-nums empty:hidden ${before ? withChanges : 'grid-cols-[auto_minmax(0,1fr)_auto_auto]'}`}
        >
          {parts.map(({ id, name, color, value, share, change, ratio }) => (
            <li key={id} className={`contents ${id === part ? 'font-semibold' : ''}`}>
              <span className="self-center">
                <Swatch color={color} />
              </span>
              <span className="truncate">{name}</span>
              <span className="text-right">
                <Aligned value={value} places={places}>
                  {formatCredits(value)}
                </Aligned>
              </span>
              <span className="text-right text-quiet">
                {share !== undefined && formatShare(share)}
              </span>
              {before && (
                <>
                  <span className="text-right text-quiet">
                    {change !== undefined && (
                      <Aligned value={change} places={changePlaces}>
                        {formatSigned(change, formatCredits)}
                      </Aligned>
                    )}
                  </span>
                  <span className="text-right text-quiet max-lg:hidden">
                    {ratio !== undefined && formatSigned(ratio, formatShare)}
                  </span>
                </>
              )}
            </li>
          ))}
          {notReported > 0 && (
            <li className="col-span-full text-quiet">
              {countedParts(notReported, nouns)} not reported
            </li>
          )}
        </ul>
        {other && <p className="mt-1 border-t border-line pt-1">{other}</p>}
      </div>
      {pinned && (
        <button
          type="button"
          aria-label={`Let go of ${formatRange(bucket.start, bucket.end)}`}
          onClick={({ currentTarget }) => {
            currentTarget.closest<HTMLElement>('[role=application]')?.focus()
            onLetGo()
          }}
          className="pointer-events-auto absolute top-1 right-1 grid size-8 place-items-center rounded-md text-quiet hover:bg-surface hover:text-text max-sm:size-11"
        >
          <X size={16} aria-hidden />
        </button>
      )}
    </div>
  )
}

const withChanges =
  'grid-cols-[auto_minmax(0,1fr)_auto_auto_auto_auto] max-lg:grid-cols-[auto_minmax(0,1fr)_auto_auto_auto]'

const mostPlaces = (values: number[]) => Math.max(0, ...values.map(placesOf))

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-3">
      <dt>{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  )
}
