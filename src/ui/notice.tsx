import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const tones = {
  info: { icon: Info, className: 'bg-raised text-text' },
  warning: { icon: TriangleAlert, className: 'bg-warning-soft text-text' },
  danger: { icon: CircleAlert, className: 'bg-danger-soft text-text' },
} as const

const iconTones = { info: 'text-quiet', warning: 'text-warning', danger: 'text-danger' } as const

/** One thing to know, in its place; a `danger` one is read out as soon as it appears. */
export function Notice({
  tone = 'info',
  children,
  action,
}: {
  tone?: keyof typeof tones
  children: ReactNode
  action?: ReactNode
}) {
  const { icon: Icon, className } = tones[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg px-3.5 py-2.5 text-sm ${className}`}
    >
      {/* Together, so that on a narrow screen only the action has a line of its own. */}
      <div className="flex min-w-0 flex-1 basis-60 items-center gap-3">
        <Icon size={16} aria-hidden className={`shrink-0 ${iconTones[tone]}`} />
        <div className="min-w-0 flex-1 break-words">{children}</div>
      </div>
      {action}
    </div>
  )
}
