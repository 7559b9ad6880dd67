import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLoaderData, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import { members } from '../api/queries.ts'
import { query, queryClient, warm } from '../api/query.ts'
import { useViewer } from '../api/viewer.ts'
import { AdminSwitch } from '../components/admin-switch.tsx'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { RemoveMember } from '../components/remove-member.tsx'
import { fullName } from '../lib/names.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

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
  const title = (user.data && fullName(user.data)) || user.data?.email || 'Member'
  return (
    <Page title={title} of={organization} narrow>
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
            </dl>
            {/* The guard of the last admin needs everyone. */}
            <QueryView
              query={all}
              what="The other members"
              loading={<Skeleton className="h-20 w-full" />}
            >
              {(everyone) => <Controls {...{ organization, person, all: everyone }} />}
            </QueryView>
          </div>
        )}
      </QueryView>
    </Page>
  )
}

function Controls({
  organization,
  person,
  all,
}: {
  organization: string
  person: OrganizationUser
  all: OrganizationUser[]
}) {
  const viewer = useViewer(organization)
  const [leaving, setLeaving] = useState(false)
  const self = person.id === viewer.member?.id
  return (
    <div className="grid justify-items-start gap-6">
      <div className="flex items-center gap-8">
        <span className="text-quiet">Admin</span>
        <AdminSwitch {...{ organization, user: person, all, viewer }} />
      </div>
      <Button disabledReason={whyNot.remove(person, all, viewer)} onClick={() => setLeaving(true)}>
        {self ? `Leave ${organization}` : 'Remove from the organization'}
      </Button>
      {leaving && (
        <RemoveMember {...{ organization, user: person, self }} onClose={() => setLeaving(false)} />
      )}
    </div>
  )
}
