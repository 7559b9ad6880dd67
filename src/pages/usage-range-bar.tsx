import { useQuery } from '@tanstack/react-query'
import { CalendarDays } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { details } from '../api/queries.ts'
import { formatRange, utcDay, utcEnd, type DayRange } from '../lib/dates.ts'
import { inputClass } from '../ui/field.tsx'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { usage } from './usage-query.ts'
import type { Preset } from './usage-ranges.ts'
import { overRange, type UsageSearch } from './usage-search.ts'

const RangeForm = lazy(() => import('./usage-range-form.tsx'))

const chip =
  'inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-sm text-quiet hover:bg-raised hover:text-text aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent max-sm:h-11'

/** Which days. Presets are links, on phones a choice; typed days name the last one included. */
export function UsageRangeBar({
  offered,
  rolling,
  created,
  search,
  linkTo,
  onChange,
}: {
  offered: Preset[]
  /** The days of a link without any, as far as they are known. */
  rolling: DayRange | undefined
  /** The first day there can be usage, as soon as it is known. */
  created: string | undefined
  search: UsageSearch
  linkTo: (search: UsageSearch) => string
  onChange: (search: UsageSearch) => void
}) {
  // A press shows at once, while the days that it leads to are still to come.
  const [pressed, press] = useState({ range: search.range, at: search })
  const range = pressed.at === search ? pressed.range : search.range
  const isShown = (one: Preset['range']) =>
    one !== null &&
    one?.from === range?.from &&
    one?.to === range?.to &&
    (range?.words === undefined || one?.words === range.words)
  // Two may mean the same days.
  const current = offered.find((preset) => isShown(preset.range))
  const custom =
    range && range.from < range.to && !current ? formatRange(range.from, range.to) : undefined

  return (
    <nav
      aria-label="Range"
      className="-my-2 flex gap-1 py-1 max-sm:gap-2 sm:-mx-2.5 sm:flex-wrap print:hidden"
    >
      <select
        aria-label="Range"
        className={`${inputClass} min-w-0 flex-1 sm:hidden`}
        value={current?.label ?? ''}
        onChange={({ target }) => {
          const chosen = offered.find(({ label }) => label === target.value)
          if (!chosen || chosen.range === null) return
          press({ range: chosen.range, at: search })
          onChange(over(search, chosen, chosen.range))
        }}
      >
        {custom && <option value="">{custom}</option>}
        {offered.map(({ label, range }) => (
          <option key={label} disabled={range === null}>
            {label}
          </option>
        ))}
      </select>
      {offered.map((preset) => {
        const { label, range } = preset
        return range === null ? (
          // Its place, so that nothing moves when it is known.
          <span key={label} aria-hidden className={`${chip} invisible max-sm:hidden`}>
            {label}
          </span>
        ) : (
          <Link
            key={label}
            to={linkTo(over(search, preset, range))}
            preventScrollReset
            onClick={({ metaKey, ctrlKey, shiftKey }) => {
              if (!metaKey && !ctrlKey && !shiftKey) press({ range, at: search })
            }}
            aria-current={preset === current || undefined}
            className={`${chip} max-sm:hidden`}
          >
            {label}
          </Link>
        )
      })}
      <Popover
        wide
        label={custom ? `Custom range: ${custom}` : 'Custom range'}
        current={custom !== undefined}
        trigger={
          <>
            <CalendarDays size={16} aria-hidden />
            <span className="max-sm:hidden">{custom ?? 'Custom'}</span>
            <span className="sm:hidden">Custom</span>
          </>
        }
        triggerClass={chip}
      >
        <Suspense fallback={<Skeleton className="m-2 h-68 max-sm:h-80" />}>
          <RangeForm
            range={range ?? rolling}
            created={created}
            onChange={(next) => onChange(overRange(search, next))}
          />
        </Suspense>
      </Popover>
    </nav>
  )
}

const over = (search: UsageSearch, { interval }: Preset, range: UsageSearch['range']) => ({
  ...overRange(search, range),
  ...(interval && { interval }),
})

/** The UTC day on which an organization was created, as soon as it is known. */
export function useFirstDay(organization: string): string | undefined {
  const { data } = useQuery(details(organization))
  return data && utcDay(data.creation_date)
}

/** The current subscription period and the organization's first day, as soon as they are known; null where there is none. */
export function useKnownRanges(organization: string) {
  const { data, errorUpdateCount } = useQuery(
    usage(organization, { range: undefined, interval: 'month' }),
  )
  // As long as it is tried again, too.
  const cannotBe = data !== undefined || errorUpdateCount > 0
  const created = useFirstDay(organization)
  const points = data && !Array.isArray(data) ? data.data_organization : []
  const [first, last] = [points[0], points.at(-1)]
  const [from, to] = [first && utcDay(first.start_date), last && utcEnd(last.end_date)]
  return useMemo(
    () => ({ created, period: from && to ? { from, to } : cannotBe ? null : undefined }),
    [created, from, to, cannotBe],
  )
}
