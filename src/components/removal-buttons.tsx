import { displayName } from '../lib/names.ts'
import { Button } from '../ui/button.tsx'
import { removeNow, undoRemoval, type MemberChange } from './member-changes.ts'

/** What can be done while a removal waits. */
export function RemovalButtons({ change }: { change: MemberChange }) {
  const name = displayName(change.user)
  return (
    <>
      <Button
        variant="quiet"
        aria-label={`Undo the removal of ${name}`}
        data-first
        onClick={() => undoRemoval(change)}
      >
        Undo
      </Button>
      <Button
        variant="quiet"
        aria-label={`Remove now: ${name}`}
        onClick={() => void removeNow(change)}
      >
        Remove now
      </Button>
    </>
  )
}
