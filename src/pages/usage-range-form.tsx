import { useState } from 'react'
import { addDays, formatRange, today, type DayRange } from '../lib/dates.ts'
import type { MovingRange } from '../lib/relative-range.ts'
import { parseTypedRange } from '../lib/typed-range.ts'
import { Button } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { parseUsageSearch } from './usage-search.ts'

/**
 * A range in words fills the days that it means; changing a day takes the words away: the days are what counts. Words that
 * move on with the calendar do so in the link.
 */
export default function RangeForm({
  range,
  created,
  onChange,
}: {
  range: DayRange | undefined
  /** The first day there can be usage, as soon as it is known. */
  created: string | undefined
  onChange: (range: MovingRange) => void
}) {
  const [words, setWords] = useState('')
  const [first, setFirst] = useState(range?.from ?? '')
  const [last, setLast] = useState(range ? addDays(range.to, -1) : '')
  const [problem, setProblem] = useState<string>()
  const meant = parseTypedRange(words, today(), created)
  const unclear = words.trim() !== '' && !meant

  const say = (text: string) => {
    setWords(text)
    setProblem(undefined)
    const range = parseTypedRange(text, today(), created)
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
        onChange(meant ?? { from: first, to: addDays(last, 1) })
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
          {unclear
            ? 'Not understood yet.'
            : meant && (whyNotDays(meant.from, addDays(meant.to, -1)) ?? daysMeant(meant))}
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

const daysMeant = ({ from, to, words }: MovingRange) =>
  `${formatRange(from, to)} (UTC)${words ? '; the link moves on with the calendar' : ''}`

/** Why these days can't be shown, in words; undefined where they can. */
function whyNotDays(first: string, last: string): string | undefined {
  if (!first || !last) return 'Give the first and the last day.'
  if (first > today()) return 'The first day is in the future: there is no usage yet.'
  if (last < first) return 'The last day is before the first. Swap them.'
  const params = new URLSearchParams({ from: first, to: addDays(last, 1) })
  const readable = parseUsageSearch(params).range
  return readable ? undefined : 'These days cannot be shown. Give years from 0001 to 9999.'
}
