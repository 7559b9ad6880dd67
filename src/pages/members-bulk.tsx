import { useMutation } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import type { OrganizationUser } from '#contract/resources.ts'
import { adminsLeftWords } from '../api/permissions.ts'
import { settleChanges } from '../components/member-changes.ts'
import { formatCount } from '../lib/counts.ts'
import { displayName } from '../lib/names.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { bulkPlan, type BulkAction, type Step } from './member-plan.ts'
import { RunReport, useMemberRun } from './member-run.tsx'

/** One person is named, more are counted. */
const actionWords: Record<
  BulkAction,
  readonly [(name: string) => string, (count: string) => string]
> = {
  promote: [(name) => `Make ${name} admin`, (count) => `Make ${count} people admins`],
  demote: [
    (name) => `Make ${name} a plain member`,
    (count) => `Make ${count} people plain members`,
  ],
  remove: [(name) => `Remove ${name}`, (count) => `Remove ${count} people`],
}

function actionOn(action: BulkAction, steps: Step[]): string {
  const [one, many] = actionWords[action]
  const [only, another] = steps
  return only && only.kind !== 'add' && !another
    ? one(displayName(only.user))
    : many(formatCount(steps.length))
}

const consequences: Record<BulkAction, (organization: string) => string> = {
  promote: () => 'Admins change members, settings and the organization’s name.',
  demote: (organization) =>
    `They stay members of ${organization}, and no longer change members or settings.`,
  remove: (organization) =>
    `They lose access to ${organization}, and all their roles in all its projects are deleted, too. Being added again does not bring the roles back. This cannot be undone.`,
}

/** Asks before many are changed at once, with their names and what it comes to; then does it, and tells of each. */
export function BulkDialog({
  organization,
  action,
  chosen,
  all,
  self,
  hidden,
  onClose,
}: {
  organization: string
  action: BulkAction
  chosen: OrganizationUser[]
  all: OrganizationUser[]
  self: string | undefined
  /** Those whom the filter doesn't show. */
  hidden: ReadonlySet<string>
  /** With those for whom nothing remains to be done. */
  onClose: (done: string[]) => void
}) {
  // What was asked is what is done, whatever the list says meanwhile.
  const [plan] = useState(() => bulkPlan(action, chosen, all, self))
  const { run, state, busy, start } = useMemberRun(organization)
  const { steps, unchanged, adminsLeft } = plan
  const asked = actionOn(action, steps)
  const refusal = whyNotBulk(plan)
  const begin = useMutation({
    // Where they give up their own rights, there is no right to send them afterwards.
    mutationFn: async () => plan.self && settleChanges(organization),
  })
  // The button that was pressed is gone.
  const content = useRef<HTMLDivElement>(null)
  const begun = run !== undefined
  useLayoutEffect(() => {
    if (begun)
      content.current
        ?.querySelector<HTMLElement>(busy ? '[data-cancel]' : '[data-go-on], [data-close]')
        ?.focus()
  }, [begun, busy])
  const close = () => {
    const open = new Set(
      state.items.flatMap(({ job, state }) =>
        job.kind === 'add' || state === 'done' ? [] : [job.user.id],
      ),
    )
    onClose(run ? chosen.map(({ id }) => id).filter((id) => !open.has(id)) : [])
  }

  return (
    <Dialog title={run ? asked : `${asked}?`} onClose={() => !busy && !begin.isPending && close()}>
      <div ref={content} className="flex flex-col gap-4">
        {run ? (
          <RunReport {...{ run, state, organization }} />
        ) : (
          <div className="grid gap-3">
            <p className="text-quiet">{consequences[action](organization)}</p>
            <ul className="max-h-48 space-y-0.5 overflow-y-auto border-y border-line py-1.5">
              {steps.slice(0, MOST_NAMED).map(
                (step) =>
                  step.kind !== 'add' && (
                    <li key={step.user.id} className="wrap-anywhere">
                      {displayName(step.user)}
                      <span className="text-sm text-quiet">
                        {displayName(step.user) !== step.user.email && ` ${step.user.email}`}
                        {step.self && ' (you)'}
                        {hidden.has(step.user.id) && ' (hidden by the filter)'}
                      </span>
                    </li>
                  ),
              )}
              {steps.length > MOST_NAMED && (
                <li className="text-quiet">and {formatCount(steps.length - MOST_NAMED)} more</li>
              )}
            </ul>
            {unchanged > 0 && (
              <p className="text-sm text-quiet">
                {unchanged === 1 ? 'One other is' : `${formatCount(unchanged)} others are`}{' '}
                {action === 'promote' ? 'already admin' : 'no admin now'}, and stay so.
              </p>
            )}
            {plan.self && (
              <Notice tone="warning">
                {action === 'remove'
                  ? 'You are among the selected, and stay: leaving is a step of its own.'
                  : 'You are among them: you give up your own admin rights, last of all, and cannot take that back.'}
              </Notice>
            )}
            {begin.error && <Notice tone="danger">{begin.error.message}</Notice>}
            {refusal ? (
              <Notice tone="warning">{refusal}</Notice>
            ) : (
              <p className="text-sm">{adminsLeftWords(organization, adminsLeft)}</p>
            )}
          </div>
        )}
        <DialogActions>
          {run ? (
            <Button
              data-close
              variant={state.status === 'stopped' ? 'secondary' : 'primary'}
              disabledReason={busy ? 'Cancel it first, or wait until it is done.' : undefined}
              onClick={close}
            >
              Close
            </Button>
          ) : (
            <>
              <Button
                autoFocus
                disabledReason={
                  begin.isPending ? 'It is on its way. Wait for the answer.' : undefined
                }
                onClick={close}
              >
                Cancel
              </Button>
              <Button
                variant={action === 'remove' ? 'danger' : 'primary'}
                pending={begin.isPending}
                disabledReason={refusal}
                // Whoever has gone elsewhere meanwhile begins nothing.
                onClick={() => begin.mutate(undefined, { onSuccess: () => start(steps) })}
              >
                {asked}
              </Button>
            </>
          )}
        </DialogActions>
      </div>
    </Dialog>
  )
}

const MOST_NAMED = 200

/** The server would refuse the last one; here it is said before anything is sent. */
function whyNotBulk({ steps, adminsLeft }: ReturnType<typeof bulkPlan>): string | undefined {
  if (steps.length === 0) return 'There is nothing to change: none of the selected is concerned.'
  return adminsLeft === 0
    ? 'No active admin would be left. Leave at least one of them out, or make someone else admin first.'
    : undefined
}
