import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { formatCount } from '../lib/counts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { isLarge, shownUsage, usageProgress, type UsageProgress } from './usage-query.ts'
import type { UsageAnswer, UsageDays } from './usage-reading.ts'

/**
 * Stands in the place of its children while a large answer is on its way, says how far it is and offers to stop it; what
 * was stopped waits for a decision. A small answer is there before there is anything to say.
 */
export function LargeUsage({
  organization,
  days,
  answer,
  byMonth,
  children,
}: {
  organization: string
  days: UsageDays
  answer: UseQueryResult<UsageAnswer>
  /** The address of the same range by month; undefined where it is by month. */
  byMonth: string | undefined
  children: ReactNode
}) {
  const client = useQueryClient()
  const { data: progress } = useQuery(usageProgress(organization, days))
  const stopped = !answer.isFetching
  const isAwaited = answer.isPending || answer.isPlaceholderData
  if (!progress || !isAwaited || !(stopped || isLarge(progress))) return children

  const { queryKey } = shownUsage(organization, days)
  const stop = () => client.cancelQueries({ queryKey, exact: true })
  return (
    <div className="grid min-h-60 content-center justify-items-center gap-4 rounded-lg border border-dashed border-line px-6 py-12 text-center sm:min-h-80">
      {/* It says what happens, once; each step of it is the bar's. */}
      <p role="status" className="text-balance">
        {stopped
          ? `You stopped loading this usage${after(progress)}.`
          : 'This is a lot of usage. It takes a moment.'}
      </p>
      {!stopped && <Bar {...progress} />}
      <div className="flex flex-wrap justify-center gap-2">
        {/* One button for both, so that it keeps the focus. */}
        <Button onClick={() => void (stopped ? answer.refetch() : stop())}>
          {stopped ? 'Load again' : 'Cancel'}
        </Button>
        {stopped && byMonth !== undefined && (
          <Link to={byMonth} preventScrollReset className={buttonClass()}>
            Show by month
          </Link>
        )}
      </div>
    </div>
  )
}

const after = ({ received }: UsageProgress) => (received > 0 ? ` after ${megabytes(received)}` : '')

function Bar(progress: UsageProgress) {
  const { share, text } = howFar(progress)
  const percent = share === undefined ? undefined : Math.floor(share * 100)
  return (
    <div className="grid w-full max-w-80 gap-1.5 text-sm text-quiet tabular-nums">
      <div
        role="progressbar"
        aria-label="Loading the usage"
        aria-valuenow={percent}
        aria-valuetext={text}
        className="h-1.5 overflow-hidden rounded-full bg-raised"
      >
        <div
          className={`h-full bg-accent ${percent === undefined ? 'animate-[progress_1.2s_ease-in-out_infinite] motion-reduce:w-1/3' : ''}`}
          style={{ width: percent === undefined ? undefined : `${percent}%` }}
        />
      </div>
      {text}
    </div>
  )
}

/** Of 1, or undefined where it isn't known; and the same in words. */
export function howFar({ received, total, projects }: UsageProgress): {
  share?: number
  text: string
} {
  if (projects)
    return {
      share: projects.read / projects.of,
      text: `${formatCount(projects.read)} of ${formatCount(projects.of)} projects are read.`,
    }
  if (received === 0) return { text: 'The server is putting it together.' }
  if (total === undefined) return { text: `${megabytes(received)} have arrived.` }
  if (received < total)
    return {
      share: received / total,
      text: `${megabytes(received)} of ${megabytes(total)} have arrived.`,
    }
  return { text: `${megabytes(total)} have arrived and are being read.` }
}

const format = new Intl.NumberFormat(undefined, {
  style: 'unit',
  unit: 'megabyte',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const megabytes = (bytes: number) => format.format(bytes / 1e6)
