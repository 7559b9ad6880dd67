import type { UsageDrawing } from '../charts/usage-drawing.ts'
import { nounsOf, type UsageSeries } from '../charts/usage-series.ts'
import { formatCredits, formatCreditsUnit } from '../lib/credits.ts'
import { capitalized } from '../lib/names.ts'
import { Button } from '../ui/button.tsx'
import type { Outlook } from './usage-comparison-query.ts'

/** What the chart holds of the table below it. A line of its own in any case, so that hiding a part moves nothing. */
export function UsageShown({
  series,
  drawing,
  outlook,
  budget,
  onShowAll,
}: {
  series: UsageSeries
  drawing: UsageDrawing
  outlook: Outlook
  budget: number | undefined
  onShowAll: () => void
}) {
  const { filtered, shown } = drawing
  return (
    <p
      className={`-mb-3 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 text-sm text-quiet max-sm:min-h-11 ${filtered ? '' : 'print:hidden'}`}
    >
      {filtered ? (
        <>
          <span className="text-text">
            The chart shows {shown.name}, {formatCredits(shown.total ?? 0)} of the{' '}
            {formatCreditsUnit(series.organization.total ?? 0)}.
            {leftOut(drawing, outlook, budget, nounsOf(series).many)}
          </span>
          <span className="print:hidden">
            <Button onClick={onShowAll}>Show all</Button>
          </span>
        </>
      ) : (
        'The table below holds the same numbers.'
      )}
    </p>
  )
}

/** What a filter takes out of the chart, and why. */
function leftOut(
  { kind }: UsageDrawing,
  { forecast }: Outlook,
  budget: number | undefined,
  many: string,
): string | undefined {
  const lines = [budget !== undefined && 'The budget line', forecast && 'the forecast'].filter(
    Boolean,
  )
  if (kind !== 'cumulative' || lines.length === 0) return undefined
  const [is, of] = lines.length === 1 ? ['is', 'it is'] : ['are', 'they are']
  return ` ${capitalized(lines.join(' and '))} ${is} not drawn: ${of} for all ${many}.`
}
