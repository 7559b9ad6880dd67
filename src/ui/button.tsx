import type { ComponentProps } from 'react'
import { Reason } from './reason.tsx'

const base =
  'inline-flex h-8 max-sm:h-11 shrink-0 items-center justify-center gap-1.5 rounded-md px-3 text-sm font-medium whitespace-nowrap select-none'

const variants = {
  primary: 'bg-accent text-on-accent hover:opacity-90',
  secondary:
    'border border-control/60 bg-surface text-text hover:bg-raised aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent',
  quiet: 'text-text hover:bg-raised',
  danger: 'bg-danger text-surface hover:opacity-90',
} as const

export type ButtonVariant = keyof typeof variants

/** The look of a button, for a link that acts as one. */
export const buttonClass = (variant: ButtonVariant = 'secondary') => `${base} ${variants[variant]}`

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled' | 'className'> {
  variant?: ButtonVariant
  /** Shows that it is under way, and takes no second press. */
  pending?: boolean
  /** Why it can't be pressed: the button stays reachable and says so. */
  disabledReason?: string | undefined
  reasonAlign?: 'start' | 'end'
}

export function Button({
  variant = 'secondary',
  pending = false,
  disabledReason,
  reasonAlign,
  type = 'button',
  onClick,
  children,
  ...props
}: ButtonProps) {
  const locked = pending || disabledReason !== undefined
  return (
    <Reason text={disabledReason} align={reasonAlign}>
      {(describedBy) => (
        <button
          {...props}
          type={type}
          className={`${buttonClass(variant)} aria-disabled:opacity-55`}
          aria-disabled={locked || undefined}
          aria-busy={pending || undefined}
          aria-describedby={describedBy}
          onClick={(event) => {
            if (locked) event.preventDefault()
            else onClick?.(event)
          }}
        >
          {pending && <Spinner />}
          {children}
        </button>
      )}
    </Reason>
  )
}

function Spinner() {
  return (
    <span
      aria-hidden
      className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  )
}
