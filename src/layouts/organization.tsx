import { NavLink, Outlet, useLoaderData, type LoaderFunctionArgs } from 'react-router'
import { details, members } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'

/** Whether the organization exists for this person decides about every page below; the rest of them load by themselves. */
export async function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(members(organization)))
  await queryClient.query(details(organization))
  return { organization }
}

const tabs = [
  { label: 'Overview', to: paths.overview },
  { label: 'Members', to: paths.members },
  { label: 'Usage', to: (name: string) => paths.usage(name) },
  { label: 'Settings', to: paths.settings },
] as const

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  return (
    <>
      <nav
        aria-label="Organization"
        className="-mt-3 mb-6 flex gap-1 overflow-x-auto border-b border-line print:hidden"
      >
        {tabs.map(({ label, to }) => (
          <NavLink
            key={label}
            to={to(organization)}
            end={label === 'Overview'}
            className="relative -mb-px flex h-10 items-center border-b-2 border-transparent px-3 text-sm font-medium text-quiet -outline-offset-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:text-text max-sm:h-11"
          >
            {label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
