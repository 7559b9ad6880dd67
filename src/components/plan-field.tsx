import { useState, type Ref } from 'react'
import { plans } from '#contract/resources.ts'
import { capitalized } from '../lib/names.ts'
import { Field, inputClass } from '../ui/field.tsx'

const isKnown = (plan: string) => plans.some((one) => one === plan)

/** The name of a subscription: one of those that are known, or another, since no server lists its own. */
export function PlanField({
  label,
  value,
  error,
  ref,
  onChange,
}: {
  label: string
  value: string
  error: string | undefined
  ref?: Ref<HTMLInputElement & HTMLSelectElement>
  onChange: (plan: string) => void
}) {
  const [another, setAnother] = useState(!isKnown(value))
  return (
    <>
      <Field label={label} error={another ? undefined : error}>
        {(control) => (
          <select
            {...control}
            ref={another ? undefined : ref}
            value={another ? '' : value}
            onChange={({ target }) => {
              setAnother(target.value === '')
              onChange(target.value)
            }}
            className={inputClass}
          >
            {plans.map((plan) => (
              <option key={plan} value={plan}>
                {capitalized(plan)}
              </option>
            ))}
            <option value="">Another…</option>
          </select>
        )}
      </Field>
      {another && (
        <Field
          label="What the other one is called"
          help="As the provider writes it. The server says whether it has it."
          error={error}
        >
          {(control) => (
            <input
              {...control}
              ref={ref}
              value={value}
              onChange={({ target }) => onChange(target.value)}
              // An address holds only so much.
              maxLength={1000}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className={inputClass}
            />
          )}
        </Field>
      )}
    </>
  )
}
