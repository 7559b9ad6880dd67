import { Check, Minus, X } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useWatch, type Path, type PathValue, type UseFormReturn } from 'react-hook-form'
import { nameRules } from '#contract/resources.ts'
import { fittingName } from '../lib/fitting-name.ts'
import { Button } from '../ui/button.tsx'
import { Field, inputClass } from '../ui/field.tsx'

/** The name of an organization: its rules are ticked off while it is typed, and what breaks them can be made to fit. */
export function NameField<Values extends { name: string }, Parsed>({
  form,
  taken,
  current,
  problem,
  help,
  locked,
  autoFocus,
}: {
  form: UseFormReturn<Values, unknown, Parsed>
  /** The names that organizations are known to have. */
  taken: ReadonlySet<string>
  /** Its name until now, whose rules nobody asks for. */
  current?: string
  /** What is wrong with it beside its rules. */
  problem: string | undefined
  help: ReactNode
  /** Why nothing can be typed here. */
  locked?: string | undefined
  autoFocus?: boolean
}) {
  const rules = useId()
  const field = 'name' as Path<Values>
  const name = useWatch({ control: form.control, name: field }) as string
  const { errors, isSubmitted } = form.formState
  const error = problem ?? (errors[field]?.message as string | undefined)
  const fitting = fittingName(name, taken)
  const broken = name !== '' && nameRules.some(({ holds }) => !holds(name))
  const refused = error !== undefined && taken.has(name)

  const fit = () => {
    form.setValue(field, fitting as PathValue<Values, Path<Values>>, {
      shouldDirty: true,
      shouldValidate: isSubmitted,
    })
    // The button goes.
    form.setFocus(field)
  }

  return (
    <div className="grid gap-1.5">
      <Field
        label="Name"
        // Of a name that is refused nothing else counts.
        help={locked ?? (refused ? undefined : help)}
        error={error}
      >
        {(control) => (
          <>
            <input
              {...control}
              {...form.register(field)}
              readOnly={locked !== undefined}
              aria-describedby={[control['aria-describedby'], locked === undefined && rules]
                .filter(Boolean)
                .join(' ')}
              autoFocus={autoFocus}
              // An address holds only so much.
              maxLength={1000}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className={inputClass}
            />
            {locked === undefined && (
              <ul id={rules} className="grid gap-1 text-sm">
                {nameRules.map(({ holds, sentence }) => (
                  <Rule
                    key={sentence}
                    state={
                      name === '' || name === current ? 'open' : holds(name) ? 'kept' : 'broken'
                    }
                  >
                    {sentence}
                  </Rule>
                ))}
              </ul>
            )}
          </>
        )}
      </Field>
      {/* Under the sentence that says why. */}
      {locked === undefined && (broken || refused) && fitting !== '' && (
        <div className="[&_button]:h-auto [&_button]:min-h-8 [&_button]:shrink [&_button]:py-1 [&_button]:text-start [&_button]:wrap-anywhere [&_button]:whitespace-normal max-sm:[&_button]:min-h-11">
          <Button onClick={fit}>
            {broken ? 'Make it fit:' : 'Use'} {fitting}
          </Button>
        </div>
      )}
    </div>
  )
}

const states = {
  open: { Icon: Minus, word: 'Rule:', icon: 'text-quiet', text: 'text-quiet' },
  kept: { Icon: Check, word: 'Kept:', icon: 'text-good', text: 'text-quiet' },
  broken: { Icon: X, word: 'Broken:', icon: 'text-danger', text: 'text-text' },
} as const

function Rule({ state, children }: { state: keyof typeof states; children: string }) {
  const { Icon, word, icon, text } = states[state]
  return (
    <li className={`flex items-start gap-2 ${text}`}>
      <Icon size={16} aria-hidden className={`mt-0.5 shrink-0 ${icon}`} />
      <span>
        <span className="sr-only">{word} </span>
        {children}
      </span>
    </li>
  )
}
