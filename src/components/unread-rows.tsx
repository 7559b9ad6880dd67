import type { Unread } from '#contract/resources.ts'
import { formatCount } from '../lib/counts.ts'
import { Notice } from '../ui/notice.tsx'
import { UnknownAnswer } from './later.tsx'

/** How many rows of a list are missing because they could not be read, and the rows themselves. */
export function UnreadRows({ unread }: { unread: Unread | undefined }) {
  if (!unread) return null
  const { count, of } = unread
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Notice tone="warning">
        {formatCount(count)} of {formatCount(of)} rows could not be read and{' '}
        {count === 1 ? 'is' : 'are'} missing here: the server sent {count === 1 ? 'it' : 'them'} in
        a shape that this console does not know.
      </Notice>
      <UnknownAnswer error={unread} />
    </div>
  )
}
