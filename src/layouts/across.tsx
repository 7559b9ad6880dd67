import { Link, Outlet, useLocation } from 'react-router'
import { paths } from '../paths.ts'
import { tabClass } from '../ui/tab.ts'

const screens = [
  { label: 'Organizations', to: paths.organizations() },
  { label: 'Usage', to: paths.allUsage() },
  { label: 'People', to: paths.people() },
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
        {screens.map(({ label, to }) => (
          <Link
            key={label}
            to={to}
            aria-current={to === pathname ? 'page' : undefined}
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
