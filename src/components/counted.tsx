import { formatCount } from '../lib/counts.ts'

/** A choice with how many it stands for, `atLeast` where there may be more. */
export const counted = (label: string, count: number, { atLeast = false } = {}) => (
  <>
    {label}&nbsp;
    <span className="font-normal tabular-nums">
      {formatCount(count)}
      {atLeast && '+'}
    </span>
  </>
)
