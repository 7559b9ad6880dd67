import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import type { OrganizationDetail } from '#contract/resources.ts'
import { onlyAdmin, whomToAsk, whyNot } from '../api/permissions.ts'
import { details, members } from '../api/queries.ts'
import { useViewer, type Viewer } from '../api/viewer.ts'
import { CopyButton } from '../components/copy-button.tsx'
import { useDraftKey } from '../components/draft.ts'
import { isWithCtrl, pressSubmit } from '../components/form.tsx'
import { useStaying } from '../components/member-changes.ts'
import { useKeptFocus } from '../components/kept-focus.ts'
import { Facts, factsOf, Id, StatusNotice } from '../components/organization-facts.tsx'
import { Page, Section } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { LeaveOrganization } from '../components/remove-member.tsx'
import { useUnsaved } from '../components/unsaved.tsx'
import { param } from '../params.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { FindAnotherAdmin } from './another-admin.tsx'
import { Rename } from './settings-name.tsx'
import { SubscriptionComposer } from './settings-subscription.tsx'
import { changeParameters } from './subscription-change.ts'

const none: [] = []

export function Component() {
  const organization = param(useParams(), 'organization')
  const draft = useDraftKey()
  const [moved, setMoved] = useState(false)
  return (
    <Page title="Settings" of={organization} narrow>
      <QueryView
        query={useQuery(details(organization))}
        what="The settings"
        loading={<Skeleton className="h-96 w-full" />}
        explained={moved}
      >
        {(data) => (
          // Forms of its own for each organization: what was typed for one is not meant for another.
          <Settings
            key={`${organization} ${draft}`}
            {...{ organization, data }}
            onMoved={setMoved}
          />
        )}
      </QueryView>
    </Page>
  )
}

function Settings({
  organization,
  data,
  onMoved,
}: {
  organization: string
  data: OrganizationDetail
  onMoved: (moved: boolean) => void
}) {
  const viewer = useViewer(organization)
  const all = useQuery(members(organization)).data ?? none
  const [params] = useSearchParams()
  const renaming = params.has('name')
  const changing = changeParameters.some((one) => params.has(one))
  const unsaved = renaming || changing
  const page = useSaving({ renaming, changing, locked: viewer.admin === false })
  const { question, release } = useUnsaved(unsaved, 'The settings were not saved.', {
    inAddress: true,
  })
  return (
    <div ref={page} className="grid grid-cols-[minmax(0,1fr)] gap-8">
      {viewer.admin === false && (
        <Notice>
          You are a member here, so you see these settings and cannot change them. {whomToAsk(all)}
        </Notice>
      )}
      <Section title="Name">
        <Rename {...{ organization, data, viewer, onMoved }} onRenamed={release} />
      </Section>
      <Section title="Subscription">
        <SubscriptionComposer {...{ organization, data, viewer, onMoved }} />
      </Section>
      <Section title="Details">
        <Details data={data} />
      </Section>
      <Section title="Leaving">
        <Leave {...{ organization, viewer, unsaved }} />
      </Section>
      <Section title="Deleting">
        <p className="text-quiet">Organizations cannot be deleted through this API.</p>
      </Section>
      {question}
    </div>
  )
}

/** Ctrl or Cmd+S outside both forms saves the one that holds a change; which of two is meant nobody knows. */
function useSaving({
  renaming,
  changing,
  locked,
}: {
  renaming: boolean
  changing: boolean
  locked: boolean
}) {
  const page = useRef<HTMLDivElement>(null)
  const takeAway = useRef<() => void>(null)
  const save = useEffectEvent((event: KeyboardEvent) => {
    // What has the focus may have taken it, and a question comes first.
    if (event.defaultPrevented || !isWithCtrl(event, 's') || document.querySelector('dialog[open]'))
      return
    const [name, subscription] = page.current?.querySelectorAll('form') ?? []
    if (!name || !subscription) return
    event.preventDefault()
    if (!renaming || !changing || locked) return pressSubmit(changing ? subscription : name)
    takeAway.current?.()
    takeAway.current = toast.danger('Name and subscription are both changed. Save one at a time.')
    name.querySelector('input')?.focus()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => save(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return page
}

function Details({ data }: { data: OrganizationDetail }) {
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <Facts facts={{ Id: <Id id={data.id} /> }} />
        <CopyButton label="Copy id" text={data.id} said="The id was copied." />
      </div>
      <Facts facts={factsOf(data)} />
      <StatusNotice status={data.status} />
      <p className="text-sm text-quiet">These can’t be changed here.</p>
    </div>
  )
}

function Leave({
  organization,
  viewer,
  unsaved,
}: {
  organization: string
  viewer: Viewer
  unsaved: boolean
}) {
  const [open, setOpen] = useState(false)
  const list = useQuery(members(organization))
  const staying = useStaying(organization, list.data ?? none)
  const refused = list.data
    ? (whyNot.leave(staying, viewer) ??
      (unsaved ? 'Save or discard first what you typed above.' : undefined))
    : list.isError
      ? `The members could not be read. ${list.error.message}`
      : 'The members are being read.'
  const isOnly = viewer.member !== undefined && onlyAdmin(staying, viewer)?.id === viewer.member.id
  // The way out goes once it was taken.
  const box = useKeptFocus<HTMLDivElement>(`${isOnly}`)
  return (
    <>
      <p className="text-quiet">
        {refused ??
          'You would lose access, and all your roles in all its projects. Only an admin can add you again.'}
      </p>
      <div
        ref={box}
        className="flex flex-wrap items-start gap-2 [&_button]:h-auto [&_button]:min-h-8 [&_button]:shrink [&_button]:py-1 [&_button]:text-start [&_button]:wrap-anywhere [&_button]:whitespace-normal max-sm:[&_button]:min-h-11"
      >
        <Button
          data-first=""
          disabledReason={refused}
          reasonAlign="start"
          onClick={() => setOpen(true)}
        >
          Leave {organization}…
        </Button>
        {isOnly && <FindAnotherAdmin {...{ organization, all: staying }} />}
      </div>
      {open && viewer.member && (
        <LeaveOrganization
          {...{ organization, user: viewer.member }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}
