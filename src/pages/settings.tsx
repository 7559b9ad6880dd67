import { useQuery } from '@tanstack/react-query'
import { useParams, useSearchParams } from 'react-router'
import type { OrganizationDetail } from '#contract/resources.ts'
import { whomToAsk } from '../api/permissions.ts'
import { details, members } from '../api/queries.ts'
import { useViewer } from '../api/viewer.ts'
import { useDraftKey } from '../components/draft.ts'
import { Page, Section } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { useUnsaved } from '../components/unsaved.tsx'
import { param } from '../params.ts'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Rename } from './settings-name.tsx'

const none: [] = []

export function Component() {
  const organization = param(useParams(), 'organization')
  const draft = useDraftKey()
  return (
    <Page title="Settings" of={organization} narrow>
      <QueryView
        query={useQuery(details(organization))}
        what="The settings"
        loading={<Skeleton className="h-96 w-full" />}
      >
        {(data) => (
          // Forms of its own for each organization: what was typed for one is not meant for another.
          <Settings key={`${organization} ${draft}`} {...{ organization, data }} />
        )}
      </QueryView>
    </Page>
  )
}

function Settings({ organization, data }: { organization: string; data: OrganizationDetail }) {
  const viewer = useViewer(organization)
  const all = useQuery(members(organization)).data ?? none
  const unsaved = useSearchParams()[0].has('name')
  const { question, release } = useUnsaved(unsaved, 'The settings were not saved.', {
    inAddress: true,
  })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      {viewer.admin === false && (
        <Notice>
          You are a member here, so you see these settings and cannot change them. {whomToAsk(all)}
        </Notice>
      )}
      <Section title="Name">
        <Rename {...{ organization, data, viewer }} onRenamed={release} />
      </Section>
      <Section title="Deleting">
        <p className="text-quiet">Organizations cannot be deleted through this API.</p>
      </Section>
      {question}
    </div>
  )
}
