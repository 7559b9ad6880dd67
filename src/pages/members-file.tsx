import { useQuery } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useDeferredValue, useMemo, useState, type DragEvent } from 'react'
import { Link, useLoaderData, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { adminsLeftWords, whyNot } from '../api/permissions.ts'
import { members } from '../api/queries.ts'
import { hasJustFailed, queryClient, warm } from '../api/query.ts'
import { useViewer } from '../api/viewer.ts'
import { Confirm } from '../components/confirm.tsx'
import { counted } from '../components/counted.tsx'
import { useMemberChanges, whyNotNow } from '../components/member-changes.ts'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { useUnsaved } from '../components/unsaved.tsx'
import { formatCount } from '../lib/counts.ts'
import { displayName } from '../lib/names.ts'
import type { RunItem } from '../lib/run.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Tick } from '../ui/checkbox.tsx'
import { Field, inputClass } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { cellClass, headClass, TableBody } from '../ui/table.tsx'
import { readMemberFile } from './member-file.ts'
import {
  filePlan,
  resultsOf,
  whyNotApply,
  type Change,
  type FilePlan,
  type Results,
  type Step,
} from './member-plan.ts'
import { ResultFile, resultWord, RunProgress, useMemberRun, whyFailed } from './member-run.tsx'
import { NotAdmin } from './not-admin.tsx'

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  const list = members(organization)
  if (!hasJustFailed(list.queryKey)) warm(queryClient.query(list))
  return { organization }
}

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  return (
    <Page title="Match the list to a file" of={organization}>
      <p className="-mt-4 text-sm">
        <Link
          to={paths.members(organization)}
          className="text-accent underline-offset-4 hover:underline"
        >
          All members of {organization}
        </Link>
      </p>
      <QueryView
        query={useQuery(members(organization))}
        what="The members"
        loading={<Skeleton className="h-40 w-full" />}
      >
        {(all) => <MatchToFile key={organization} {...{ organization, all }} />}
      </QueryView>
    </Page>
  )
}

/** First what would change, then, once it is wished, the changes; in the end what the list, read again, still lacks. */
function MatchToFile({ organization, all }: { organization: string; all: OrganizationUser[] }) {
  const viewer = useViewer(organization)
  const self = viewer.member?.id
  const [text, setText] = useState('')
  const [removing, setRemoving] = useState(false)
  /** As it stood when Apply was pressed: what is shown then is what is done, whatever the list says meanwhile. */
  const [asked, setAsked] = useState<FilePlan>()
  /** What became of each before the last run. */
  const [earlier, setEarlier] = useState<Results>(new Map())
  const [endedAt, setEndedAt] = useState<number>()
  const list = useQuery(members(organization))
  const { run, state, busy, start, forget } = useMemberRun(organization)
  const waiting = [...useMemberChanges().values()].some(
    (change) => change.organization === organization && whyNotNow(change) !== undefined,
  )

  const read = useDeferredValue(text)
  const lines = useMemo(() => readMemberFile(read), [read])
  const unreadable = lines.filter(({ kind }) => kind === 'invalid').length
  const plan = useMemo(
    () => filePlan(lines, all, { removing: removing && unreadable === 0, self }),
    [lines, all, removing, unreadable, self],
  )
  const leftOut = plan.changes.filter(
    ({ kind, note }) => kind === 'remove' || (kind === 'left out' && !note),
  ).length
  const results = useMemo(
    () => new Map([...earlier, ...resultsOf(state.items)]),
    [earlier, state.items],
  )
  const ended = run !== undefined && !busy
  const reading = !ended
    ? undefined
    : endedAt === undefined || (list.isFetching && list.dataUpdatedAt <= endedAt)
      ? 'going on'
      : list.dataUpdatedAt > endedAt
        ? 'done'
        : 'failed'
  const refusal =
    whyNot.call('organization_users_update', viewer) ??
    (reading === 'going on' ? 'The list is being read again.' : undefined) ??
    (reading === 'failed' ? 'The list could not be read again. Try that first.' : undefined) ??
    (waiting ? 'A change in the list is on its way. Wait until it is done.' : whyNotApply(plan))

  const { question } = useUnsaved(
    plan.steps.length > 0 || unreadable > 0,
    plan.steps.length === 0
      ? 'What you gave cannot be read yet.'
      : `The list is not as the file says: ${plan.steps.length === 1 ? 'one change is' : `${formatCount(plan.steps.length)} changes are`} left to apply.`,
  )
  const change = (text: string) => {
    setText(text)
    setEarlier(new Map())
    setEndedAt(undefined)
    forget()
  }
  const apply = (plan: FilePlan) => {
    setAsked(undefined)
    setEarlier(results)
    setEndedAt(undefined)
    start(plan.steps, () => setEndedAt(Date.now()))
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {viewer.admin === false && <NotAdmin all={all} />}
      <FileField text={text} readOnly={busy} onText={change} />
      {lines.length > 0 && (
        <>
          {leftOut > 0 && (
            <RemovalTick
              count={leftOut}
              checked={removing}
              busy={busy}
              unreadable={unreadable}
              onChange={setRemoving}
            />
          )}
          <p role="status">{summary(plan)}</p>
          <div className="flex flex-wrap gap-2">
            <Button
              variant="primary"
              pending={busy}
              disabledReason={refusal}
              reasonAlign="start"
              onClick={() => setAsked(plan)}
            >
              {applyWords(plan, ended)}
            </Button>
            {ended && <ResultFile {...{ organization }} items={results.values()} />}
          </div>
          {run && <RunProgress {...{ run, state }} />}
          {reading && <Outcome {...{ plan, reading }} />}
          <Changes {...{ plan, results }} />
        </>
      )}
      {asked && (
        <Question
          {...{ organization }}
          plan={asked}
          onConfirm={() => apply(asked)}
          onCancel={() => setAsked(undefined)}
        />
      )}
      {question}
    </div>
  )
}

