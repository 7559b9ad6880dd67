/** What the usage of one organization and that of all of them show alike. */
import { Link, useSearchParams } from 'react-router'
import type { UsageSeries } from '../charts/usage-series.ts'
import { formatCount } from '../lib/counts.ts'
import { addDays, daysBetween, formatDay, today, type DayRange } from '../lib/dates.ts'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { isRangeUnread, overRange, type UsageSearch } from './usage-search.ts'

export const intervalNames = { day: 'By day', week: 'By week', month: 'By month' } as const

export type LinkTo = (search: UsageSearch) => string

/** The half-open days of a series; undefined where it has none. */
export function daysOf({ buckets }: UsageSeries): DayRange | undefined {
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  return first && last && { from: first.start, to: last.end }
}

/** A link whose days nobody can read shows others, and says so. */
export function UnreadRange({ rolling }: { rolling: string }) {
  const [params] = useSearchParams()
  if (!isRangeUnread(params)) return null
  const said = ['range', 'from', 'to'].flatMap((name) => params.get(name) ?? [])
  return (
    <Notice tone="warning">
      The days of this link ({said.join(', ')}) can’t be read, so {rolling} is shown.
    </Notice>
  )
}

const mostBars = 400

/** Bars of a pixel or two can be seen, but not read. */
export function TooManyBars({ search, linkTo }: { search: UsageSearch; linkTo: LinkTo }) {
  const { range, interval } = search
  const days = range ? daysBetween(range.from, range.to) : 0
  if (interval !== 'day' || days <= mostBars) return null
  return (
    <Notice
      action={
        <Link
          to={linkTo({ ...search, interval: 'month' })}
          preventScrollReset
          className={buttonClass()}
        >
          Show by month
        </Link>
      }
    >
      {formatCount(days)} days are hard to tell apart. By month they are easier to read.
    </Notice>
  )
}

/**
 * What is shown without days (`rolling`), and the widest range that makes sense: usage can be older than the presets
 * reach. `created` is the first day there can be any.
 */
export function OtherRanges({
  search,
  created,
  rolling,
  linkTo,
}: {
  search: UsageSearch
  created: string | undefined
  rolling: string
  linkTo: LinkTo
}) {
  const link = (range: UsageSearch['range'], text: string) => (
    <Link to={linkTo(overRange(search, range))} className={buttonClass('secondary')}>
      {text}
    </Link>
  )
  return (
    <div className="flex flex-wrap justify-center gap-2">
      {search.range && link(undefined, `Show ${rolling}`)}
      {created &&
        !(search.range && search.range.from <= created && search.range.to > today()) &&
        link({ from: created, to: addDays(today(), 1) }, `Show all since ${formatDay(created)}`)}
    </div>
  )
}

export function UsageLoading() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-6">
      <Skeleton className="h-38 w-full max-w-[640px]" />
      <Skeleton className="h-8 w-full max-sm:h-24" />
      <Skeleton className="h-60 w-full sm:h-80" />
      <Skeleton className="h-96 w-full" />
    </div>
  )
}
