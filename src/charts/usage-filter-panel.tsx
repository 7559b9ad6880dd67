import { useMemo, useState } from 'react'
import { formatCount } from '../lib/counts.ts'
import { formatCredits } from '../lib/credits.ts'
import { matcher } from '../lib/fold.ts'
import { Button } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { usePressed } from '../ui/use-pressed.ts'
import { Swatch } from './swatch.tsx'
import type { UsageDrawing } from './usage-drawing.ts'
import { filterShowing, type UsageFilter } from './usage-filter.ts'
import { nounsOf, type UsageRow, type UsageSeries } from './usage-series.ts'

const projectsIn = (rows: UsageRow[]) => rows.filter(({ kind }) => kind === 'project').length

/** So many are listed at once; typing finds the others. */
const mostListed = 100

/** A link of more can be too long for a server to read. */
const mostInLink = 150

/** Which rows are shown, with a search over their names. */
export default function UsageFilterPanel({
  series,
  drawing,
  filter,
  onFilter,
  onToggle,
  onIsolate,
  hideEmpty,
  onHideEmpty,
}: {
  series: UsageSeries
  drawing: UsageDrawing
  filter: UsageFilter
  onFilter: (filter: UsageFilter) => unknown
  /** Of what was chosen last, which may be more than what is shown. */
  onToggle: (id: string) => unknown
  onIsolate: (id: string) => unknown
  /** Whether the table leaves out what has no credits. */
  hideEmpty: boolean
  onHideEmpty: (hide: boolean) => unknown
}) {
  const [text, setText] = useState('')
  const { rows } = series
  const { one, many } = nounsOf(series)
  const found = useMemo(() => {
    const matches = matcher(text)
    return rows.filter(({ name }) => matches(name))
  }, [rows, text])
  const these = useMemo(
    () => filterShowing(rows, new Set(found.map(({ id }) => id))),
    [rows, found],
  )
  const searched = text.trim() !== ''
  const listed = found.slice(0, mostListed)
  return (
    <div className="grid gap-2 p-1.5">
      <input
        type="search"
        value={text}
        // The panel is opened for this.
        autoFocus
        autoComplete="off"
        spellCheck={false}
        aria-label={`Search ${many}`}
        placeholder={`Search ${many}`}
        onChange={({ target }) => setText(target.value)}
        className={inputClass}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          onClick={() => onFilter(undefined)}
          disabledReason={filter ? undefined : 'Everything is shown already.'}
        >
          Show all
        </Button>
        {searched && found.length > 0 && found.length < rows.length && (
          <Button
            disabledReason={
              (these?.ids.length ?? 0) > mostInLink
                ? `A link holds at most ${mostInLink} ${many}. Search for fewer.`
                : undefined
            }
            onClick={() => onFilter(these)}
          >
            Only these {formatCount(found.length)}
          </Button>
        )}
      </div>
      <p role="status" className="text-xs text-quiet">
        {found.length === 0
          ? `No ${one} has this in its name.`
          : `${formatCount(projectsIn(found))} of ${formatCount(projectsIn(rows))} ${many} listed by credits${found.length > mostListed ? `; type to find those after the first ${mostListed}` : ''}.`}
      </p>
      <ul className="max-h-64 overflow-y-auto">
        {listed.map(({ id, name, total }) => (
          <li key={id} className="group flex items-center gap-1 rounded-md hover:bg-raised">
            <label className="flex h-8 min-w-0 flex-1 items-center gap-2 px-1.5 text-sm max-sm:h-11">
              <Tick checked={drawing.colors.has(id)} onChange={() => onToggle(id)} />
              <Swatch color={drawing.colors.get(id)} />
              <span className="min-w-0 flex-1 truncate" title={name}>
                {name}
              </span>
              <span className="text-xs text-quiet tabular-nums">
                {total === undefined ? '–' : formatCredits(total)}
              </span>
            </label>
            <button
              type="button"
              aria-label={`Show only ${name}`}
              onClick={() => onIsolate(id)}
              className="h-8 rounded-md px-1.5 text-xs text-accent max-sm:h-11"
            >
              only
            </button>
          </li>
        ))}
      </ul>
      <label className="flex h-8 items-center gap-2 border-t border-line px-1.5 pt-2 text-sm max-sm:h-11">
        <Tick checked={hideEmpty} onChange={onHideEmpty} />
        Leave {many} without credits out of the table
      </label>
    </div>
  )
}

function Tick({
  checked,
  onChange,
}: {
  checked: boolean
  onChange: (checked: boolean) => unknown
}) {
  const [shown, press] = usePressed(checked, onChange)
  return (
    <input
      type="checkbox"
      checked={shown}
      onChange={() => press(!shown)}
      className="shrink-0 accent-accent"
    />
  )
}