/** What is about to be done, and to whom. */
function Question({
  organization,
  plan,
  onConfirm,
  onCancel,
}: {
  organization: string
  plan: FilePlan
  onConfirm: () => void
  onCancel: () => void
}) {
  const { steps, adminsLeft } = plan
  const removed = steps.flatMap((step) => (step.kind === 'remove' ? [step.user] : []))
  return (
    <Confirm
      title={`${applyWords(plan)}?`}
      action={applyWords(plan)}
      dangerous={steps.some(({ kind }) => kind === 'demote' || kind === 'remove')}
      pending={false}
      error={null}
      {...{ onConfirm, onCancel }}
    >
      <p>{summary(plan, changing)}</p>
      {removed.length > 0 && (
        <>
          <ul
            aria-label="Who is removed"
            className="max-h-48 overflow-y-auto border-y border-line py-1 text-sm text-text"
          >
            {removed.map((user) => (
              <li key={user.id} className="py-0.5 wrap-anywhere [content-visibility:auto]">
                {displayName(user)}
                {displayName(user) !== user.email && (
                  <span className="text-quiet"> {user.email}</span>
                )}
              </li>
            ))}
          </ul>
          <p>
            Whoever is removed loses all roles in all projects of {organization}, too. Being added
            again does not bring the roles back.
          </p>
        </>
      )}
      {steps.some((step) => step.kind === 'demote' && step.self) && (
        <p>You give up your own admin rights, last of all, and cannot take that back.</p>
      )}
      <p>
        {adminsLeftWords(organization, adminsLeft)}
        {steps.some((step) => step.kind === 'add' && step.admin) &&
          ' New ones count once they are active.'}
      </p>
    </Confirm>
  )
}

function applyWords({ steps }: FilePlan, again = false): string {
  if (steps.length === 0) return 'Apply'
  if (steps.length === 1) return again ? 'Apply the remaining change' : 'Apply one change'
  return `Apply ${again ? 'the remaining ' : ''}${formatCount(steps.length)} changes`
}

