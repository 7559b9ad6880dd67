import { formatCount } from '../lib/counts.ts'

/** A choice with how many it stands for. */
export const counted = (label: string, count: number) => (
  <>
    {label}&nbsp;<span className="font-normal tabular-nums">{formatCount(count)}</span>
  </>
)
