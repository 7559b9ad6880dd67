import type { Many } from '../api/many.ts'
import { isRefused } from '../api/many.ts'
import { formatCount } from '../lib/counts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

export interface UnreadOrganization {
  name: string
  error: Error
}

const MOST_NAMED = 5

/** Which organizations are missing on a screen of all of them, why, and what can be done about it. */
export function UnreadOrganizations({
  unread,
  of,
  many,
  outdated = false,
  children,
}: {
  unread: readonly UnreadOrganization[]
  /** How many there are. */
  of: number
  many: Many
  /** They were read once, but not again when that was needed. */
  outdated?: boolean
  /** What that means here. */
  children: string
}) {
  if (unread.length === 0) return null
  const hidden = unread.slice(MOST_NAMED)
  const again = unread.some(({ error }) => !isRefused(error))
  return (
    <Notice tone="warning" action={again && <Button onClick={many.retry}>Try again</Button>}>
      <p>
        {formatCount(unread.length)} of {formatCount(of)}{' '}
        {of === 1 ? 'organization' : 'organizations'} could not be read{outdated && ' again'}.{' '}
        {children}
      </p>
      <Names of={unread.slice(0, MOST_NAMED)} />
      {hidden.length > 0 && (
        <details>
          <summary className="w-fit rounded-md max-sm:py-3">
            and {formatCount(hidden.length)} more
          </summary>
          <Names of={hidden} />
        </details>
      )}
    </Notice>
  )
}

const Names = ({ of }: { of: readonly UnreadOrganization[] }) => (
  <ul className="text-quiet">
    {of.map(({ name, error }) => (
      <li key={name} className="wrap-anywhere">
        <span className="font-medium text-text">{name}</span>: {error.message}
      </li>
    ))}
  </ul>
)