/** Paste it, choose it, or drop it. */
function FileField({
  text,
  readOnly,
  onText,
}: {
  text: string
  readOnly: boolean
  onText: (text: string) => void
}) {
  const [over, setOver] = useState(false)
  const [problem, setProblem] = useState<string>()
  const take = async (file: File | undefined) => {
    setOver(false)
    if (!file || readOnly) return
    try {
      onText(await file.text())
      setProblem(undefined)
    } catch {
      setProblem(`${file.name} could not be read. Choose it again, or paste what it says.`)
    }
  }
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(event.type !== 'dragleave')
  }
  return (
    <div
      className={`grid max-w-[640px] gap-3 rounded-lg outline-offset-8 outline-accent outline-dashed ${over ? 'outline-2' : 'outline-0'}`}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={(event) => {
        drag(event)
        void take(event.dataTransfer.files[0])
      }}
    >
      <Field
        label="What the list should be"
        error={problem}
        help="A CSV with the columns email and admin (true or false), one person a line. Paste it, or drop the file here. Where admin is empty, the role stays as it is. The list’s own export has this form."
      >
        {(control) => (
          <textarea
            {...control}
            rows={6}
            readOnly={readOnly}
            spellCheck={false}
            autoComplete="off"
            placeholder={'email,admin\nann@example.com,true\nbob@example.com,false'}
            value={text}
            onChange={({ target }) => onText(target.value)}
            className={`${inputClass} !h-auto py-1.5 font-mono !text-sm`}
          />
        )}
      </Field>
      <label
        className={`${buttonClass()} cursor-pointer justify-self-start has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent`}
      >
        <FileUp size={16} aria-hidden />
        Choose a file
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          className="sr-only"
          disabled={readOnly}
          onChange={({ target }) => {
            void take(target.files?.[0])
            // The same file may be chosen again, once it was changed.
            target.value = ''
          }}
        />
      </label>
    </div>
  )
}

function RemovalTick({
  count,
  checked,
  busy,
  unreadable,
  onChange,
}: {
  count: number
  checked: boolean
  busy: boolean
  unreadable: number
  onChange: (checked: boolean) => void
}) {
  return (
    <div className="grid gap-2">
      <Tick
        label={
          count === 1
            ? 'Remove the one member who is not in the file'
            : `Remove the ${formatCount(count)} members who are not in the file`
        }
        help="Without this they stay as they are."
        checked={checked}
        disabled={busy}
        onChange={onChange}
      />
      {checked && unreadable > 0 && (
        <Notice tone="warning">
          {unreadable === 1 ? 'One line' : `${formatCount(unreadable)} lines`} of the file cannot be
          read, and may mean somebody who would be removed. Nobody is, until it is mended.
        </Notice>
      )}
    </div>
  )
}

/** Once the list was read again after the run, and the plan made anew, what is still in it was not reached. */
function Outcome({ plan, reading }: { plan: FilePlan; reading: 'going on' | 'done' | 'failed' }) {
  const open = plan.steps.length
  return (
    <div role="status">
      {reading === 'going on' ? (
        <p className="text-sm text-quiet">Reading the list again…</p>
      ) : reading === 'failed' ? (
        <Notice tone="warning">
          The list could not be read again, so it is not known what still differs from the file.
        </Notice>
      ) : (
        <Notice tone={open === 0 ? 'info' : 'warning'}>
          {open === 0
            ? 'The list was read again: it is as the file says.'
            : `The list was read again: ${open === 1 ? 'one member still differs' : `${formatCount(open)} members still differ`} from the file.`}
        </Notice>
      )}
    </div>
  )
}

type View = 'changes' | 'problems' | 'unchanged' | 'all'

const viewOf = ({ kind, step }: Change): Exclude<View, 'all'> =>
  step ? 'changes' : kind === 'invalid' ? 'problems' : 'unchanged'

const kindNames: Record<Change['kind'], string> = {
  add: 'Add',
  promote: 'Make admin',
  demote: 'Make member',
  remove: 'Remove',
  same: 'Stays as it is',
  'left out': 'Not in the file, stays',
  invalid: 'Cannot be read',
  twice: 'Stands twice',
}

