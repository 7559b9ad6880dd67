import { useId, useState } from 'react'
import { formatCredits, sumCredits } from '../lib/credits.ts'
import {
  addDays,
  daysBetween,
  formatBucket,
  formatDay,
  formatRange,
  formatWhen,
  utcDay,
  utcEnd,
  type DayRange,
} from '../lib/dates.ts'
import { Empty } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import type { UsageMetrics } from './usage-reading.ts'

/** The usage of a server that tells it in the older form: by kind of object and metric, as it was sent. */
export function MetricsView({ metrics }: { metrics: UsageMetrics }) {
  const shown = shownMetrics(metrics)
  return (
    <>
      <Notice>
        This server reports usage in an older form, by kind of object and metric and not by project.
        These are its numbers as it sent them. For credits by project it needs a newer version of
        the API.
      </Notice>
      {shown.every(({ days }) => !days) ? (
        <Empty>The server reported no usage at all for this range.</Empty>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
          {shown.map((metric, index) => (
            <Card key={index} {...metric} />
          ))}
        </div>
      )}
    </>
  )
}

interface Metric {
  name: string
  /** The kind of object it was measured for. */
  object: string
  /** Undefined where no document tells it. */
  unit: string | undefined
  /** By their first day. */
  spans: Span[]
  /** Undefined where nothing is reported of it. */
  days: DayRange | undefined
  /** Undefined where adding up might make no sense. */
  total: number | undefined
}

/** Half-open UTC days. */
interface Span {
  start: string
  end: string
  value: number
}

/** What is measured over time and adds up; of the volumes the documents tell no unit. */
const additive = new Map([
  ['credits', { name: 'Credits', unit: 'credits' }],
  ['input_volume', { name: 'Input volume', unit: undefined }],
  ['output_volume', { name: 'Output volume', unit: undefined }],
])

const objects = new Map([
  ['deployment_version', 'Deployment versions'],
  ['pipeline_version', 'Pipeline versions'],
])

/** What is known of each metric. */
export function shownMetrics(metrics: UsageMetrics): Metric[] {
  return metrics.map(({ object_type, metric, usage }) => {
    const spans = usage.map(span).toSorted((a, b) => (a.start < b.start ? -1 : 1))
    const [first] = spans
    const known = additive.get(metric)
    const last = spans.reduce((end, span) => (span.end > end ? span.end : end), '')
    return {
      name: known?.name ?? metric,
      object: objects.get(object_type) ?? object_type,
      unit: known?.unit,
      spans,
      days: first && { from: first.start, to: last },
      total:
        (known && first) || spans.length === 1
          ? sumCredits(spans.map(({ value }) => value))
          : undefined,
    }
  })
}

function span({ start_date, end_date, value }: UsageMetrics[number]['usage'][number]): Span {
  const [start, end] = [utcDay(start_date), utcEnd(end_date)]
  return { start, end: end > start ? end : addDays(start, 1), value }
}

function Card({ name, object, unit, spans, days, total }: Metric) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid content-start gap-2">
      <h2 id={id} className="text-lg font-semibold break-words">
        {name}
        <span className="block text-sm font-normal text-quiet">{object}</span>
      </h2>
      {days ? (
        <Figures {...{ name, unit, spans, days, total }} />
      ) : (
        <p className="text-quiet">Nothing reported</p>
      )}
    </section>
  )
}

function Figures({
  name,
  unit,
  spans,
  days,
  total,
}: Omit<Metric, 'object' | 'days'> & { days: DayRange }) {
  const highest = spans.reduce((most, span) => (span.value > most.value ? span : most))
  return (
    <>
      <dl>
        <dt className="text-xs text-quiet">
          {total === undefined ? 'Highest, ' : 'Total, '}
          {formatRange(days.from, days.to)} (UTC)
        </dt>
        <dd className="text-2xl font-semibold tabular-nums">
          {formatCredits(total ?? highest.value)}{' '}
          {unit && <span className="text-base font-normal">{unit}</span>}
        </dd>
      </dl>
      {spans.length > 1 && <Drawing name={name} spans={spans} days={days} highest={highest} />}
      <Numbers name={name} spans={spans} />
    </>
  )
}

const HEIGHT = 40
/** More bars than this stand without gaps, which would only shimmer. */
const MOST_GAPS = 100

/** Bars over the days, as wide as their spans. */
function Drawing({
  name,
  spans,
  days,
  highest,
}: Pick<Metric, 'name' | 'spans'> & { days: DayRange; highest: Span }) {
  const count = daysBetween(days.from, days.to)
  const values = spans.map(({ value }) => value)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const y = (value: number) => ((high - value) / (high - low || 1)) * HEIGHT
  const gap = spans.length > MOST_GAPS ? 0 : 0.2
  const bars = spans.map(({ start, end, value }) => {
    const width = daysBetween(start, end)
    const left = daysBetween(days.from, start) + (width * gap) / 2
    return `M${left} ${y(0)}V${y(value)}h${width * (1 - gap)}V${y(0)}Z`
  })
  return (
    <figure className="m-0 grid gap-1 text-xs text-quiet">
      <svg
        role="img"
        aria-label={`${name}: highest ${formatWhen(highest.start, highest.end)}, with ${formatCredits(highest.value)}. The numbers below are the same.`}
        viewBox={`0 0 ${count} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-20 w-full"
      >
        <path d={bars.join('')} fill="var(--chart-1)" />
        <path
          d={`M0 ${y(0)}H${count}`}
          stroke="var(--text-quiet)"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="flex justify-between">
        <span>{formatDay(days.from)}</span>
        <span>{formatDay(addDays(days.to, -1))}</span>
      </figcaption>
    </figure>
  )
}

const line = 'h-8 border-b border-line'

function Numbers({ name, spans }: Pick<Metric, 'name' | 'spans'>) {
  // Years of days are many rows, which nobody may want to see.
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="w-fit rounded-md text-sm font-medium max-sm:py-3">The numbers</summary>
      {open && (
        <div
          role="region"
          aria-label={`${name}, numbers`}
          tabIndex={0}
          className="mt-2 max-h-96 overflow-auto"
        >
          <table className="w-full text-sm tabular-nums">
            <thead className="sticky top-0 bg-surface text-xs text-quiet">
              <tr>
                <th scope="col" className={`${line} text-start font-medium`}>
                  Days (UTC)
                </th>
                <th scope="col" className={`${line} text-end font-medium`}>
                  {name}
                </th>
              </tr>
            </thead>
            <tbody>
              {spans.map(({ start, end, value }, index) => (
                <tr key={index}>
                  <th scope="row" className={`${line} text-start font-normal`}>
                    {formatBucket(start, end)}
                  </th>
                  <td className={`${line} text-end`}>{formatCredits(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
}
