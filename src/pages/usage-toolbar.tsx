import { ChevronDown, Gauge, GitCompareArrows, Link2, ListFilter } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { whyNotCompared, type UsageDrawing } from '../charts/usage-drawing.ts'
import { nounsOf, type UsageSeries } from '../charts/usage-series.ts'
import { formatCredits } from '../lib/credits.ts'
import { formatRange, type DayRange } from '../lib/dates.ts'
import { copyText } from '../lib/download.ts'
import { capitalized } from '../lib/names.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Field, inputClass } from '../ui/field.tsx'
import { Popover, PopoverChoice, PopoverMenu } from '../ui/popover.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { usePressed } from '../ui/use-pressed.ts'
import { movingName, type UsageSearch } from './usage-search.ts'

const UsageFilterPanel = lazy(() => import('../charts/usage-filter-panel.tsx'))

const kinds = { bars: 'Bars', lines: 'Lines', cumulative: 'Cumulative', share: 'Share' } as const

/** How the shown days are drawn, which of the parts, and what to do with it; `children` come last. */
export function UsageToolbar({
  linkTo,
  rolling,
  search,
  series,
  drawing,
  days,
  whyNotCompare,
  onChange,
  onToggle,
  onIsolate,
  children,
}: {
  linkTo: (search: UsageSearch) => string
  /** What a link without days always shows: "the current period". */
  rolling: string
  search: UsageSearch
  series: UsageSeries
  drawing: UsageDrawing
  /** The half-open days that are shown. */
  days: DayRange
  whyNotCompare: string | undefined
  onChange: (change: Partial<UsageSearch>) => unknown
  /** Hides or shows one of the parts. */
  onToggle: (id: string) => unknown
  onIsolate: (id: string) => unknown
  children: ReactNode
}) {
  const { chart, filter, hideEmpty, budget } = search
  const [compare, pressCompare] = usePressed(search.compare, (compare) => onChange({ compare }))
  const parts = capitalized(nounsOf(series).many)
  const shown = drawing.filtered && `${capitalized(drawing.shown.count)} shown`
  const budgetText = budget === undefined ? 'Budget' : `Budget ${formatCredits(budget)}`
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <Segmented
        legend="Chart"
        options={kinds}
        value={chart}
        onChange={(chart) => onChange({ chart })}
      />
      <Popover
        label={shown || parts}
        wide
        triggerClass={buttonClass()}
        trigger={
          <>
            <ListFilter size={16} aria-hidden />
            {shown || parts}
          </>
        }
      >
        <Suspense fallback={<Skeleton className="m-2 h-68 max-sm:h-80" />}>
          <UsageFilterPanel
            series={series}
            drawing={drawing}
            filter={filter}
            onFilter={(filter) => onChange({ filter })}
            onToggle={onToggle}
            onIsolate={onIsolate}
            hideEmpty={hideEmpty}
            onHideEmpty={(hideEmpty) => onChange({ hideEmpty })}
          />
        </Suspense>
      </Popover>
      <Button
        aria-pressed={compare}
        disabledReason={whyNotCompared(chart, drawing.layers.length) ?? whyNotCompare}
        onClick={() => pressCompare(!compare)}
      >
        <GitCompareArrows size={16} aria-hidden />
        Compare
      </Button>
      <Popover
        label={budgetText}
        triggerClass={buttonClass()}
        trigger={
          <>
            <Gauge size={16} aria-hidden />
            {budgetText}
          </>
        }
      >
        <BudgetForm
          budget={budget}
          // Where it is drawn.
          onSet={(budget) => onChange({ budget, chart: 'cumulative' })}
          onRemove={() => onChange({ budget: undefined })}
        />
      </Popover>
      <div className="flex flex-wrap gap-2 sm:ml-auto">
        <CopyLink {...{ linkTo, rolling, search, days }} />
        {children}
      </div>
    </div>
  )
}

function BudgetForm({
  budget,
  onSet,
  onRemove,
}: {
  budget: number | undefined
  onSet: (budget: number) => void
  onRemove: () => void
}) {
  const [problem, setProblem] = useState<string>()
  return (
    <form
      noValidate
      className="grid gap-3 p-2"
      onSubmit={(event) => {
        event.preventDefault()
        const typed = new FormData(event.currentTarget).get('budget')
        const credits = readBudget(typeof typed === 'string' ? typed : '')
        setProblem(credits ? undefined : 'Give the budget as credits above 0, like 5000 or 99.5.')
        if (!credits) return
        onSet(credits)
        event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
      }}
    >
      <Field
        label="Budget for the shown range, in credits"
        help="A line of your own in the cumulative chart, kept in this page's link. It limits nothing on the platform."
        error={problem}
      >
        {(control) => (
          <input
            {...control}
            name="budget"
            inputMode="decimal"
            autoComplete="off"
            // The panel is opened for this.
            autoFocus
            defaultValue={budget}
            className={inputClass}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary">
          Set budget
        </Button>
        {budget !== undefined && <Button onClick={onRemove}>Remove</Button>}
      </div>
    </form>
  )
}

/** "5000", "5,000" and "5 000.5"; undefined where it is no number above 0 that a link takes, or may mean two ("5.000"). */
function readBudget(typed: string): number | undefined {
  if (/^\d{1,3}(\.\d{3})+$/.test(typed.trim())) return undefined
  const credits = Number(typed.replaceAll(/[\s'’_]|,(?=\d{3}(?!\d))/g, ''))
  return credits > 0 && credits <= 1e12 ? credits : undefined
}

/** What moves on with the calendar does so in the link, too, unless its days are fixed. */
function CopyLink({
  linkTo,
  rolling,
  search,
  days,
}: {
  linkTo: (search: UsageSearch) => string
  rolling: string
  search: UsageSearch
  days: DayRange
}) {
  const copy = async (of: UsageSearch, done: string) => {
    const link = `${location.origin}${linkTo(of)}`
    try {
      await copyText(link)
      toast.good(done)
    } catch {
      toast.danger(
        'Nothing was copied: your browser did not allow it. Copy the address from its bar instead.',
      )
    }
  }
  const words = `${formatRange(days.from, days.to)} (UTC)`
  const done = `A link to ${words} was copied.`
  const always = movingName(search.range) ?? rolling
  const content = (
    <>
      <Link2 size={16} aria-hidden />
      Copy link
    </>
  )
  if (search.range && !search.range.words)
    return <Button onClick={() => void copy(search, done)}>{content}</Button>
  return (
    <Popover
      label="Copy link"
      align="end"
      triggerClass={buttonClass()}
      trigger={
        <>
          {content}
          <ChevronDown size={16} aria-hidden className="text-quiet" />
        </>
      }
    >
      <PopoverMenu>
        <PopoverChoice
          onChoose={() => void copy(search, `A link that always shows ${always} was copied.`)}
        >
          Always {always}
        </PopoverChoice>
        <PopoverChoice onChoose={() => void copy({ ...search, range: days }, done)}>
          These days, {words}
        </PopoverChoice>
      </PopoverMenu>
    </Popover>
  )
}
