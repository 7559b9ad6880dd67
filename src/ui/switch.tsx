import { Reason } from './reason.tsx'

export interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  /** Waiting for the server: it shows what was asked for and takes no second press. */
  pending?: boolean
  disabledReason?: string | undefined
}

export function Switch({ label, checked, onChange, pending = false, disabledReason }: SwitchProps) {
  const locked = pending || disabledReason !== undefined
  return (
    <Reason text={disabledReason}>
      {(describedBy) => (
        <button
          type="button"
          role="switch"
          aria-checked={checked}
          aria-label={label}
          aria-disabled={locked || undefined}
          aria-busy={pending || undefined}
          aria-describedby={describedBy}
          onClick={() => !locked && onChange(!checked)}
          className="group inline-flex h-8 items-center rounded-full max-sm:h-11"
        >
          <span
            className={`flex h-5 w-9 items-center rounded-full border px-0.5 transition-colors duration-150 group-aria-disabled:opacity-55 ${
              checked ? 'border-accent bg-accent' : 'border-control bg-raised'
            }`}
          >
            <span
              className={`size-3.5 rounded-full transition-transform duration-150 ${
                checked ? 'translate-x-4 bg-on-accent' : 'bg-control'
              } ${pending ? 'animate-pulse' : ''}`}
            />
          </span>
        </button>
      )}
    </Reason>
  )
}
