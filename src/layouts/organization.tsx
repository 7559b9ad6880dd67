import { Link, Outlet, useLoaderData, useLocation, type LoaderFunctionArgs } from 'react-router'
import { details, members } from '../api/queries.ts'
import { needed, queryClient, warm } from '../api/query.ts'
import { param } from '../params.ts'
import { tabOf, tabs } from './tabs.ts'

/** Whether the organization exists for this person decides about every page below; the rest of them load by themselves. */
export async function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(members(organization)))
  const read = details(organization)
  await needed(read.queryKey, queryClient.query(read))
  return { organization }
}

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  const open = tabOf(useLocation().pathname)
  return (
    <>
      <nav
        aria-label="Organization"
        className="-mt-3 mb-6 flex gap-1 overflow-x-auto border-b border-line print:hidden"
      >
        {tabs.map((tab) => (
          <Link
            key={tab.label}
            to={tab.to(organization)}
            aria-current={tab === open ? 'page' : undefined}
            className="relative -mb-px flex h-10 items-center border-b-2 border-transparent px-3 text-sm font-medium text-quiet -outline-offset-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:text-text max-sm:h-11"
          >
            {tab.label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
