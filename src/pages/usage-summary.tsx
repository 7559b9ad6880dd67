import { useQuery } from '@tanstack/react-query'
import type { OrganizationUsage } from '#contract/resources.ts'
import { details } from '../api/queries.ts'
import { comparedRanges, compareUsage, type Mover } from '../charts/usage-comparison.ts'
import { forecast } from '../charts/usage-forecast.ts'
import { usageSentence } from '../charts/usage-sentence.ts'
import type { Interval, UsageSeries } from '../charts/usage-series.ts'
import { formatCount } from '../lib/counts.ts'
import { formatCredits, formatShare } from '../lib/credits.ts'
import {
  addDays,
  formatBucket,
  formatDay,
  formatRange,
  today,
  type DayRange,
} from '../lib/dates.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { usage } from './usage-query.ts'
import type { UsageSearch } from './usage-search.ts'

interface SummaryProps {
  organization: string
  search: UsageSearch
  series: UsageSeries
  interval: Interval
  /** The half-open days that are shown. */
  days: DayRange
}

/** The chart in words and figures: the totals, how they compare, where they lead, and whether they add up. */
export function UsageSummary(props: SummaryProps) {
  const { series, interval, days } = props
  const compared = useComparison(props)
  const outlook = useForecast(props)
  const deleted = series.rows.find(({ kind }) => kind === 'deleted')
  const projects = series.rows.filter(({ kind }) => kind === 'project').length
  return (
    <div className="grid gap-4">
      <dl className="flex flex-wrap gap-x-10 gap-y-3">
        <Fact
          label={`Total, ${formatRange(days.from, days.to)} (UTC)`}
          credits={series.organization.total}
        />
        <div>
          <dt className="text-xs text-quiet">Projects</dt>
          <dd className="text-2xl font-semibold tabular-nums">{formatCount(projects)}</dd>
        </div>
        <Fact label="In deleted projects" credits={deleted?.total} share={deleted?.share} />
        {outlook && (
          <Fact
            label={`Forecast to ${formatDay(addDays(days.to, -1))} (UTC)`}
            credits={estimate(outlook.expected)}
          />
        )}
      </dl>
      <div className="grid gap-1">
        {/* As high as it will be when the comparison is there. */}
        <p className="max-sm:min-h-15">{usageSentence(series, compared)}</p>
        {outlook && (
          <p className="text-sm text-quiet">
            The forecast holds if the last {Math.min(7, outlook.finishedDays)} finished days
            continue
            {outlook.low < outlook.high &&
              `; at the pace of their quietest or busiest three days it is ${formatCredits(estimate(outlook.low))} to ${formatCredits(estimate(outlook.high))}`}
            .
          </p>
        )}
        <Reconciliation series={series} interval={interval} />
      </div>
      <div className="min-h-5">
        {compared?.failed && (
          <p className="flex flex-wrap items-center gap-3 text-sm text-quiet">
            The days before could not be read. {compared.failed.error?.message}
            <Button
              pending={compared.failed.isFetching}
              onClick={() => void compared.failed.refetch()}
            >
              Try again
            </Button>
          </p>
        )}
        {compared?.comparison && compared.comparison.movers.length > 0 && (
          <Movers movers={compared.comparison.movers} days={compared.days} />
        )}
      </div>
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

/**
 * The finished days that are shown against as many before them. By month both answers are small, however long they are.
 * Undefined until both are there, and where nothing can be compared: the chart doesn't wait for it.
 */
function useComparison({ organization, days }: SummaryProps) {
  const created = useQuery(details(organization)).data?.creation_date.slice(0, 10)
  const ranges = comparedRanges(days, today())
  const possible = ranges !== undefined && created !== undefined && created <= ranges.previous.from
  const current = useQuery({
    ...usage(organization, { range: ranges?.current, interval: 'month' }),
    enabled: possible,
  })
  const previous = useQuery({
    ...usage(organization, { range: ranges?.previous, interval: 'month' }),
    enabled: possible,
  })
  const failed = [current, previous].find(({ isError }) => isError)
  if (failed) return { failed }
  if (!possible || !isUsage(current.data) || !isUsage(previous.data)) return undefined
  return { comparison: compareUsage(current.data, previous.data), days: ranges.days }
}

/** An estimate has no digits that mean nothing: four that count, and whole credits above that. */
const estimate = (credits: number) =>
  Math.abs(credits) >= 1000 ? Math.round(credits) : Number(credits.toPrecision(4))

/** Where the current subscription period leads; no other range has an end that matters. */
function useForecast({ organization, search, days }: SummaryProps) {
  const isCurrent = search.range === undefined
  const { data } = useQuery({
    ...usage(organization, { range: undefined, interval: 'day' }),
    enabled: isCurrent,
  })
  if (!isCurrent || !isUsage(data)) return undefined
  const reported = data.data_organization.map(({ start_date, value }) => ({
    start: start_date.slice(0, 10),
    value,
  }))
  return forecast(reported, days, today())
}

const isUsage = (data: unknown): data is OrganizationUsage =>
  data !== undefined && !Array.isArray(data)

const moverKinds = { new: 'none before', gone: 'none now' } as const

function Movers({ movers, days }: { movers: Mover[]; days: number }) {
  return (
    <details>
      <summary className="w-fit rounded-md text-sm font-medium">
        The biggest changes against the {days === 1 ? 'day' : `${formatCount(days)} days`} before
      </summary>
      <ul className="mt-2 grid max-w-[640px] gap-1">
        {movers.map(({ id, name, kind, difference, ratio }) => (
          <li key={id} className="flex flex-wrap gap-x-3 text-sm tabular-nums">
            <span className="min-w-0 flex-1 basis-40 truncate">{name}</span>
            <span>
              {signed(difference, formatCredits)} credits
              <span className="inline-block min-w-24 text-end text-quiet">
                {kind === 'changed'
                  ? ratio !== undefined && signed(ratio, formatShare)
                  : moverKinds[kind]}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

const signed = (value: number, format: (value: number) => string) =>
  `${value > 0 ? '+' : '−'}${format(Math.abs(value))}`

const nouns = {
  day: ['day', 'days'],
  week: ['week', 'weeks'],
  month: ['month', 'months'],
} as const

/** The parts that a server sends need not add up to its whole; people should know before they rely on either. */
function Reconciliation({ series, interval }: { series: UsageSeries; interval: Interval }) {
  const { matches, of, difference, mismatched } = series.reconciliation
  const [one, many] = nouns[interval]
  if (of === 0) return null
  if (matches === of)
    return (
      <p className="text-sm text-quiet">
        Projects and deleted projects add up to the organization in{' '}
        {of === 1 ? `the one ${one}` : `all ${formatCount(of)} ${many}`}.
      </p>
    )
  const named = mismatched
    .slice(0, 3)
    .flatMap((index) => series.buckets[index] ?? [])
    .map(({ start, end }) => formatBucket(start, end))
  return (
    <Notice tone="warning">
      Projects and deleted projects add up to the organization in {formatCount(matches)} of{' '}
      {formatCount(of)} {many}, not in {named.join(', ')}
      {mismatched.length > named.length &&
        ` and ${formatCount(mismatched.length - named.length)} more`}
      .{' '}
      {difference === 0
        ? 'Over the whole range they do.'
        : `Over the whole range the organization is ${formatCredits(Math.abs(difference))} credits ${difference > 0 ? 'higher' : 'lower'}.`}
    </Notice>
  )
}
