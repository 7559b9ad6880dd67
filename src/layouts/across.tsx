import { Link, Outlet, useLocation } from 'react-router'
import { paths } from '../paths.ts'
import { tabClass } from '../ui/tab.ts'

const screens = [
  {
    label: 'Organizations',
    to: paths.organizations(),
    addresses: [paths.organizations(), paths.organizationNew()],
  },
  { label: 'Usage', to: paths.allUsage(), addresses: [paths.allUsage()] },
  { label: 'People', to: paths.people(), addresses: [paths.people()] },
]

/** Leads between the screens that are of all organizations. */
export function Across() {
  const { pathname } = useLocation()
  return (
    <>
      <nav
        aria-label="All organizations"
        className="-mt-3 mb-6 flex gap-1 overflow-x-auto border-b border-line print:hidden"
      >
        {screens.map(({ label, to, addresses }) => (
          <Link
            key={label}
            to={to}
            aria-current={addresses.includes(pathname) ? 'page' : undefined}
            className={tabClass}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
