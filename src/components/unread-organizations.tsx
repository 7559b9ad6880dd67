import { Fragment } from 'react'
import { ApiError } from '#contract/errors.ts'
import { isOtherShape, isRefused, type Many } from '../api/many.ts'
import { formatCount } from '../lib/counts.ts'
import { asName } from '../lib/names.ts'
import { asSentence } from '../lib/sentence.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { UnknownAnswer } from './later.tsx'

export interface UnreadOrganization {
  name: string
  error: Error
}

const MOST_NAMED = 5

/** Those that are named, and those behind a disclosure: never a single one. */
export function inTwo<One>(all: readonly One[]): [One[], One[]] {
  const named = all.length === MOST_NAMED + 1 ? all.length : MOST_NAMED
  return [all.slice(0, named), all.slice(named)]
}

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
  const again = unread.some(({ error }) => !isRefused(error) && !isOtherShape(error))
  const reasons = Map.groupBy(unread, ({ error }) => error.message)
  return (
    <Notice tone="warning" action={again && <Button onClick={many.retry}>Try again</Button>}>
      <p>
        {formatCount(unread.length)} of {formatCount(of)}{' '}
        {of === 1 ? 'organization' : 'organizations'} could not be read{outdated && ' again'}.{' '}
        {children}
      </p>
      <ul className="text-quiet">
        {[...reasons].map(([message, ones]) => (
          <Reason key={message} ones={ones} message={message} />
        ))}
      </ul>
    </Notice>
  )
}

/** Each reason once, with those it is of. */
function Reason({ ones, message }: { ones: readonly UnreadOrganization[]; message: string }) {
  const [named, hidden] = inTwo(ones)
  const [{ error } = {}] = ones
  return (
    <li className="wrap-anywhere">
      <Names of={named} />
      {hidden.length > 0 && ` and ${formatCount(hidden.length)} more`}: {asSentence(message)}
      {hidden.length > 0 && (
        <details>
          <summary className="w-fit rounded-md max-sm:py-3">
            The other {formatCount(hidden.length)}
          </summary>
          <Names of={hidden} />
        </details>
      )}
      {error instanceof ApiError && <UnknownAnswer error={error} />}
    </li>
  )
}

const Names = ({ of }: { of: readonly UnreadOrganization[] }) =>
  of.map(({ name }, index) => (
    <Fragment key={name}>
      {index > 0 && ', '}
      <span className="font-medium text-text">{asName(name) || '(no name)'}</span>
    </Fragment>
  ))
