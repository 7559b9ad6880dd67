import type { ReactNode } from 'react'
import { budgetCrossing, budgetSentence } from '../charts/usage-budget.ts'
import type { Mover } from '../charts/usage-comparison.ts'
import { estimate } from '../charts/usage-forecast.ts'
import { silenceOf } from '../charts/usage-across.ts'
import { usageSentence } from '../charts/usage-sentence.ts'
import { missingLine, wholeLine } from '../charts/usage-export.ts'
import { nounsOf, type Bucket, type Interval, type UsageSeries } from '../charts/usage-series.ts'
import { formatCount } from '../lib/counts.ts'
import {
  formatCredits,
  formatCreditsUnit,
  formatShare,
  formatSigned,
  sumCredits,
} from '../lib/credits.ts'
import { addDays, daysBetween, formatDay, formatRange, today, type DayRange } from '../lib/dates.ts'
import { capitalized } from '../lib/names.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Compared, Outlook } from './usage-comparison-query.ts'

/** The chart in words and figures: the totals, how they compare, where they lead, and whether they add up. */
export function UsageSummary({
  series,
  interval,
  days,
  compared,
  outlook,
  budget,
  filtered,
}: {
  series: UsageSeries
  interval: Interval
  /** The half-open days that are shown. */
  days: DayRange
  compared: Compared
  outlook: Outlook
  budget: number | undefined
  /** Whether only some parts are drawn, to which these words don't hold. */
  filtered: boolean
}) {
  const { comparison, failed } = compared
  const { forecast, pace } = outlook
  const deleted = series.rows.find(({ kind }) => kind === 'deleted')
  const projects = series.rows.filter(({ kind }) => kind === 'project').length
  const perDay = meanPerDay(series, days, compared)
  const { many } = nounsOf(series)
  const scope = filtered ? `all ${many}` : undefined
  return (
    <div className="grid gap-4">
      <Sentence
        label={`Total, ${formatRange(days.from, days.to)} (UTC)`}
        total={series.organization.total}
      >
        {usageSentence(
          series,
          comparison && { comparison, days: compared.days, before: compared.named },
        )}
      </Sentence>
      <dl className="flex flex-wrap gap-x-10 gap-y-3">
        {perDay !== undefined && <Fact label="Per finished day" credits={estimate(perDay)} />}
        <div>
          <dt className="text-xs text-quiet">{capitalized(many)}</dt>
          <dd className="text-2xl font-semibold tabular-nums">{formatCount(projects)}</dd>
        </div>
        {!series.across && (
          <Fact label="In deleted projects" credits={deleted?.total} share={deleted?.share} />
        )}
        {forecast && (
          <Fact
            label={`Forecast to ${formatDay(addDays(days.to, -1))} (UTC)`}
            credits={estimate(forecast.expected)}
          />
        )}
      </dl>
      <div className="grid gap-1">
        {forecast && pace && (
          <Quiet>
            The forecast{scope && ` of ${scope}`} holds if the last {pace.days} finished days
            continue
            {forecast.low < forecast.high &&
              `; at the pace of their quietest or busiest three days in a row it is ${formatCredits(estimate(forecast.low))} to ${formatCredits(estimate(forecast.high))}`}
            .
          </Quiet>
        )}
        {budget !== undefined && !outlook.pending && !outlook.failed && (
          <Quiet>
            {budgetSentence(
              budgetCrossing(series, budget, {
                today: today(),
                end: days.to,
                pace,
              }),
              budget,
              { of: scope },
            )}
          </Quiet>
        )}
        {series.across ? (
          <Completeness series={series} across={series.across} interval={interval} />
        ) : (
          <Reconciliation series={series} interval={interval} />
        )}
      </div>
      <div className={`print:hidden ${compared.whyNot && !outlook.failed ? 'hidden' : 'min-h-5'}`}>
        {failed && <Failed what="The days before" {...failed} />}
        {outlook.failed && <Failed what="The days that make the pace" {...outlook.failed} />}
        {comparison && comparison.movers.length > 0 && (
          <Movers movers={comparison.movers} against={compared.against} />
        )}
      </div>
    </div>
  )
}

function Failed({
  what,
  error,
  isFetching = false,
  refetch,
}: {
  what: string
  error: Error
  isFetching?: boolean | undefined
  refetch: () => unknown
}) {
  return (
    <p className="flex flex-wrap items-center gap-3 text-sm text-quiet">
      {what} could not be read. {error.message}
      <Button pending={isFetching} onClick={() => void refetch()}>
        Try again
      </Button>
    </p>
  )
}

