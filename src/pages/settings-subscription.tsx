import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useId, useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { useSearchParams } from 'react-router'
import { ApiError } from '#contract/errors.ts'
import type { OrganizationDetail } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { apiAddress, mutation } from '../api/query.ts'
import { session } from '../api/session.ts'
import type { Viewer } from '../api/viewer.ts'
import { write } from '../api/write.ts'
import { CopyButton } from '../components/copy-button.tsx'
import { useDraftInAddress } from '../components/draft.ts'
import { Form, pressedBy, SubmitButton } from '../components/form.tsx'
import { PlanField } from '../components/plan-field.tsx'
import { RenamedNotice, usePressedBefore } from '../components/renamed-notice.tsx'
import { LAST_DAY, today } from '../lib/dates.ts'
import { Button } from '../ui/button.tsx'
import { Field, inputClass } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Reason } from '../ui/reason.tsx'
import { toast } from '../ui/toast.tsx'
import { nameOf, sayDone, sayWhereLeft } from './settings-undo.ts'
import {
  brokenRules,
  changeInAddress,
  changeSentence,
  changeWords,
  isEmpty,
  isSameEnd,
  knownAfter,
  parseChange,
  requestText,
  soundPart,
  undoOf,
  withField,
  type KnownSubscription,
  type SubscriptionChange,
  type SubscriptionField,
} from './subscription-change.ts'

/** What was set here, by the organization's id. */
const setHere = new Map<string, KnownSubscription>()

/** Before a change; undefined where what was set here is yet to begin, or isn't what the organization has. */
function knownNow({ id, subscription }: OrganizationDetail): KnownSubscription | undefined {
  const known = setHere.get(id) ?? { plan: subscription }
  return known.plan === subscription && (known.start ?? '') <= today() ? known : undefined
}

