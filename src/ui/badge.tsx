import type { ReactNode } from 'react'

const tones = {
  neutral: 'border-line text-quiet',
  accent: 'border-transparent bg-accent-soft text-accent',
  warning: 'border-transparent bg-warning-soft text-warning',
} as const

export function Badge({
  tone = 'neutral',
  children,
}: {
  tone?: keyof typeof tones
  children: ReactNode
}) {
  return (
    <span
      className={`inline-flex items-center rounded-full border px-2 text-xs/5 font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  )
}
