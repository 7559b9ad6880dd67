import { formatCount } from '../lib/counts.ts'
import { formatCredits } from '../lib/credits.ts'
import { Swatch } from './swatch.tsx'
import type { UsageDrawing } from './usage-drawing.ts'
import { hues, type UsageSeries } from './usage-series.ts'

/** The parts of the chart: a press hides one or shows it again, "only" leaves it alone; pointing at one makes it stand out. */
export function UsageLegend({
  series,
  drawing,
  onToggle,
  onIsolate,
  onPoint,
}: {
  series: UsageSeries
  drawing: UsageDrawing
  onToggle: (id: string) => void
  onIsolate: (id: string) => void
  onPoint: (id: string | undefined) => void
}) {
  const projects = series.rows.filter(({ kind }) => kind === 'project').length
  const folded = drawing.layers.some(({ id }) => id === 'others')
  return (
    <div className="text-xs">
      <ul aria-label="Parts of the chart" className="-mx-1.5 flex flex-wrap gap-x-2 gap-y-0.5">
        {drawing.legend.map(({ id, name, color, total, shown }) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it follows what its buttons are
          <li
            key={id}
            className="group flex min-w-0 items-center rounded-md hover:bg-raised"
            onPointerEnter={() => onPoint(id)}
            onPointerLeave={() => onPoint(undefined)}
            onFocus={() => onPoint(id)}
            onBlur={() => onPoint(undefined)}
          >
            <button
              type="button"
              aria-pressed={shown}
              title={shown ? `Hide ${name}` : `Show ${name}`}
              onClick={() => onToggle(id)}
              className={`flex h-6 min-w-0 items-center gap-1.5 rounded-md px-1.5 max-sm:h-11 ${shown ? '' : 'text-quiet line-through'}`}
            >
              <Swatch color={shown ? color : undefined} />
              <span className="max-w-48 truncate">{name}</span>
              <span className="text-quiet tabular-nums max-sm:hidden">{formatCredits(total)}</span>
            </button>
            {drawing.legend.length > 1 && (
              <button
                type="button"
                aria-label={`Show only ${name}`}
                onClick={() => onIsolate(id)}
                className="h-6 rounded-md px-1 text-accent opacity-0 group-hover:opacity-100 focus-visible:opacity-100 max-sm:hidden"
              >
                only
              </button>
            )}
          </li>
        ))}
      </ul>
      {folded && (
        <p className="mt-1 text-quiet">
          The {hues} largest of {formatCount(projects)} projects over the whole range have a part of
          their own.
        </p>
      )}
    </div>
  )
}
