import { Link, Outlet, useLoaderData, useLocation, type LoaderFunctionArgs } from 'react-router'
import { details, members } from '../api/queries.ts'
import { needed, queryClient, warm } from '../api/query.ts'
import { param } from '../params.ts'
import { paths } from '../paths.ts'

/** Whether the organization exists for this person decides about every page below; the rest of them load by themselves. */
export async function loader({ params }: LoaderFunctionArgs) {
  const organization = param(params, 'organization')
  warm(queryClient.query(members(organization)))
  const read = details(organization)
  await needed(read.queryKey, queryClient.query(read))
  return { organization }
}

const tabs = [
  { label: 'Overview', to: paths.overview, sections: [''] },
  { label: 'Members', to: paths.members, sections: ['members', 'members-new', 'members-file'] },
  { label: 'Usage', to: (name: string) => paths.usage(name), sections: ['usage'] },
  { label: 'Settings', to: paths.settings, sections: ['settings'] },
]

export function Component() {
  const { organization } = useLoaderData<typeof loader>()
  // /organizations/NAME/SECTION
  const section = useLocation().pathname.split('/')[3] ?? ''
  return (
    <>
      <nav
        aria-label="Organization"
        className="-mt-3 mb-6 flex gap-1 overflow-x-auto border-b border-line print:hidden"
      >
        {tabs.map(({ label, to, sections }) => (
          <Link
            key={label}
            to={to(organization)}
            aria-current={sections.includes(section) ? 'page' : undefined}
            className="relative -mb-px flex h-10 items-center border-b-2 border-transparent px-3 text-sm font-medium text-quiet -outline-offset-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:text-text max-sm:h-11"
          >
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
