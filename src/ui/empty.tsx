import type { ReactNode } from 'react'

/** Nothing to show: one sentence why, and one action. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border border-dashed border-line px-6 py-12 text-center">
      <p className="max-w-md text-quiet">{children}</p>
      {action}
    </div>
  )
}
