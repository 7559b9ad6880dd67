import type { OrganizationUser } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import type { Viewer } from '../api/viewer.ts'
import { formatCount } from '../lib/counts.ts'
import { Button } from '../ui/button.tsx'
import { copyEmails } from './member-export.ts'
import { bulkPlan, type BulkAction } from './member-plan.ts'

/** How many are selected, also where the filter hides them, and what can be done with them. Over the list's end. */
export function SelectionBar({
  chosen,
  shown,
  all,
  viewer,
  waiting,
  onSelect,
  onAct,
}: {
  chosen: OrganizationUser[]
  /** Those who could be selected. */
  shown: OrganizationUser[]
  all: OrganizationUser[]
  viewer: Viewer
  /** A change of one of them is on its way. */
  waiting: boolean
  onSelect: (ids: ReadonlySet<string>) => void
  onAct: (action: BulkAction) => void
}) {
  const inSight = new Set(shown.map(({ id }) => id))
  const hidden = chosen.filter(({ id }) => !inSight.has(id)).length
  const ids = new Set(chosen.map(({ id }) => id))
  const more = shown.some(({ id }) => !ids.has(id))
  const act = (action: BulkAction, label: string) => (
    <Button
      reasonAlign="start"
      disabledReason={
        waiting
          ? 'The role of one of them is being changed. Wait for the answer.'
          : whyNotAct(action, { chosen, all, viewer })
      }
      onClick={() => onAct(action)}
    >
      {label}
    </Button>
  )
  return (
    <div
      role="region"
      aria-label="Selection"
      data-bottom-bar={chosen.length > 0 || undefined}
      className={`sticky bottom-3 z-20 flex flex-wrap items-center gap-2 rounded-lg ${
        chosen.length > 0 ? 'border border-line bg-surface px-3 py-2 shadow-floating' : ''
      }`}
    >
      <p role="status" className="text-sm sm:mr-2">
        {chosen.length > 0 && (
          <span className="font-medium tabular-nums">{formatCount(chosen.length)} selected</span>
        )}
        {hidden > 0 && (
          <span className="text-quiet">
            {`, ${formatCount(hidden)} of them ${hidden === 1 ? 'is' : 'are'} hidden by the filter`}
          </span>
        )}
      </p>
      {chosen.length > 0 && (
        <>
          <span className="flex-1 sm:order-2" />
          {more && (
            <span className="sm:order-3">
              <Button
                variant="quiet"
                onClick={() => onSelect(new Set([...ids, ...shown.map(({ id }) => id)]))}
              >
                Select all {formatCount(shown.length)}
              </Button>
            </span>
          )}
          <span className="sm:order-4">
            <Button variant="quiet" onClick={() => onSelect(new Set())}>
              Clear
            </Button>
          </span>
          <span className="flex flex-wrap gap-2 sm:order-1">
            {act('promote', 'Make admin')}
            {act('demote', 'Make member')}
            {act('remove', 'Remove')}
            <Button onClick={() => void copyEmails(chosen)}>Copy e-mails</Button>
          </span>
        </>
      )}
    </div>
  )
}

const nobody: Record<BulkAction, string> = {
  promote: 'All the selected are admins already.',
  demote: 'None of the selected is admin.',
  remove: 'Only you are selected. Leaving is a step of its own.',
}

function whyNotAct(
  action: BulkAction,
  { chosen, all, viewer }: { chosen: OrganizationUser[]; all: OrganizationUser[]; viewer: Viewer },
): string | undefined {
  const call = action === 'remove' ? 'organization_users_delete' : 'organization_users_update'
  const { steps } = bulkPlan(action, chosen, all, viewer.member?.id)
  return whyNot.call(call, viewer) ?? (steps.length === 0 ? nobody[action] : undefined)
}
