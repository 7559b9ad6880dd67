import { useQuery } from '@tanstack/react-query'
import { ClipboardCopy } from 'lucide-react'
import { useState } from 'react'
import { Link, Navigate, useLoaderData, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { onlyAdmin, whomToAsk, whyNot } from '../api/permissions.ts'
import { members } from '../api/queries.ts'
import { query, queryClient, warm } from '../api/query.ts'
import { useViewer } from '../api/viewer.ts'
import { AdminSwitch } from '../components/admin-switch.tsx'
import { MemberChangeNote } from '../components/member-change-note.tsx'
import { useKeptFocus } from '../components/kept-focus.ts'
import { isLeaving, useMemberChange, useStaying, whyNotNow } from '../components/member-changes.ts'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { LeaveOrganization, RemoveMember } from '../components/remove-member.tsx'
import { capitalized, displayName } from '../lib/names.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { AnotherAdmin } from './another-admin.tsx'
import { copyEmails } from './member-export.ts'

const member = (organization_name: string, user_id: string) =>
  query('organization_users_get', { params: { organization_name, user_id } })

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  const userId = param(params, 'user')
  warm(queryClient.query(member(organization, userId)))
  return { organization, userId }
}

export function Component() {
  const { organization, userId } = useLoaderData<typeof loader>()
  const user = useQuery(member(organization, userId))
  const all = useQuery(members(organization))
  const listed = all.data?.find(({ id }) => id === userId)
  const change = useMemberChange(organization, userId)
  if (change?.kind === 'removed') return <Navigate to={paths.members(organization)} replace />

  const known = user.data ?? listed
  return (
    <Page title={known ? displayName(known) : 'Member'} of={organization} narrow>
      <p className="-mt-4 text-sm">
        <Link
          to={paths.members(organization)}
          className="text-accent underline-offset-4 hover:underline"
        >
          All members of {organization}
        </Link>
      </p>
      {user.error?.kind === 'forbidden' ? (
        <>
          <Notice tone="danger">
            Only admins see and change the details of a member.{' '}
            {all.data ? whomToAsk(all.data) : user.error.message}
            {listed && ' Below is what the list says.'}
          </Notice>
          {listed && <Details person={listed} />}
        </>
      ) : (
        <QueryView query={user} what="This member" loading={<Skeleton className="h-40 w-full" />}>
          {(person) => (
            <div className="grid gap-6">
              <Details person={person} />
              {/* The guard of the last admin needs everyone. */}
              <QueryView
                query={all}
                what="The other members"
                loading={<Skeleton className="h-20 w-full" />}
              >
                {(everyone) => <Controls {...{ organization, person, listed: everyone }} />}
              </QueryView>
            </div>
          )}
        </QueryView>
      )}
    </Page>
  )
}

function Details({ person }: { person: OrganizationUser }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-8 gap-y-3">
      <dt className="text-quiet">E-mail</dt>
      <dd className="flex flex-wrap items-center gap-x-2 break-all">
        {person.email}
        <Button
          variant="quiet"
          aria-label={`Copy ${person.email}`}
          onClick={() => void copyEmails([person])}
        >
          <ClipboardCopy size={16} aria-hidden />
        </Button>
      </dd>
      <dt className="text-quiet">Role</dt>
      <dd>{person.admin ? 'Admin' : 'Member'}</dd>
      <dt className="text-quiet">Status</dt>
      <dd>{statusWords(person.status)}</dd>
      <dt className="text-quiet">Id</dt>
      <dd>
        <code className="text-sm break-all">{person.id}</code>
      </dd>
    </dl>
  )
}

const statusWords = (status: string | null | undefined) =>
  status === 'pending' ? 'Invited, no account yet' : status ? capitalized(status) : '–'

function Controls({
  organization,
  person,
  listed,
}: {
  organization: string
  person: OrganizationUser
  listed: OrganizationUser[]
}) {
  const viewer = useViewer(organization)
  const all = useStaying(organization, listed)
  const change = useMemberChange(organization, person.id)
  const controls = useKeptFocus<HTMLDivElement>(change?.kind)
  const [open, setOpen] = useState<'removal' | 'another admin'>()
  const close = () => setOpen(undefined)
  const self = person.id === viewer.member?.id
  if (change && isLeaving(change))
    return (
      <div ref={controls}>
        <MemberChangeNote change={change} />
      </div>
    )
  return (
    <div ref={controls} className="grid justify-items-start gap-6">
      <div className="flex flex-wrap items-center gap-x-8 gap-y-2">
        <span className="text-quiet">Admin</span>
        <AdminSwitch
          {...{ organization, user: person, self }}
          disabledReason={
            person.admin
              ? whyNot.demote(person, all, viewer)
              : whyNot.call('organization_users_update', viewer)
          }
        />
        {onlyAdmin(all, viewer)?.id === person.id && (
          <Button onClick={() => setOpen('another admin')}>Choose another admin</Button>
        )}
      </div>
      {change?.kind === 'refused' && <MemberChangeNote change={change} />}
      <Button
        data-first
        disabledReason={whyNotNow(change) ?? whyNot.remove(person, all, viewer)}
        onClick={() => setOpen('removal')}
      >
        {self ? `Leave ${organization}` : 'Remove from the organization'}
      </Button>
      {open === 'another admin' && <AnotherAdmin {...{ organization, all }} onClose={close} />}
      {open === 'removal' &&
        (self ? (
          <LeaveOrganization {...{ organization, user: person }} onClose={close} />
        ) : (
          <RemoveMember {...{ organization, user: person, all }} onClose={close} />
        ))}
    </div>
  )
}
