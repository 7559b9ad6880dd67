import { useQuery } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useDeferredValue, useMemo, useState, type DragEvent } from 'react'
import { Link, useLoaderData, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { members } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { useViewer } from '../api/viewer.ts'
import { Confirm } from '../components/confirm.tsx'
import { counted } from '../components/counted.tsx'
import { useMemberChanges } from '../components/member-changes.ts'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { formatCount } from '../lib/counts.ts'
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
import { emailOf, filePlan, type Change, type FilePlan, type Step } from './member-plan.ts'
import { ResultFile, resultWord, RunProgress, useMemberRun } from './member-run.tsx'

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(members(organization)))
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
  const [asking, setAsking] = useState(false)
  const { run, state, busy, start } = useMemberRun(organization)
  const waiting = [...useMemberChanges().values()].some(
    (change) => change.organization === organization && change.kind !== 'refused',
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
    () => new Map(state.items.map((item) => [emailOf(item.job).toLowerCase(), item])),
    [state.items],
  )
  const refusal =
    whyNot.call('organization_users_update', viewer) ??
    (waiting ? 'A change in the list is on its way. Wait until it is done.' : whyNotApply(plan))

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <FileField text={text} readOnly={busy} onText={setText} />
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
              onClick={() => setAsking(true)}
            >
              {applyWords(plan, run !== undefined && !busy)}
            </Button>
            {run && !busy && <ResultFile {...{ organization, state }} />}
          </div>
          {run && <RunProgress {...{ run, state }} />}
          {run && !busy && <Outcome plan={plan} />}
          <Changes {...{ plan, results }} />
        </>
      )}
      {asking && (
        <Confirm
          title={`${applyWords(plan)}?`}
          action={applyWords(plan)}
          dangerous={plan.steps.some(({ kind }) => kind === 'demote' || kind === 'remove')}
          pending={false}
          error={null}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            start(plan.steps)
          }}
        >
          <p>{summary(plan)}</p>
          {plan.changes.some(({ kind }) => kind === 'remove') && (
            <p>
              Whoever is removed loses all roles in all projects of {organization}, too. Being added
              again does not bring the roles back.
            </p>
          )}
          {plan.steps.some((step) => step.kind === 'demote' && step.self) && (
            <p>You give up your own admin rights, last of all, and cannot take that back.</p>
          )}
        </Confirm>
      )}
    </div>
  )
}

function applyWords({ steps }: FilePlan, again = false): string {
  if (steps.length === 0) return 'Apply'
  if (steps.length === 1) return again ? 'Apply the remaining change' : 'Apply one change'
  return `Apply ${again ? 'the remaining ' : ''}${formatCount(steps.length)} changes`
}

function whyNotApply({ steps, adminsLeft, adminsAdded }: FilePlan): string | undefined {
  if (steps.length === 0) return 'There is nothing to change.'
  return adminsLeft === 0 && !adminsAdded
    ? 'No active admin would be left. Let the file name at least one.'
    : undefined
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

/** The list was read again after the run, and the plan with it: what is still in it was not reached. */
function Outcome({ plan }: { plan: FilePlan }) {
  const open = plan.steps.length
  return (
    <div role="status">
      <Notice tone={open === 0 ? 'info' : 'warning'}>
        {open === 0
          ? 'The list was read again: it is as the file says.'
          : `The list was read again: ${open === 1 ? 'one member still differs' : `${formatCount(open)} members still differ`} from the file.`}
      </Notice>
    </div>
  )
}

type View = 'changes' | 'problems' | 'unchanged' | 'all'

const viewOf: Record<Change['kind'], Exclude<View, 'all'>> = {
  add: 'changes',
  promote: 'changes',
  demote: 'changes',
  remove: 'changes',
  same: 'unchanged',
  'left out': 'unchanged',
  invalid: 'problems',
  twice: 'problems',
}

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

function Changes({
  plan,
  results,
}: {
  plan: FilePlan
  results: ReadonlyMap<string, RunItem<Step>>
}) {
  const [view, setView] = useState<View>('all')
  const changes = useMemo(
    () => plan.changes.toSorted((a, b) => placeOf(a, results) - placeOf(b, results)),
    [plan, results],
  )
  const count = (view: View) => changes.filter(({ kind }) => viewOf[kind] === view).length
  const shown = view === 'all' ? changes : changes.filter(({ kind }) => viewOf[kind] === view)
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
          columns={4}
          row={(change, attributes) => (
            <ChangeRow
              key={`${change.line} ${change.email}`}
              {...{ change, attributes }}
              result={
                viewOf[change.kind] === 'problems'
                  ? undefined
                  : results.get(change.email.toLowerCase())
              }
            />
          )}
        />
      </table>
    </div>
  )
}

/** What changes stands first, then what needs mending, then what was changed; and the order of the file. */
function placeOf({ kind, email }: Change, results: ReadonlyMap<string, RunItem<Step>>): number {
  if (viewOf[kind] !== 'unchanged') return viewOf[kind] === 'changes' ? 0 : 1
  return results.has(email.toLowerCase()) ? 2 : 3
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
  const problem = viewOf[change.kind] === 'problems'
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
          <Badge tone={change.kind === 'remove' ? 'warning' : 'accent'}>
            {kindNames[change.kind]}
          </Badge>
        ) : (
          <span className={problem ? 'text-danger' : 'text-quiet'}>{kindNames[change.kind]}</span>
        )}
      </td>
      <td
        className={`${cellClass} text-sm !whitespace-normal text-quiet max-sm:order-4 max-sm:col-span-full max-sm:border-0`}
      >
        {result ? (
          <span className={result.state === 'failed' ? 'text-danger' : ''}>
            {result.error ? result.error.message : resultWord(result)}
          </span>
        ) : (
          change.note
        )}
      </td>
    </tr>
  )
}

const phrases: [Change['kind'], string][] = [
  ['add', 'to add'],
  ['promote', 'to make admin'],
  ['demote', 'to make a plain member'],
  ['remove', 'to remove'],
  ['same', 'as in the file'],
  ['left out', 'not in the file (kept)'],
  ['invalid', 'not readable'],
  ['twice', 'twice in the file'],
]

/** "3 to add, 1 to make admin, 230 as in the file." */
function summary({ changes }: FilePlan): string {
  const parts = phrases.flatMap(([kind, phrase]) => {
    const count = changes.filter((change) => change.kind === kind).length
    return count === 0 ? [] : [`${formatCount(count)} ${phrase}`]
  })
  return `${parts.join(', ')}.`
}
