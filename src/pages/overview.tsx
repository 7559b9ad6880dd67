import { useQuery } from '@tanstack/react-query'
import type { ComponentProps, ReactNode } from 'react'
import { useLoaderData, type LoaderFunctionArgs } from 'react-router'
import type { OrganizationDetail } from '#contract/resources.ts'
import { whomToAsk } from '../api/permissions.ts'
import { details, members, resources } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { usePerson, useViewer } from '../api/viewer.ts'
import { CopyButton } from '../components/copy-button.tsx'
import { Facts, factsOf, Id, StatusNotice } from '../components/organization-facts.tsx'
import { Page, Section } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { asSentence } from '../lib/sentence.ts'
import { param } from '../params.ts'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Admins } from './overview-admins.tsx'
import { ComparedCounts, Counts } from './overview-counts.tsx'
import { Period } from './overview-period.tsx'
import { shownUsage } from './usage-query.ts'

/** As the usage screen shows it first. */
const shownPeriod = (organization: string) =>
  shownUsage(organization, { range: undefined, interval: 'day' })

export function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(resources(organization)), queryClient.query(shownPeriod(organization)))
  return { organization }
}

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  const about = useQuery(details(organization))
  const counts = useQuery(resources(organization))
  const people = useQuery(members(organization))
  const viewer = useViewer(organization)
  const person = usePerson()
  const ask = viewer.admin
    ? 'Ask whoever runs the server.'
    : people.data
      ? whomToAsk(people.data)
      : 'Ask an admin of the organization.'
  return (
    <Page
      title={organization}
      tab="Overview"
      of={organization}
      actions={
        <>
          <CopyButton label="Copy name" text={organization} said="The name was copied." />
          {about.data && (
            <CopyButton label="Copy id" text={about.data.id} said="The id was copied." />
          )}
        </>
      }
    >
      <Card
        ask={ask}
        query={about}
        what="The details"
        loading={<Skeleton className="h-24 w-full" />}
      >
        {(data) => (
          <Details
            data={data}
            role={viewer.pending ? <Skeleton className="h-5 w-16" /> : roleNames[`${viewer.admin}`]}
          />
        )}
      </Card>
      <Section title="Resources">
        <Card ask={ask} query={counts} what="The resource counts" loading={<Counts />}>
          {(data) =>
            about.data && person !== undefined ? (
              <ComparedCounts
                person={person}
                id={about.data.id}
                counts={data}
                at={counts.dataUpdatedAt}
                isCurrent={!counts.isFetching && !counts.isStale}
              />
            ) : (
              <Counts counts={data} />
            )
          }
        </Card>
      </Section>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-8 md:grid-cols-2">
        <Section title="Current subscription period">
          <Card
            ask={ask}
            query={useQuery(shownPeriod(organization))}
            what="The usage of this period"
            loading={<Skeleton className="h-80 w-full" />}
          >
            {(usage) => <Period organization={organization} usage={usage} />}
          </Card>
        </Section>
        <Section title="Admins">
          <Card
            ask={ask}
            query={people}
            what="The admins"
            loading={<Skeleton className="h-24 w-full" />}
          >
            {(all) => <Admins organization={organization} all={all} viewer={viewer} />}
          </Card>
        </Section>
      </div>
    </Page>
  )
}

/** One view of server data, which fails alone; where one may not read it, it says whom to ask. */
function Card<Data>({ ask, ...view }: { ask: string } & ComponentProps<typeof QueryView<Data>>) {
  const { data, error } = view.query
  if (data !== undefined || error?.kind !== 'forbidden') return <QueryView {...view} />
  return (
    <Notice>
      <strong className="font-medium">{view.what} could not be read.</strong>{' '}
      {asSentence(error.message)} {ask}
    </Notice>
  )
}

const roleNames = {
  true: 'Admin',
  false: 'Member',
  undefined: 'Not known',
} as const

function Details({ data, role }: { data: OrganizationDetail; role: ReactNode }) {
  return (
    <>
      <StatusNotice status={data.status} />
      <Facts
        wide
        facts={{
          Subscription: data.subscription,
          'Your role': role,
          ...factsOf(data),
          Id: <Id id={data.id} />,
        }}
      />
    </>
  )
}
