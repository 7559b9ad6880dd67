import type { ReactNode } from 'react'
import type { OrganizationDetail } from '#contract/resources.ts'
import { formatDay, utcDay } from '../lib/dates.ts'
import { capitalized } from '../lib/names.ts'
import { Notice } from '../ui/notice.tsx'
import { OrganizationStatus } from './organization-status.tsx'

const yesNo = (value: boolean | undefined) => value !== undefined && (value ? 'Yes' : 'No')

/** What an organization is besides its name and subscription; what its server doesn't say is left out. */
export const factsOf = (data: OrganizationDetail): Record<string, ReactNode> => ({
  Status: data.status && <OrganizationStatus status={data.status} />,
  'Created (UTC)': formatDay(utcDay(data.creation_date)),
  'Self-service': yesNo(data.subscription_self_service),
  'Overage allowed': yesNo(data.overage_usage),
  'Two-factor sign-in required': yesNo(data.two_factor_authentication_forced),
})

/** As the site of UbiOps says; the API itself only ever names `active`. */
const meanings = new Map([
  [
    'suspended',
    'on UbiOps its credits are used up. It is active again with the next period, or after payment.',
  ],
  ['cancelled', 'on UbiOps its obligations were not met. Ask the provider what can be done.'],
])

/** What it means that an organization isn't active. */
export const StatusNotice = ({ status }: { status: string | null | undefined }) =>
  status &&
  status !== 'active' && (
    <Notice tone="warning">
      {capitalized(status)}:{' '}
      {meanings.get(status) ?? 'what this status means is not documented. Ask the provider.'}
    </Notice>
  )

/** An id, which breaks after its dashes where it must. */
export const Id = ({ id }: { id: string }) => <code className="text-xs wrap-anywhere">{id}</code>

/** Facts by their labels; an id has a row of its own where the screen is narrow. */
export const Facts = ({
  facts,
  wide = false,
}: {
  facts: Record<string, ReactNode>
  wide?: boolean
}) => (
  <dl className={`grid grid-cols-2 gap-x-8 gap-y-4 ${wide ? 'lg:grid-cols-4' : ''}`}>
    {Object.entries(facts).map(
      ([label, value]) =>
        value && (
          <div
            key={label}
            className={`has-[code]:col-span-full ${wide ? 'lg:has-[code]:col-span-1' : ''}`}
          >
            <dt className="text-xs text-quiet">{label}</dt>
            <dd className="mt-0.5">{value}</dd>
          </div>
        ),
    )}
  </dl>
)
