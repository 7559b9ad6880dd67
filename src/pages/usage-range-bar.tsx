import { useQuery } from '@tanstack/react-query'
import { CalendarDays } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'
import { details } from '../api/queries.ts'
import { addDays, formatRange, today, utcDay, utcEnd, type DayRange } from '../lib/dates.ts'
import { parseTypedRange } from '../lib/typed-range.ts'
import { Button } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { Popover } from '../ui/popover.tsx'
import { usage } from './usage-query.ts'
import type { Preset } from './usage-ranges.ts'
import { overRange, parseUsageSearch, type UsageSearch } from './usage-search.ts'

const chip =
  'inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-sm text-quiet hover:bg-raised hover:text-text aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent max-sm:h-11'

/** Which days. Presets are links; typed days name the last one included. */
export function UsageRangeBar({
  offered,
  rolling,
  search,
  linkTo,
  onChange,
}: {
  offered: Preset[]
  /** The days of a link without any, as far as they are known. */
  rolling: DayRange | undefined
  search: UsageSearch
  linkTo: (search: UsageSearch) => string
  onChange: (search: UsageSearch) => void
}) {
  const { range } = search
  const isShown = (one: Preset['range']) =>
    one !== null && one?.from === range?.from && one?.to === range?.to
  const custom =
    range && range.from < range.to && !offered.some((preset) => isShown(preset.range))
      ? formatRange(range.from, range.to)
      : undefined

  // On a phone the row is wider than the screen: the range that is shown is brought into sight.
  const row = useRef<HTMLElement>(null)
  const shown = offered.find((preset) => isShown(preset.range))?.label ?? custom
  useLayoutEffect(() => {
    const current = row.current?.querySelector<HTMLElement>('[aria-current]')
    if (!row.current || !current || !shown) return
    row.current.scrollLeft = current.offsetLeft - row.current.offsetLeft - 16
  }, [shown])

  return (
    <nav
      ref={row}
      aria-label="Range"
      className="-mx-4 -my-2 flex gap-1 overflow-x-auto px-4 py-1 sm:-mx-2.5 sm:flex-wrap sm:px-0 print:hidden"
    >
      {offered.map(({ label, range, interval }) =>
        range === null ? (
          // Its place, so that nothing moves when it is known.
          <span key={label} aria-hidden className={`${chip} invisible`}>
            {label}
          </span>
        ) : (
          <Link
            key={label}
            to={linkTo({ ...overRange(search, range), ...(interval && { interval }) })}
            preventScrollReset
            aria-current={isShown(range) || undefined}
            className={chip}
          >
            {label}
          </Link>
        ),
      )}
      <Popover
        wide
        label={custom ? `Custom range: ${custom}` : 'Custom range'}
        current={custom !== undefined}
        trigger={
          <>
            <CalendarDays size={16} aria-hidden />
            {custom ?? 'Custom'}
          </>
        }
        triggerClass={chip}
      >
        <RangeForm
          range={range ?? rolling}
          onChange={(next) => onChange(overRange(search, next))}
        />
      </Popover>
    </nav>
  )
}

/** The UTC day on which an organization was created, as soon as it is known. */
export function useFirstDay(organization: string): string | undefined {
  const { data } = useQuery(details(organization))
  return data && utcDay(data.creation_date)
}

/** The current subscription period and the organization's first day, as soon as they are known. */
export function useKnownRanges(organization: string) {
  const { data } = useQuery(usage(organization, { range: undefined, interval: 'month' }))
  const created = useFirstDay(organization)
  const points = data && !Array.isArray(data) ? data.data_organization : []
  const [first, last] = [points[0], points.at(-1)]
  const [from, to] = [first && utcDay(first.start_date), last && utcEnd(last.end_date)]
  return useMemo(
    () => ({ created, period: from && to ? { from, to } : undefined }),
    [created, from, to],
  )
}

/** A range in words fills the days that it means; changing a day takes the words away: the days are what counts. */
function RangeForm({
  range,
  onChange,
}: {
  range: UsageSearch['range']
  onChange: (range: UsageSearch['range']) => void
}) {
  const [words, setWords] = useState('')
  const [first, setFirst] = useState(range?.from ?? '')
  const [last, setLast] = useState(range ? addDays(range.to, -1) : '')
  const [problem, setProblem] = useState<string>()
  const meant = parseTypedRange(words, today())
  const unclear = words.trim() !== '' && !meant

  const say = (text: string) => {
    setWords(text)
    setProblem(undefined)
    const range = parseTypedRange(text, today())
    if (!range) return
    setFirst(range.from)
    setLast(addDays(range.to, -1))
  }
  const days = (label: string, value: string, set: (day: string) => void) => (
    <label className="grid gap-1 text-xs text-quiet">
      {label}
      <input
        type="date"
        value={value}
        max="9999-12-30"
        onChange={({ target }) => {
          set(target.value)
          setWords('')
          setProblem(undefined)
        }}
        aria-invalid={problem && !unclear ? true : undefined}
        aria-describedby={problem && 'range-problem'}
        className={inputClass}
      />
    </label>
  )
  return (
    <form
      noValidate
      className="grid gap-3 p-2"
      onSubmit={(event) => {
        event.preventDefault()
        const found = unclear
          ? 'These words mean no days. Give others, or the days themselves.'
          : whyNotDays(first, last)
        setProblem(found)
        if (found) return
        onChange({ from: first, to: addDays(last, 1) })
        event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
      }}
    >
      <label className="grid gap-1 text-xs text-quiet">
        In words
        <input
          value={words}
          // The panel is opened for this.
          autoFocus
          autoComplete="off"
          placeholder="last 3 months, Q2 2026, since 1 June"
          onChange={({ target }) => say(target.value)}
          aria-invalid={problem && unclear ? true : undefined}
          className={inputClass}
        />
        <span role="status" className="min-h-4">
          {unclear ? 'Not understood yet.' : meant && `${formatRange(meant.from, meant.to)} (UTC)`}
        </span>
      </label>
      {days('First day (UTC)', first, setFirst)}
      {days('Last day (UTC)', last, setLast)}
      {problem && (
        <p id="range-problem" role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      <Button type="submit" variant="primary">
        Show
      </Button>
    </form>
  )
}

/** Why these days can't be shown, in words; undefined where they can. */
function whyNotDays(first: string, last: string): string | undefined {
  if (!first || !last) return 'Give the first and the last day.'
  if (last < first) return 'The last day is before the first. Swap them.'
  if (first > today()) return 'The first day is in the future: there is no usage yet.'
  const params = new URLSearchParams({ from: first, to: last })
  const readable = first === last || parseUsageSearch(params).range
  return readable ? undefined : 'These days cannot be shown. Give years from 0001 to 9999.'
}
