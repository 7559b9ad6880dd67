import type { ReactNode } from 'react'
import type { ApiError } from '#contract/errors.ts'
import { useWhyNotWrite } from '../api/connection.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Failure } from './failure.tsx'

/** Asks before something that can't be taken back. A failure shows here, and the question stays. */
export function Confirm({
  title,
  children,
  action,
  dangerous = true,
  pending,
  error,
  onConfirm,
  onCancel,
}: {
  title: string
  children: ReactNode
  /** The verb and its object, as on the button that led here. */
  action: string
  dangerous?: boolean
  pending: boolean
  error: ApiError | null
  onConfirm: () => void
  onCancel: () => void
}) {
  const locked = useWhyNotWrite()
  return (
    <Dialog title={title} onClose={() => !pending && onCancel()}>
      <div className="grid gap-3 text-quiet">{children}</div>
      {error && <Failure error={error} />}
      <DialogActions>
        <Button
          autoFocus
          disabledReason={pending ? 'It is on its way. Wait for the answer.' : undefined}
          onClick={onCancel}
        >
          Cancel
        </Button>
        <Button
          variant={dangerous ? 'danger' : 'primary'}
          pending={pending}
          disabledReason={locked}
          onClick={onConfirm}
        >
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
