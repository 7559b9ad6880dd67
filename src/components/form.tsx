import { zodResolver } from '@hookform/resolvers/zod'
import { useMemo, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react'
import {
  useForm,
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  type Path,
  type RegisterOptions,
  type UseFormReturn,
} from 'react-hook-form'
import type { z } from 'zod/mini'
import type { ApiError } from '#contract/errors.ts'
import { useWhyNotWrite } from '../api/connection.ts'
import type { Meanings } from '../api/refusal.ts'
import { Button } from '../ui/button.tsx'
import { Field, inputClass, type FieldProps } from '../ui/field.tsx'
import { Failure } from './failure.tsx'

/** A form over a schema of the contract: the browser says the same sentences as the server, and shows the server's, too. */
export function useApiForm<Values extends FieldValues, Parsed extends FieldValues>(
  schema: z.ZodMiniType<Parsed, Values>,
  options: { defaultValues: DefaultValues<Values>; error: ApiError | null },
): UseFormReturn<Values, unknown, Parsed> {
  const { defaultValues, error } = options
  // React Hook Form takes each new object for new errors.
  const errors = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(error?.fields ?? {}).map(([field, message]) => [
          field,
          { type: 'server', message },
        ]),
      ) as FieldErrors<Values>,
    [error],
  )
  return useForm<Values, unknown, Parsed>({ resolver: zodResolver(schema), defaultValues, errors })
}

type Keys = Pick<globalThis.KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Whether it is this key with Ctrl or Cmd. */
export const isWithCtrl = (pressed: Keys, key: string) =>
  pressed.key.toLowerCase() === key &&
  (pressed.ctrlKey || pressed.metaKey) &&
  !pressed.altKey &&
  !pressed.shiftKey

/** Presses the form's own button. A locked one gets the focus, and so says its reason. */
export function pressSubmit(form: HTMLElement) {
  const button = form.querySelector<HTMLElement>('[type=submit]')
  if (button?.ariaDisabled === 'true') button.focus()
  else button?.click()
}

/** Presses the form's own button with Ctrl or Cmd and this key. */
export const pressedBy = (key: string) => (event: KeyboardEvent<HTMLFormElement>) => {
  if (!isWithCtrl(event, key)) return
  // On a link or another button they mean that one.
  if (event.target instanceof Element && event.target.closest('a, button:not([type=submit])'))
    return
  event.preventDefault()
  pressSubmit(event.currentTarget)
}

const isSaidAtFields = (error: ApiError, fields: readonly string[]) => {
  const broken = Object.keys(error.fields)
  return broken.length > 0 && broken.every((field) => fields.includes(field))
}

/** A form's shell. What went wrong and belongs to no field stands above its buttons. */
export function Form({
  error,
  meanings,
  fields,
  onSubmit,
  onKeyDown,
  children,
  actions,
}: {
  error: ApiError | null
  /** What a refusal means here, and what can be done, by its kind. */
  meanings?: Meanings
  /** Those that say themselves what is wrong with them. */
  fields: readonly string[]
  onSubmit: ComponentProps<'form'>['onSubmit']
  onKeyDown?: (event: KeyboardEvent<HTMLFormElement>) => void
  children: ReactNode
  actions: ReactNode
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only presses the button inside
    <form
      noValidate
      onSubmit={onSubmit}
      onKeyDown={onKeyDown}
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
    >
      {children}
      {error && !isSaidAtFields(error, fields) && <Failure {...{ error, meanings }} />}
      <div className="flex flex-wrap gap-2">{actions}</div>
    </form>
  )
}

export function SubmitButton({
  pending,
  disabledReason,
  autoFocus,
  children,
}: {
  pending: boolean
  disabledReason?: string | undefined
  autoFocus?: boolean
  children: ReactNode
}) {
  const locked = useWhyNotWrite()
  return (
    <Button
      type="submit"
      variant="primary"
      reasonAlign="start"
      pending={pending}
      disabledReason={disabledReason ?? locked}
      autoFocus={autoFocus}
    >
      {children}
    </Button>
  )
}

type ControlProps<Values extends FieldValues, Parsed> = Omit<FieldProps, 'error'> & {
  form: UseFormReturn<Values, unknown, Parsed>
  name: Path<Values>
  registration?: RegisterOptions<Values, Path<Values>>
}

const errorOf = <Values extends FieldValues, Parsed>({
  form,
  name,
}: ControlProps<Values, Parsed>) => form.formState.errors[name]?.message as string | undefined

export function TextField<Values extends FieldValues, Parsed>({
  form,
  name,
  label,
  help,
  registration,
  ...input
}: ControlProps<Values, Parsed> & Omit<ComponentProps<'input'>, 'form' | 'name'>) {
  return (
    <Field label={label} help={help} error={errorOf({ form, name, label })}>
      {(control) => (
        <input
          {...input}
          {...control}
          {...form.register(name, registration)}
          aria-describedby={
            [input['aria-describedby'], control['aria-describedby']].filter(Boolean).join(' ') ||
            undefined
          }
          className={inputClass}
        />
      )}
    </Field>
  )
}
