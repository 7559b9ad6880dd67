import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, Outlet, useLoaderData, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { isActiveAdmin, whyNot } from '../api/permissions.ts'
import { members } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { useViewer, type Viewer } from '../api/viewer.ts'
import { AdminSwitch } from '../components/admin-switch.tsx'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { RemoveMember } from '../components/remove-member.tsx'
import { NothingFound, SearchToolbar, useSearch } from '../components/search.tsx'
import { fullName } from '../lib/names.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { cellClass, headClass, TableBody } from '../ui/table.tsx'

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(members(organization)))
  return { organization }
}

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  const viewer = useViewer(organization)
  const refused = whyNot.call('organization_users_create', viewer)
  return (
    <Page
      title="Members"
      of={organization}
      actions={
        refused ? (
          <Button variant="primary" disabledReason={refused}>
            <Plus size={16} aria-hidden />
            Add member
          </Button>
        ) : (
          <Link to={paths.membersNew(organization)} className={buttonClass('primary')}>
            <Plus size={16} aria-hidden />
            Add member
          </Link>
        )
      }
    >
      <QueryView
        query={useQuery(members(organization))}
        what="The members"
        loading={<SkeletonRows rows={6} />}
      >
        {(all) => <Members organization={organization} all={all} viewer={viewer} />}
      </QueryView>
      <Outlet />
    </Page>
  )
}

function Members({
  organization,
  all,
  viewer,
}: {
  organization: string
  all: OrganizationUser[]
  viewer: Viewer
}) {
  const search = useSearch()
  const [leaving, setLeaving] = useState<OrganizationUser>()
  const found = all.filter((user) => search.matches(`${fullName(user)} ${user.email}`))

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {viewer.admin === false && (
        <Notice>
          You are a member here, so you see this list and cannot change it. Its admins can:{' '}
          {all
            .filter(isActiveAdmin)
            .slice(0, 3)
            .map((admin) => fullName(admin) || admin.email)
            .join(', ')}
          .
        </Notice>
      )}
      <SearchToolbar
        search={search}
        label="Search by name or e-mail"
        shown={found.length}
        all={all.length}
        nouns={['member', 'members']}
      />
      {found.length === 0 ? (
        <NothingFound search={search}>
          {`No member has “${search.text}” in the name or e-mail.`}
        </NothingFound>
      ) : (
        <table className="cards w-full" aria-rowcount={found.length + 1}>
          <caption className="sr-only">Members of {organization}</caption>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className={headClass}>
                Person
              </th>
              <th scope="col" className={headClass}>
                E-mail
              </th>
              <th scope="col" className={`${headClass} w-32`}>
                Admin
              </th>
              <th scope="col" className={`${headClass} w-12 pr-0`}>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <TableBody
            items={found}
            columns={4}
            row={(user, attributes) => (
              <MemberRow
                key={user.id}
                {...{ organization, user, all, viewer, attributes }}
                onRemove={() => setLeaving(user)}
              />
            )}
          />
        </table>
      )}
      {leaving && (
        <RemoveMember
          organization={organization}
          user={leaving}
          self={leaving.id === viewer.member?.id}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </div>
  )
}

function MemberRow({
  organization,
  user,
  all,
  viewer,
  attributes,
  onRemove,
}: {
  organization: string
  user: OrganizationUser
  all: OrganizationUser[]
  viewer: Viewer
  attributes: object
  onRemove: () => void
}) {
  const name = fullName(user) || user.email
  return (
    <tr {...attributes} className="max-sm:border-b max-sm:border-line">
      <th scope="row" className={`${cellClass} text-start font-medium max-sm:border-0`}>
        <span className="flex items-center gap-2">
          {whyNot.call('organization_users_get', viewer) ? (
            <span className="truncate">{name}</span>
          ) : (
            <Link
              to={paths.member(organization, user.id)}
              className="truncate underline-offset-4 hover:underline"
            >
              {name}
            </Link>
          )}
          {user.id === viewer.member?.id && <Badge tone="accent">You</Badge>}
          {user.status === 'pending' && <Badge>Invited</Badge>}
        </span>
      </th>
      <td className={`${cellClass} text-quiet max-sm:order-3 max-sm:truncate max-sm:border-0`}>
        {fullName(user) ? user.email : <span className="max-sm:hidden">{user.email}</span>}
      </td>
      <td className={`${cellClass} !overflow-visible max-sm:justify-self-end max-sm:border-0`}>
        <span className="inline-flex items-center gap-2">
          <span className="text-sm text-quiet sm:hidden">Admin</span>
          <AdminSwitch {...{ organization, user, all, viewer }} />
        </span>
      </td>
      <td
        className={`${cellClass} !overflow-visible pr-0 text-end max-sm:order-4 max-sm:border-0 max-sm:justify-self-end`}
      >
        <Button
          variant="quiet"
          aria-label={`Remove ${name}`}
          disabledReason={whyNot.remove(user, all, viewer)}
          onClick={onRemove}
        >
          <Trash2 size={16} aria-hidden />
        </Button>
      </td>
    </tr>
  )
}