/** Composes a change of the subscription: what is kept, set or cleared, and the request it becomes. */
export function SubscriptionComposer({
  organization,
  data,
  viewer,
  onMoved,
}: {
  organization: string
  data: OrganizationDetail
  viewer: Viewer
  onMoved: (moved: boolean) => void
}) {
  const [params] = useSearchParams()
  const [change, setChange] = useState(() => parseChange(params))
  const [tried, setTried] = useState(false)
  const fields = useRef<HTMLDivElement>(null)
  useDraftInAddress(changeInAddress(change))

  const update = useMutation({
    ...mutation('organizations_update'),
    onError: (error) => sayWhereLeft(organization, error),
    onSuccess: (_, { body }) => {
      const before = knownNow(data)
      const after = knownAfter(before ?? { plan: data.subscription }, body)
      const undo = before && undoOf(body, before)
      setHere.set(data.id, after)
      const said = changeSentence(organization, body)
      if (undo)
        // What was set here may have been changed elsewhere since: what would come is named.
        sayDone(
          data.id,
          `${said} With Undo it ${changeWords(undo)}, as was set here before.`,
          () => void takeBack(organization, data.id, undo, after),
        )
      else sayDone(data.id, said)
      setChange({})
      setTried(false)
    },
  })
  const { error } = update
  const pressedBefore = usePressedBefore('change')
  const refusal = whyNot.call('organizations_update', viewer)
  const locked = viewer.admin === false ? refusal : undefined
  const broken = brokenRules(change, { plan: data.subscription, today: today() })
  // What was only just chosen to be given is not asked for yet, nor is another plan than the one that stands there.
  const isSaid = (field: string) =>
    locked === undefined &&
    (tried || !['', data.subscription].includes(change[field as SubscriptionField] ?? field))
  const problems: Partial<Record<SubscriptionField, string>> = {
    ...error?.fields,
    ...Object.fromEntries(Object.entries(broken).filter(([field]) => isSaid(field))),
  }
  const isReady = !isEmpty(change) && isEmpty(broken)
  // As much of it as could be sent, and what nobody says at its field yet.
  const sound = soundPart(change, broken)
  const missing = Object.entries(broken).flatMap(([field, sentence]) =>
    isSaid(field) ? [] : sentence,
  )
  const known = knownNow(data)
  const same = isSameEnd(change, known ?? {})
  const edit = (next: SubscriptionChange) => {
    setChange(next)
    if (error) update.reset()
  }
  const set = <Field extends SubscriptionField>(field: Field, value: SubscriptionChange[Field]) =>
    edit(withField(change, field, value))

  const submit = () => {
    flushSync(() => setTried(true))
    const first = fields.current?.querySelector<HTMLElement>('[data-broken]')
    if (first) {
      const control = first.querySelector<HTMLElement>('[aria-invalid]')
      return (control ?? first.querySelector<HTMLElement>(':checked'))?.focus()
    }
    update.mutate({ params: { organization_name: organization }, body: change })
  }
  const line = `PATCH ${apiAddress}/organizations/${encodeURIComponent(organization)}`
  const refusedByProvider = error?.kind === 'forbidden' && viewer.admin !== false

  return (
    <Form
      error={error && (error.kind === 'not_found' || refusedByProvider) ? null : error}
      fields={['subscription', 'subscription_start_date', 'subscription_end_date']}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={pressedBy('s')}
      actions={
        <>
          <SubmitButton
            autoFocus={pressedBefore}
            pending={update.isPending}
            disabledReason={refusal ?? (isEmpty(change) ? 'Nothing is changed.' : undefined)}
          >
            Change subscription
          </SubmitButton>
          {!isEmpty(change) && !update.isPending && (
            <Button
              variant="quiet"
              onClick={() => {
                edit({})
                setTried(false)
                fields.current?.querySelector<HTMLElement>('[type=radio]')?.focus()
              }}
            >
              Keep everything
            </Button>
          )}
        </>
      }
    >
      <p className="text-sm text-quiet">
        It is <strong className="font-medium text-text">{data.subscription}</strong> now. The API
        tells no dates of a subscription. As a rule only people of the provider may change one:
        being admin of the organization is not enough.
      </p>
      {/* What is on its way is what is shown. */}
      <div ref={fields} inert={update.isPending} className="grid gap-5">
        <Choice
          legend="Plan"
          locked={locked}
          value={change.subscription}
          problem={problems.subscription}
          start={data.subscription}
          whyNotClear="A subscription always has a plan."
          onChange={(value) => set('subscription', value ?? undefined)}
        >
          {(value) => (
            <PlanField
              label="New plan"
              value={value}
              error={problems.subscription}
              onChange={(plan) => set('subscription', plan)}
            />
          )}
        </Choice>
        <Choice
          legend="Start date"
          locked={locked}
          value={change.subscription_start_date}
          problem={problems.subscription_start_date}
          start=""
          whyNotClear="A subscription always has a start."
          onChange={(value) => set('subscription_start_date', value ?? undefined)}
        >
          {(value) => (
            <DateInput
              label="First day (UTC)"
              value={value}
              error={problems.subscription_start_date}
              onChange={(day) => set('subscription_start_date', day)}
            />
          )}
        </Choice>
        <Choice
          legend="End date"
          locked={locked}
          value={change.subscription_end_date}
          problem={problems.subscription_end_date}
          start=""
          onChange={(value) => set('subscription_end_date', value)}
        >
          {(value) => (
            <DateInput
              label="Day on which it is cancelled (UTC)"
              value={value}
              error={problems.subscription_end_date}
              onChange={(day) => set('subscription_end_date', day)}
            />
          )}
        </Choice>
      </div>
      {isReady && same && (
        <p className="text-sm text-quiet">
          That it {changeWords(change)} was set here before: this changes nothing, unless someone
          has changed it since.
        </p>
      )}
      {!isEmpty(change) && locked === undefined && (
        <>
          {!isEmpty(sound) && (
            <Request
              title={isReady ? 'What will be sent' : 'What will be sent, as far as it stands'}
              text={`${line}\n${JSON.stringify(sound)}`}
            />
          )}
          {missing.length > 0 && (
            <p className="text-sm">Not ready to be sent yet. {missing.join(' ')}</p>
          )}
          {isReady && !same && !(known && undoOf(change, known)) && (
            <p className="text-sm">
              There will be no Undo for this: what is set now is not all known here, or can’t be set
              again. Note it first where you know it.
            </p>
          )}
        </>
      )}
      {error?.kind === 'not_found' && (
        <RenamedNotice
          organization={organization}
          id={data.id}
          pressed="change"
          onMoved={onMoved}
        />
      )}
      {error && refusedByProvider && (
        <AskProvider
          error={error}
          text={requestText({ name: organization, id: data.id }, { line, body: change })}
        />
      )}
    </Form>
  )
}

