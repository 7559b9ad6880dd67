import { Link } from 'react-router'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'

/** Where a screen is of all organizations and there are none. */
export const NoOrganizations = () => (
  <Empty
    action={
      <Link to={paths.organizationNew()} className={buttonClass('secondary')}>
        New organization
      </Link>
    }
  >
    You are not a member of any organization yet. Create one, or ask an admin to add you.
  </Empty>
)
