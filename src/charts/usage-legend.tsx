import { formatCount } from '../lib/counts.ts'
import { formatCredits } from '../lib/credits.ts'
import { usePressed } from '../ui/use-pressed.ts'
import { Swatch } from './swatch.tsx'
import type { UsageDrawing } from './usage-drawing.ts'
import { others } from './usage-filter.ts'
import { hues, nounsOf, type UsageSeries } from './usage-series.ts'

/** The parts of the chart: a press hides one or shows it again, "only" leaves it alone; pointing at one makes it stand out. */
export function UsageLegend({
  series,
  drawing,
  before,
  onToggle,
  onIsolate,
  onPoint,
}: {
  series: UsageSeries
  drawing: UsageDrawing
  /** What is compared with: "the 30 days before, 1–30 Apr 2026". */
  before: string
  onToggle: (id: string) => unknown
  onIsolate: (id: string) => void
  onPoint: (id: string | undefined) => void
}) {
  const projects = series.rows.filter(({ kind }) => kind === 'project').length
  const folded = drawing.layers.some(({ id }) => id === others)
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
            <Toggle {...{ name, color, total, shown }} onToggle={() => onToggle(id)} />
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
        {drawing.before && (
          <Line dash="2 3" color="var(--text)">
            {before}
          </Line>
        )}
        {drawing.forecast && (
          <Line dash="2 4" color="var(--accent)">
            Forecast, and its range
          </Line>
        )}
        {drawing.periods.length > 0 && (
          <Line dash="1 3" color="var(--text-quiet)" upright>
            A subscription period begins
          </Line>
        )}
      </ul>
      {folded && (
        <p className="mt-1 text-quiet">
          The {hues} largest of {formatCount(projects)} {nounsOf(series).many} over the whole range
          have a part of their own.
        </p>
      )}
    </div>
  )
}

function Toggle({
  name,
  color,
  total,
  shown: isShown,
  onToggle,
}: Pick<UsageDrawing['legend'][number], 'name' | 'color' | 'total' | 'shown'> & {
  onToggle: () => unknown
}) {
  const [shown, press] = usePressed(isShown, onToggle)
  return (
    <button
      type="button"
      aria-pressed={shown}
      title={shown ? `Hide ${name}` : `Show ${name}`}
      onClick={() => press(!shown)}
      className={`flex h-6 min-w-0 items-center gap-1.5 rounded-md px-1.5 max-sm:h-11 ${shown ? '' : 'text-quiet line-through'}`}
    >
      <Swatch color={shown ? color : undefined} />
      <span className="max-w-48 truncate">{name}</span>
      <span className="text-quiet tabular-nums max-sm:hidden">{formatCredits(total)}</span>
    </button>
  )
}

/** What is drawn beside the parts, and can't be hidden here. */
function Line({
  dash,
  color,
  upright = false,
  children,
}: {
  dash: string
  color: string
  upright?: boolean
  children: string
}) {
  return (
    <li className="flex h-6 items-center gap-1.5 px-1.5 text-quiet">
      <svg width="16" height="10" aria-hidden className="shrink-0">
        <path
          d={upright ? 'M8 0V10' : 'M0 5H16'}
          stroke={color}
          strokeWidth="1.5"
          strokeDasharray={dash}
        />
      </svg>
      {children}
    </li>
  )
}