async function takeBack(
  organization: string,
  id: string,
  undo: SubscriptionChange,
  known: KnownSubscription,
) {
  try {
    const organization_name = await nameOf(id)
    if (organization_name === undefined)
      return void toast.danger(
        `The subscription of ${organization} was not changed back: it is not among your organizations any more.`,
      )
    await write('organizations_update', { params: { organization_name }, body: undo })
    setHere.set(id, knownAfter(known, undo))
    sayDone(id, changeSentence(organization_name, undo))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    toast.danger(`The subscription of ${organization} was not changed back. ${error.message}`)
  }
}

const modes = { keep: 'Keep', set: 'Set', clear: 'Clear (null)' } as const
type Mode = keyof typeof modes

/** Keeps, sets or clears one field. What can't be cleared says why. */
function Choice({
  legend,
  value,
  problem,
  start,
  locked,
  whyNotClear,
  onChange,
  children,
}: {
  legend: string
  /** Why nothing can be chosen. */
  locked: string | undefined
  /** Undefined is kept, null is cleared. */
  value: string | null | undefined
  problem: string | undefined
  /** What it is set to at first. */
  start: string
  whyNotClear?: string
  onChange: (value: string | null | undefined) => void
  children: (value: string) => ReactNode
}) {
  const id = useId()
  const mode: Mode = value === undefined ? 'keep' : value === null ? 'clear' : 'set'
  const values = { keep: undefined, set: start, clear: null } as const
  const whyId = whyNotClear === undefined || locked !== undefined ? undefined : `${id}-why`
  // What is set says itself what is wrong with it.
  const problemId = problem === undefined || mode === 'set' ? undefined : `${id}-problem`
  return (
    <fieldset className="grid min-w-0 gap-2" data-broken={problem === undefined ? undefined : ''}>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <Reason text={locked} align="start">
        {(lockedId) => (
          <span className="flex flex-wrap items-center gap-x-5">
            {(Object.keys(modes) as Mode[]).map((one) => {
              const isLocked =
                locked !== undefined || (one === 'clear' && whyNotClear !== undefined)
              const described = [lockedId, one === 'clear' && whyId, problemId]
              return (
                <label
                  key={one}
                  className={`flex min-h-8 items-center gap-2 text-sm max-sm:min-h-11 ${isLocked ? 'text-quiet' : 'cursor-pointer'}`}
                >
                  <input
                    type="radio"
                    name={id}
                    checked={mode === one}
                    aria-disabled={isLocked || undefined}
                    aria-describedby={described.filter(Boolean).join(' ') || undefined}
                    onChange={() => {
                      if (!isLocked) onChange(values[one])
                    }}
                    className="accent-accent aria-disabled:opacity-55"
                  />
                  {modes[one]}
                </label>
              )
            })}
            {whyId && (
              <span id={whyId} className="text-xs text-quiet">
                {whyNotClear}
              </span>
            )}
          </span>
        )}
      </Reason>
      {typeof value === 'string' &&
        (locked === undefined ? (
          children(value)
        ) : (
          <p className="text-sm wrap-anywhere">{value || '–'}</p>
        ))}
      {problemId && (
        <p id={problemId} role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

function DateInput({
  label,
  value,
  error,
  onChange,
}: {
  label: string
  value: string
  error: string | undefined
  onChange: (day: string) => void
}) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <input
          {...control}
          type="date"
          max={LAST_DAY}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={inputClass}
        />
      )}
    </Field>
  )
}

function Request({ title, text }: { title: string; text: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <p className="text-sm text-quiet">{title}</p>
      <pre
        role="region"
        aria-label={title}
        tabIndex={0}
        className="overflow-auto rounded-lg bg-raised p-3 text-xs/5 wrap-anywhere whitespace-pre-wrap"
      >
        {text}
      </pre>
    </div>
  )
}

/** A subscription is the provider's to change (organizations_update): what they need to do it. */
function AskProvider({ error, text }: { error: ApiError; text: string }) {
  const { server } = useSuspenseQuery(session()).data
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Notice tone="danger">
        {error.message} Being admin of the organization is not enough for this. Send the provider
        {server.kind === 'upstream' && ` of ${server.name}`} this request.
      </Notice>
      <Request title="Request to the provider" text={text} />
      <div>
        <CopyButton label="Copy the request" text={text} said="The request was copied." />
      </div>
    </div>
  )
}
