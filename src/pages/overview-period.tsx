import { Link } from 'react-router'
import { Sparkline } from '../charts/sparkline.tsx'
import { daysLacking } from '../charts/usage-comparison.ts'
import { estimate, fewestDays, forecast, usagePace } from '../charts/usage-forecast.ts'
import type { UsageRow, UsageSeries } from '../charts/usage-series.ts'
import { UnreadRows } from '../components/unread-rows.tsx'
import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatCreditsUnit, formatShare } from '../lib/credits.ts'
import { addDays, daysBetween, formatDay, formatRange, today, type DayRange } from '../lib/dates.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { wholePeriod } from './organization-figures.ts'
import type { UsageAnswer } from './usage-reading.ts'

/** The usage of the current subscription period, by day: how far it is, where it leads, and who uses most. */
export function Period({ organization, usage }: { organization: string; usage: UsageAnswer }) {
  return (
    <div className="grid gap-4">
      <UnreadRows unread={usage.unread} />
      {usage.kind === 'series' ? (
        <Figures usage={usage} />
      ) : (
        <Notice>This server reports usage in an older form, without credits by project.</Notice>
      )}
      {/* Without a range of its own it shows the period that is current then. */}
      <Link
        to={paths.usage(organization)}
        className={`${buttonClass('secondary')} justify-self-start`}
      >
        See the usage of this period
      </Link>
    </div>
  )
}

function Figures({ usage }: { usage: Extract<UsageAnswer, { kind: 'series' }> }) {
  const { series, unreadBuckets } = usage
  const { buckets, organization, rows } = series
  const [first, last] = [buckets[0], buckets.at(-1)]
  if (!first || !last) return <p className="text-quiet">No usage was reported for this period.</p>
  const range = wholePeriod({ from: first.start, to: last.end }, today())
  const isOver = range.to <= today()
  // That some could not be read is said above.
  const lack = unreadBuckets === undefined ? lackOf(series, range) : undefined
  return (
    <>
      <Progress {...range} />
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <p>
          {organization.total === undefined ? (
            <span className="text-lg text-quiet">Not reported</span>
          ) : (
            <>
              <span className="text-2xl font-semibold tabular-nums">
                {formatCredits(organization.total)}
              </span>{' '}
              {organization.total === 1 ? 'credit' : 'credits'} {isOver ? 'in all' : 'so far'}
            </>
          )}
          {lack && <span className="block text-sm text-quiet">{lack}</span>}
        </p>
        <Trend series={series} />
      </div>
      <Outlook series={series} range={range} />
      <Biggest
        rows={rows}
        none={
          organization.total !== undefined &&
          `No project has used credits in this period${isOver ? '' : ' yet'}.`
        }
      />
    </>
  )
}

/** How many of its finished days the answer leaves out, in words. */
function lackOf({ buckets, organization }: UsageSeries, { from, to }: DayRange) {
  const points = buckets.flatMap(({ start, end }, index) => {
    const value = organization.values[index]
    return value === undefined ? [] : [{ start_date: start, end_date: end, value }]
  })
  return daysLacking(points, { from, to: to < today() ? to : today() })
}

/** How many of its days have begun. */
function Progress({ from, to }: DayRange) {
  const all = daysBetween(from, to)
  const begun = Math.min(all, Math.max(0, daysBetween(from, today()) + 1))
  const left = all - begun
  return (
    <div className="grid gap-1.5 text-sm">
      <p>{formatRange(from, to)} (UTC)</p>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-line">
        <div className="h-full bg-accent" style={{ width: `${(100 * begun) / all}%` }} />
      </div>
      <p className="text-quiet tabular-nums">
        {to <= today()
          ? 'This period is over.'
          : begun === 0
            ? 'This period has not begun.'
            : `Day ${begun} of ${all}, ${left === 0 ? 'the last one' : `${left} ${left === 1 ? 'day' : 'days'} left`}`}
      </p>
    </div>
  )
}

function Trend({ series: { buckets, organization } }: { series: UsageSeries }) {
  const begun = buckets.filter(({ state }) => state !== 'future')
  const values = organization.values.slice(0, begun.length)
  const known = values.filter((value) => value !== undefined)
  const [first, last] = [begun[0], begun.at(-1)]
  if (!first || !last || known.length < 2) return null
  const least = formatCredits(Math.min(...known))
  const most = formatCreditsUnit(Math.max(...known))
  return (
    <Sparkline
      values={values}
      running={last.state === 'unfinished'}
      label={`Credits a day, ${formatRange(first.start, last.end)} (UTC): from ${least} to ${most}`}
      className="h-10 w-48"
    />
  )
}

/** Where the period leads, or why that can't be said. */
function Outlook({ series, range }: { series: UsageSeries; range: DayRange }) {
  if (range.to <= today()) return null
  const days = series.buckets.map(({ start }, index) => ({
    start,
    value: series.organization.values[index],
  }))
  const outlook = forecast(days, range, today())
  const pace = usagePace(days, range, today())
  if (!outlook || !pace)
    return (
      <p className="text-sm text-quiet">
        {daysBetween(range.from, today()) < fewestDays
          ? `A forecast follows when ${fewestDays} days of the period are over.`
          : 'There is no forecast: not all days that are over are reported.'}
      </p>
    )
  const lastDay = addDays(range.to, -1)
  return (
    <p className="text-sm">
      Forecast: about{' '}
      <strong className="font-semibold tabular-nums">
        {formatCreditsUnit(estimate(outlook.expected))}
      </strong>{' '}
      by {lastDay === today() ? 'the end of today (UTC)' : formatDay(lastDay)} if the last{' '}
      {pace.days} finished days continue
      {outlook.low < outlook.high &&
        `; ${formatCredits(estimate(outlook.low))} to ${formatCredits(estimate(outlook.high))} at the pace of their quietest or busiest three days in a row`}
      .
    </p>
  )
}

const MOST_NAMED = 3

function Biggest({
  rows,
  none,
}: {
  rows: UsageRow[]
  /** Said where no project has used anything; false where that isn't known. */
  none: string | false
}) {
  const using = rows.filter(({ kind, total = 0 }) => kind === 'project' && total > 0)
  if (using.length === 0) return none && <p className="text-sm text-quiet">{none}</p>
  return (
    <div className="grid gap-1">
      <h3 className="text-xs text-quiet">
        {using.length > MOST_NAMED
          ? `The biggest of ${formatCount(using.length)} projects with usage`
          : 'Projects with usage'}
      </h3>
      <ol className="grid gap-1">
        {using.slice(0, MOST_NAMED).map(({ id, name, total = 0, share }) => (
          <li key={id} className="flex gap-x-3 text-sm">
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="tabular-nums">{formatCreditsUnit(total)}</span>
            <span className="w-14 text-end text-quiet tabular-nums">
              {share === undefined ? '' : formatShare(share)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
