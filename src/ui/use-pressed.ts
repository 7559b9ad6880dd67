import { startTransition, useOptimistic } from 'react'

/**
 * A value that a press changes at once, while what it leads to is still being rendered; `onChange` returns a promise of
 * that. Afterwards `value` counts.
 */
export function usePressed<Value>(
  value: Value,
  onChange: (next: Value) => unknown,
): [shown: Value, press: (next: Value) => void] {
  const [shown, show] = useOptimistic(value)
  const press = (next: Value) =>
    startTransition(async () => {
      show(next)
      await onChange(next)
    })
  return [shown, press]
}
