import { useEffect, useId, useRef, type ComponentProps, type ReactNode } from 'react'

export const inputClass =
  'h-8 max-sm:h-11 w-full rounded-md border border-control bg-surface px-2.5 text-base max-sm:text-lg text-text placeholder:text-quiet [&[readonly]]:bg-raised aria-invalid:border-danger'

export interface FieldProps {
  label: string
  help?: ReactNode
  error?: string | undefined
}

/** A label, its control, help and error, tied together; the control gets `id` and what describes it. */
export function Field({
  label,
  help,
  error,
  children,
}: FieldProps & {
  children: (control: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': true | undefined
  }) => ReactNode
}) {
  const id = useId()
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {help && (
        <p id={`${id}-help`} className="text-sm text-quiet">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </div>
  )
}

/**
 * A search field without a visible label. What is typed stays in the field itself, so that no key is lost while the
 * address, from which `value` comes, catches up; `value` counts again once the field is left.
 */
export function SearchInput({
  label,
  value,
  onSearch,
  ...props
}: {
  label: string
  value: string
  onSearch: (text: string) => void
} & Omit<ComponentProps<'input'>, 'value'>) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value
  }, [value])
  return (
    <input
      {...props}
      ref={input}
      type="search"
      defaultValue={value}
      onChange={({ target }) => onSearch(target.value)}
      onBlur={({ target }) => (target.value = value)}
      aria-label={label}
      placeholder={label}
      autoComplete="off"
      spellCheck={false}
      className={`${inputClass} sm:max-w-72`}
    />
  )
}
