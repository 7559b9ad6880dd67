import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLoaderData, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationDetail, ResourceUsage } from '#contract/resources.ts'
import { isActiveAdmin } from '../api/permissions.ts'
import { details, members } from '../api/queries.ts'
import { query, queryClient, warm } from '../api/query.ts'
import { useViewer } from '../api/viewer.ts'
import { Page, Section } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { UnreadRows } from '../components/unread-rows.tsx'
import { formatCount } from '../lib/counts.ts'
import { formatCredits, sumCredits } from '../lib/credits.ts'
import { formatDay, formatRange } from '../lib/dates.ts'
import { fullName } from '../lib/names.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'
import { OrganizationStatus } from '../components/organization-status.tsx'
import { Badge } from '../ui/badge.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

const resources = (organization_name: string) =>
  query('organizations_resource_usage', { params: { organization_name } })
const currentPeriod = (organization_name: string) =>
  query('organizations_usage_get', { params: { organization_name }, query: { interval: 'day' } })

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(resources(organization)), queryClient.query(currentPeriod(organization)))
  return { organization }
}

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  return (
    <Page title={organization} tab="Overview" of={organization}>
      <QueryView
        query={useQuery(details(organization))}
        what="The details"
        loading={<Skeleton className="h-24 w-full" />}
      >
        {(data) => <Details organization={organization} data={data} />}
      </QueryView>
      <Section title="Resources">
        <QueryView
          query={useQuery(resources(organization))}
          what="The resource counts"
          loading={<Counts counts={undefined} />}
        >
          {(counts) => <Counts counts={counts} />}
        </QueryView>
      </Section>
      <div className="grid gap-8 md:grid-cols-2">
        <Section title="Current subscription period">
          <Period organization={organization} />
        </Section>
        <Section title="Admins">
          <Admins organization={organization} />
        </Section>
      </div>
    </Page>
  )
}

const roles = {
  true: 'Admin',
  false: 'Member',
  undefined: 'Not known',
} as const

function Details({ organization, data }: { organization: string; data: OrganizationDetail }) {
  const viewer = useViewer(organization)
  const yesNo = (value: boolean | undefined) => value !== undefined && (value ? 'Yes' : 'No')
  const facts: Record<string, ReactNode> = {
    Subscription: data.subscription,
    Status: data.status && <OrganizationStatus status={data.status} />,
    'Your role': viewer.pending ? <Skeleton className="h-5 w-16" /> : roles[`${viewer.admin}`],
    'Created (UTC)': formatDay(data.creation_date.slice(0, 10)),
    'Self-service': yesNo(data.subscription_self_service),
    'Overage allowed': yesNo(data.overage_usage),
    'Two-factor sign-in required': yesNo(data.two_factor_authentication_forced),
    Id: <code className="text-xs break-all">{data.id}</code>,
  }
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-4 lg:grid-cols-4">
      {Object.entries(facts).map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <dt className="text-xs text-quiet">{label}</dt>
              <dd className="mt-0.5">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

const countLabels = [
  ['projects', 'Projects'],
  ['users', 'Members'],
  ['deployments', 'Deployments'],
  ['deployment_versions', 'Deployment versions'],
  ['pipelines', 'Pipelines'],
  ['pipeline_versions', 'Pipeline versions'],
  ['buckets', 'Buckets'],
  ['environments', 'Environments'],
] as const satisfies [keyof ResourceUsage, string][]

/** Undefined while they load: the frame is as large as it will be. */
function Counts({ counts }: { counts: ResourceUsage | undefined }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4">
      {countLabels.map(([key, label]) => {
        const count = counts?.[key]
        return (
          <div key={key} className="flex flex-col-reverse justify-end bg-surface px-4 py-3">
            <dt className="text-xs text-quiet">{label}</dt>
            <dd className="text-xl font-semibold tabular-nums">
              {counts === undefined ? (
                <Skeleton className="h-7 w-10" />
              ) : count === undefined ? (
                <span title="This server does not say">–</span>
              ) : (
                formatCount(count)
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Period({ organization }: { organization: string }) {
  return (
    <QueryView
      query={useQuery(currentPeriod(organization))}
      what="The usage of this period"
      loading={<Skeleton className="h-28 w-full" />}
    >
      {(usage) => {
        if (Array.isArray(usage))
          return (
            <Notice>This server reports usage in an older form, without credits by project.</Notice>
          )
        const [first] = usage.data_organization
        const last = usage.data_organization.at(-1)
        if (!first || !last)
          return <p className="text-quiet">No usage was reported for this period.</p>
        return (
          <div className="grid justify-items-start gap-3">
            <UnreadRows unread={usage.data_organization.unread} />
            <p>
              <span className="text-2xl font-semibold tabular-nums">
                {formatCredits(sumCredits(usage.data_organization.map(({ value }) => value)))}
              </span>{' '}
              credits so far
            </p>
            <p className="text-sm text-quiet">
              {formatRange(first.start_date.slice(0, 10), last.end_date.slice(0, 10))} (UTC)
            </p>
            <Link to={paths.usage(organization)} className={buttonClass('secondary')}>
              See the usage
            </Link>
          </div>
        )
      }}
    </QueryView>
  )
}

function Admins({ organization }: { organization: string }) {
  return (
    <QueryView
      query={useQuery(members(organization))}
      what="The admins"
      loading={<Skeleton className="h-24 w-full" />}
    >
      {(all) => {
        const admins = all.filter(({ admin }) => admin)
        return (
          <div className="grid gap-3">
            <ul className="grid gap-2">
              {admins.slice(0, 8).map((admin) => (
                <li key={admin.id} className="flex flex-wrap items-baseline gap-x-2">
                  <span className="font-medium">{fullName(admin) || admin.email}</span>
                  {fullName(admin) && <span className="text-sm text-quiet">{admin.email}</span>}
                  {admin.status === 'pending' && <Badge>Invited</Badge>}
                </li>
              ))}
            </ul>
            {admins.length > 8 && (
              <p className="text-sm text-quiet">and {admins.length - 8} more</p>
            )}
            {admins.filter(isActiveAdmin).length === 1 && (
              <Notice tone="warning">
                There is a single active admin. Make someone else admin, too, before it matters.
              </Notice>
            )}
          </div>
        )
      }}
    </QueryView>
  )
}
