import { useId, type ReactNode } from 'react'
import { usePressed } from './use-pressed.ts'

/** One of a few values, side by side. `legend` is for ears; `onChange` may return a promise of what it leads to. */
export function Segmented<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: {
  legend: string
  options: Readonly<Record<Value, ReactNode>>
  value: Value
  onChange: (value: Value) => unknown
}) {
  const name = useId()
  const [chosen, choose] = usePressed(value, onChange)
  return (
    <fieldset className="-m-1 flex max-w-[calc(100%+8px)] min-w-0 overflow-x-auto p-1">
      <legend className="sr-only">{legend}</legend>
      {(Object.keys(options) as Value[]).map((one) => (
        <label
          key={one}
          className="flex h-8 cursor-pointer items-center border border-control/60 px-2.5 text-sm whitespace-nowrap first-of-type:rounded-l-md last-of-type:rounded-r-md not-first-of-type:-ml-px has-checked:z-10 has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent max-sm:h-11"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={chosen === one}
            onChange={() => choose(one)}
          />
          {options[one]}
        </label>
      ))}
    </fieldset>
  )
}
