import { Seconds } from '../ui/seconds.tsx'
import { Button } from '../ui/button.tsx'
import { dismissRefusal, useStanding, type MemberChange } from './member-changes.ts'
import { RemovalButtons } from './removal-buttons.tsx'

/** What is happening to a member, where the member stands. */
export function MemberChangeNote({ change }: { change: MemberChange }) {
  useStanding(change)
  if (change.kind === 'refused')
    return (
      <span role="alert" className="flex items-center gap-2 text-sm whitespace-normal">
        <span className="min-w-0 text-danger wrap-anywhere">{change.sentence}</span>
        <Button variant="quiet" data-first onClick={() => dismissRefusal(change)}>
          Dismiss
        </Button>
      </span>
    )
  if (change.kind === 'leaving')
    return (
      <span role="status" className="inline-flex flex-wrap items-center gap-x-1">
        <span className="text-sm text-quiet">
          Will be removed
          <span aria-hidden>
            {' '}
            in <Seconds until={change.sentAt} />
          </span>
        </span>
        <RemovalButtons change={change} />
      </span>
    )
  if (change.kind === 'removing') return <span className="text-sm text-quiet">Being removed…</span>
  return null
}
