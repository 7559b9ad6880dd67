import { Link } from 'react-router'
import { paths } from '../paths.ts'
import { tabClass } from '../ui/tab.ts'

const screens = [
  { label: 'Organizations', to: paths.organizations() },
  { label: 'Usage', to: paths.allUsage() },
  { label: 'People', to: paths.people() },
]

/** Leads between the screens that are of all organizations. */
export function AcrossNav({ current }: { current: (typeof screens)[number]['label'] }) {
  return (
    <nav
      aria-label="All organizations"
      className="-mt-3 flex gap-1 overflow-x-auto border-b border-line print:hidden"
    >
      {screens.map(({ label, to }) => (
        <Link
          key={label}
          to={to}
          aria-current={label === current ? 'page' : undefined}
          className={tabClass}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
