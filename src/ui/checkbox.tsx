import { useId, type ComponentProps } from 'react'
import { Reason } from './reason.tsx'

/** A box of its own, as in a row of a table; what can be hit around it is as large as any control. */
export function Checkbox({
  label,
  mixed = false,
  reason,
  ...props
}: {
  label: string
  /** Some of what it stands for is chosen. */
  mixed?: boolean
  /** Why nothing can be done with what is chosen. */
  reason?: string | undefined
} & Omit<ComponentProps<'input'>, 'type' | 'className' | 'aria-label'>) {
  return (
    <Reason text={reason} align="start">
      {(describedBy) => (
        <label className="-mx-2 inline-flex size-8 cursor-pointer items-center justify-center max-sm:size-11">
          <input
            {...props}
            type="checkbox"
            aria-label={label}
            aria-describedby={describedBy}
            ref={(element) => {
              if (element) element.indeterminate = mixed
            }}
            className="size-4 accent-accent"
          />
        </label>
      )}
    </Reason>
  )
}

/** A choice in words, with what it means under it. */
export function Tick({
  label,
  help,
  checked,
  disabled,
  onChange,
}: {
  label: string
  help: string
  checked: boolean
  disabled: boolean
  onChange: (checked: boolean) => void
}) {
  const id = useId()
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={`${id}-help`}
        onChange={({ target }) => onChange(target.checked)}
        className="mt-0.5 size-4 accent-accent"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-help`} className="text-sm text-quiet">
          {help}
        </p>
      </div>
    </div>
  )
}