function Changes({ plan, results }: { plan: FilePlan; results: Results }) {
  const [view, setView] = useState<View>('all')
  const changes = useMemo(
    () =>
      [...plan.changes, ...gone(plan, results)].toSorted(
        (a, b) => placeOf(a, results) - placeOf(b, results),
      ),
    [plan, results],
  )
  const count = (view: View) => changes.filter((change) => viewOf(change) === view).length
  const shown = view === 'all' ? changes : changes.filter((change) => viewOf(change) === view)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Segmented
        legend="Show"
        value={view}
        options={{
          changes: counted('To change', count('changes')),
          problems: counted('Problems', count('problems')),
          unchanged: counted('As they are', count('unchanged')),
          all: counted('All', changes.length),
        }}
        onChange={setView}
      />
      <table className="cards w-full table-fixed" aria-rowcount={shown.length + 1}>
        <caption className="sr-only">What becomes of each member</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={`${headClass} w-14`}>
              Line
            </th>
            <th scope="col" className={headClass}>
              E-mail
            </th>
            <th scope="col" className={`${headClass} w-44`}>
              Change
            </th>
            <th scope="col" className={headClass}>
              Result
            </th>
          </tr>
        </thead>
        <TableBody
          items={shown}
          row={(change, attributes) => (
            <ChangeRow
              key={`${change.line} ${change.email}`}
              {...{ change, attributes }}
              result={resultFor(change, results)}
            />
          )}
        />
      </table>
    </div>
  )
}

/** Whoever was removed is in neither the file nor the list, and still has a result. */
function gone({ changes }: FilePlan, results: Results): Change[] {
  const named = new Set(changes.map(({ email }) => email.toLowerCase()))
  return [...results].flatMap(([key, { job }]) =>
    job.kind === 'remove' && !named.has(key)
      ? [{ email: job.user.email, kind: 'remove', line: undefined }]
      : [],
  )
}

const resultFor = ({ kind, email }: Change, results: Results) =>
  kind === 'invalid' || kind === 'twice' ? undefined : results.get(email.toLowerCase())

/** What changes stands first, then what needs mending, then what was changed; and the order of the file. */
function placeOf(change: Change, results: Results): number {
  const view = viewOf(change)
  if (view === 'changes') return 0
  if (view === 'problems') return 1
  if (change.kind === 'twice') return 2
  return resultFor(change, results) ? 3 : 4
}

function ChangeRow({
  change,
  attributes,
  result,
}: {
  change: Change
  attributes: object
  result: RunItem<Step> | undefined
}) {
  // What was changed is as the file says now; what it was is more to the point.
  const kind = change.step || !result ? change.kind : result.job.kind
  return (
    <tr {...attributes} className="max-sm:border-b max-sm:border-line">
      <td
        className={`${cellClass} text-quiet tabular-nums max-sm:order-2 max-sm:justify-self-end max-sm:border-0`}
      >
        {change.line !== undefined && (
          <>
            <span className="sm:hidden">Line </span>
            {change.line}
          </>
        )}
      </td>
      <th
        scope="row"
        className={`${cellClass} text-start font-medium max-sm:order-1 max-sm:border-0 max-sm:wrap-anywhere`}
      >
        {change.email || '–'}
      </th>
      <td className={`${cellClass} max-sm:order-3 max-sm:border-0`}>
        {change.step ? (
          <Badge tone={change.kind === 'remove' ? 'warning' : 'accent'}>{kindNames[kind]}</Badge>
        ) : (
          <span className={kind === 'invalid' ? 'text-danger' : 'text-quiet'}>
            {kindNames[kind]}
          </span>
        )}
      </td>
      <td
        className={`${cellClass} text-sm !whitespace-normal text-quiet max-sm:order-4 max-sm:col-span-full max-sm:border-0`}
      >
        {result ? (
          <span className={result.state === 'failed' ? 'text-danger' : ''}>
            {result.error ? whyFailed(result.error) : resultWord(result)}
          </span>
        ) : (
          change.note
        )}
      </td>
    </tr>
  )
}

type Phrase = readonly [Change['kind'], string]

const changing: readonly Phrase[] = [
  ['add', 'to add'],
  ['promote', 'to make admin'],
  ['demote', 'to make a plain member'],
  ['remove', 'to remove'],
]
const everything: readonly Phrase[] = [
  ...changing,
  ['same', 'as in the file'],
  ['left out', 'not in the file (kept)'],
  ['invalid', 'not readable'],
  ['twice', 'twice in the file'],
]

/** "3 to add, 1 to make admin, 230 as in the file." */
function summary({ changes }: FilePlan, phrases = everything): string {
  const parts = phrases.flatMap(([kind, phrase]) => {
    const count = changes.filter((change) => change.kind === kind).length
    return count === 0 ? [] : [`${formatCount(count)} ${phrase}`]
  })
  return `${parts.join(', ')}.`
}
