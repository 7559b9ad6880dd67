import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLoaderData, useNavigate, type LoaderFunctionArgs } from 'react-router'
import { whyNot } from '../api/permissions.ts'
import { query, queryClient } from '../api/query.ts'
import { members, useViewer } from '../api/session.ts'
import { AdminSwitch } from '../components/admin-switch.tsx'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { RemoveMember } from '../components/remove-member.tsx'
import { fullName } from '../lib/names.ts'
import { param } from '../lib/params.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

const member = (organization_name: string, user_id: string) =>
  query('organization_users_get', { params: { organization_name, user_id } })

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  const userId = param(params, 'user')
  void queryClient.query(member(organization, userId)).catch(() => undefined)
  return { organization, userId }
}

export function Component() {
  const { organization, userId } = useLoaderData<typeof loader>()
  const viewer = useViewer(organization)
  const navigate = useNavigate()
  const user = useQuery(member(organization, userId))
  // The guard of the last admin needs everyone.
  const all = useQuery(members(organization)).data
  const [leaving, setLeaving] = useState(false)

  return (
    <Page
      title={(user.data && fullName(user.data)) || user.data?.email || 'Member'}
      of={organization}
      narrow
    >
      <p className="-mt-4 text-sm">
        <Link
          to={paths.members(organization)}
          className="text-accent underline-offset-4 hover:underline"
        >
          All members of {organization}
        </Link>
      </p>
      <QueryView query={user} what="This member" loading={<Skeleton className="h-40 w-full" />}>
        {(person) => (
          <div className="grid gap-6">
            <dl className="grid grid-cols-[auto_1fr] items-center gap-x-8 gap-y-3">
              <dt className="text-quiet">E-mail</dt>
              <dd className="break-all">{person.email}</dd>
              <dt className="text-quiet">Status</dt>
              <dd>
                {person.status === 'pending' ? 'Invited, no account yet' : (person.status ?? '–')}
              </dd>
              <dt className="text-quiet">Id</dt>
              <dd>
                <code className="text-sm break-all">{person.id}</code>
              </dd>
              <dt className="text-quiet">Admin</dt>
              <dd>{all && <AdminSwitch {...{ organization, user: person, all, viewer }} />}</dd>
            </dl>
            <div>
              <Button
                disabledReason={all && whyNot.remove(person, all, viewer)}
                onClick={() => setLeaving(true)}
              >
                {person.id === viewer.member?.id
                  ? `Leave ${organization}`
                  : 'Remove from the organization'}
              </Button>
            </div>
            {leaving && (
              <RemoveMember
                organization={organization}
                user={person}
                self={person.id === viewer.member?.id}
                onClose={() => setLeaving(false)}
                onRemoved={() => void navigate(paths.members(organization))}
              />
            )}
          </div>
        )}
      </QueryView>
    </Page>
  )
}