const Quiet = ({ children }: { children: ReactNode }) => (
  <p className="text-sm text-quiet">{children}</p>
)

/** Over the finished days since there could be any credits, if all of them are reported; the same in steps of any length. */
function meanPerDay(
  { buckets, organization }: UsageSeries,
  { from, to }: DayRange,
  { firstDay = from, finished }: Compared,
): number | undefined {
  const [first, end] = [firstDay > from ? firstDay : from, to < today() ? to : today()]
  const days = daysBetween(first, end)
  if (days <= 0) return undefined
  const isOpaque = ({ state, start, end }: Bucket) =>
    state === 'unfinished' && daysBetween(start, end) > 1
  const known = buckets.flatMap(({ state, end }, index) =>
    state === 'finished' && end > first ? [organization.values[index]] : [],
  )
  if (known.includes(undefined)) return undefined
  const credits = buckets.some(isOpaque) ? finished : sumCredits(known.map((value = 0) => value))
  return credits === undefined ? undefined : credits / days
}

/** The sentence begins with the total, which stands out. */
function Sentence({
  label,
  total,
  children,
}: {
  label: string
  total: number | undefined
  children: string
}) {
  const credits = total === undefined ? '' : formatCreditsUnit(total)
  return (
    <div>
      <p className="text-xs text-quiet">{label}</p>
      {/* As high as it will be when the comparison is there. */}
      <p className="max-sm:min-h-21">
        <span className="text-2xl font-semibold tabular-nums">{credits}</span>
        {children.slice(credits.length)}
      </p>
    </div>
  )
}

function Fact({
  label,
  credits,
  share,
}: {
  label: string
  /** Undefined where the server reported nothing. */
  credits: number | undefined
  share?: number | undefined
}) {
  return (
    <div>
      <dt className="text-xs text-quiet">{label}</dt>
      {credits === undefined ? (
        <dd className="text-lg/9 text-quiet">Not reported</dd>
      ) : (
        <dd className="text-2xl font-semibold tabular-nums">
          {formatCredits(credits)}{' '}
          <span className="text-base font-normal">
            credits{share ? `, ${formatShare(share)}` : ''}
          </span>
        </dd>
      )}
    </div>
  )
}

function Movers({ movers, against }: { movers: Mover[]; against: string }) {
  return (
    <details>
      <summary className="w-fit rounded-md text-sm font-medium">
        The biggest changes against {against}
      </summary>
      <ul className="mt-2 grid max-w-[640px] gap-1">
        {movers.map(({ id, name, difference, ...mover }) => (
          <li key={id} className="flex flex-wrap gap-x-3 text-sm tabular-nums">
            <span className="min-w-0 flex-1 basis-40 truncate">{name}</span>
            <span>
              {formatSigned(difference, formatCredits)} credits
              <span className="inline-block min-w-24 text-end text-quiet">
                {againstBefore(mover)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function againstBefore({ kind, ratio }: Pick<Mover, 'kind' | 'ratio'>) {
  if (kind === 'gone') return 'none now'
  if (kind === 'new') return 'new'
  return ratio !== undefined && formatSigned(ratio, formatShare)
}

/** Of which organizations the total is, and where those report nothing. */
function Completeness({
  series,
  across,
  interval,
}: {
  series: UsageSeries
  across: NonNullable<UsageSeries['across']>
  interval: Interval
}) {
  const silence = silenceOf(series)
  return (
    <>
      <Quiet>{missingLine(across)}</Quiet>
      {silence.buckets > 0 && (
        <Notice tone="warning">
          {formatCount(silence.organizations)} of them{' '}
          {silence.organizations === 1 ? 'reports' : 'report'} nothing for{' '}
          {formatCount(silence.buckets)} {nouns[interval][silence.buckets === 1 ? 0 : 1]}: there the
          total is that of the others.
        </Notice>
      )}
    </>
  )
}

const nouns = {
  day: ['day', 'days'],
  week: ['week', 'weeks'],
  month: ['month', 'months'],
} as const

/** The parts that a server sends need not add up to its whole; people should know before they rely on either. */
function Reconciliation(of: { series: UsageSeries; interval: Interval }) {
  const { matches, of: all } = of.series.reconciliation
  if (all === 0) return null
  const line = wholeLine(of)
  return matches === all ? <Quiet>{line}</Quiet> : <Notice tone="warning">{line}</Notice>
}
