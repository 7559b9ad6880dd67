import { useState } from 'react'
import { Link } from 'react-router'
import { addDays } from '../lib/dates.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { presets } from './usage-ranges.ts'
import {
  defaultInterval,
  parseUsageSearch,
  usageSearchParams,
  type UsageSearch,
} from './usage-search.ts'

const intervalNames = { day: 'By day', month: 'By month' } as const

/** Which days, and in which steps. Presets are links; typed days name the last one included. */
export function UsageControls({
  organization,
  search,
  onChange,
}: {
  organization: string
  search: UsageSearch
  onChange: (search: UsageSearch) => void
}) {
  const { range, interval } = search
  const chosen = interval !== defaultInterval(range)
  /** Another range, in the steps that were chosen, or else in those that suit it. */
  const over = (next: UsageSearch['range']) => ({
    range: next,
    interval: chosen ? interval : defaultInterval(next),
  })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <nav
        aria-label="Range"
        className="-mx-4 flex gap-1 overflow-x-auto px-4 py-1 sm:-mx-2.5 sm:px-0"
      >
        {presets().map((preset) => {
          const current = preset.range?.from === range?.from && preset.range?.to === range?.to
          return (
            <Link
              key={preset.label}
              to={paths.usage(organization, usageSearchParams(over(preset.range)))}
              preventScrollReset
              aria-current={current || undefined}
              className="inline-flex h-8 shrink-0 items-center rounded-md px-2.5 text-sm text-quiet hover:bg-raised hover:text-text aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent max-sm:h-11"
            >
              {preset.label}
            </Link>
          )
        })}
      </nav>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <fieldset className="flex">
          <legend className="sr-only">Interval</legend>
          {(['day', 'month'] as const).map((one) => (
            <label
              key={one}
              className="flex h-8 cursor-pointer items-center border border-control/60 px-3 text-sm first-of-type:rounded-l-md last-of-type:-ml-px last-of-type:rounded-r-md has-checked:z-10 has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent max-sm:h-11"
            >
              <input
                type="radio"
                name="interval"
                className="sr-only"
                checked={interval === one}
                onChange={() => onChange({ range, interval: one })}
              />
              {intervalNames[one]}
            </label>
          ))}
        </fieldset>
        <RangeForm range={range} onChange={(next) => onChange(over(next))} />
      </div>
    </div>
  )
}

function RangeForm({
  range,
  onChange,
}: {
  range: UsageSearch['range']
  onChange: (range: UsageSearch['range']) => void
}) {
  const [first, setFirst] = useState('')
  const [last, setLast] = useState('')
  const [problem, setProblem] = useState<string>()

  // A preset or the back button changes the days; the form itself stays, and with it the focus.
  const shown = `${range?.from} ${range?.to}`
  const [filledFor, setFilledFor] = useState<string>()
  if (filledFor !== shown) {
    setFilledFor(shown)
    setFirst(range?.from ?? '')
    setLast(range ? addDays(range.to, -1) : '')
    setProblem(undefined)
  }
  return (
    <form
      noValidate
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        const [from, to] = [first, last && addDays(last, 1)]
        const typed = parseUsageSearch(new URLSearchParams({ from, to })).range
        if (!first || !last) setProblem('Give the first and the last day.')
        else if (last < first) setProblem('The last day is before the first. Swap them.')
        else if (!typed) setProblem('These days cannot be shown. Give years from 0001 to 9999.')
        else onChange(typed)
      }}
    >
      <label className="grid gap-1 text-xs text-quiet">
        First day (UTC)
        <input
          type="date"
          value={first}
          onChange={({ target }) => setFirst(target.value)}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem && 'range-problem'}
          className={`${inputClass} !w-36`}
        />
      </label>
      <label className="grid gap-1 text-xs text-quiet">
        Last day (UTC)
        <input
          type="date"
          value={last}
          onChange={({ target }) => setLast(target.value)}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem && 'range-problem'}
          className={`${inputClass} !w-36`}
        />
      </label>
      <Button type="submit">Show</Button>
      {problem && (
        <p id="range-problem" role="alert" className="basis-full text-sm text-danger">
          {problem}
        </p>
      )}
    </form>
  )
}
