import { Link } from 'react-router'
import type { OrganizationUser, Rows } from '#contract/resources.ts'
import { activeAdmins, isActiveAdmin, onlyAdmin, whomToAsk } from '../api/permissions.ts'
import type { Viewer } from '../api/viewer.ts'
import { useKeptFocus } from '../components/kept-focus.ts'
import { useStaying } from '../components/member-changes.ts'
import { formatCount } from '../lib/counts.ts'
import { fullName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { FindAnotherAdmin } from './another-admin.tsx'

const MOST_SHOWN = 8

export function Admins({
  organization,
  all,
  viewer,
}: {
  organization: string
  all: Rows<OrganizationUser>
  viewer: Viewer
}) {
  const admins = all.filter(({ admin }) => admin)
  const active = activeAdmins(all)
  const shown = admins.slice(0, MOST_SHOWN)
  const isMember = viewer.admin === false
  const staying = useStaying(organization, all)
  const isOnly = viewer.member !== undefined && onlyAdmin(all, viewer)?.id === viewer.member.id
  // With the notice its button goes.
  const box = useKeptFocus<HTMLDivElement>(`${active}`)
  return (
    <div ref={box} className="grid gap-3">
      <ul className="grid gap-2 empty:hidden">
        {shown.map((admin) => (
          <li key={admin.id} className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium wrap-anywhere">{fullName(admin) || admin.email}</span>
            {fullName(admin) && (
              <span className="text-sm wrap-anywhere text-quiet">{admin.email}</span>
            )}
            {admin.status === 'pending' && <Badge>Invited</Badge>}
          </li>
        ))}
      </ul>
      {admins.length > MOST_SHOWN && (
        <p className="text-sm text-quiet">and {formatCount(admins.length - MOST_SHOWN)} more</p>
      )}
      {active === 1 && (
        <Notice
          tone="warning"
          action={isOnly && <FindAnotherAdmin {...{ organization, all: staying }} />}
        >
          There is a single active admin.{' '}
          {isMember
            ? 'When that one is away, nobody can change anything here.'
            : 'Make someone else admin, too, before it matters.'}
        </Notice>
      )}
      {active === 0 && !isMember && (
        <Notice tone="warning">
          There is no active admin, so nobody can change anything here.
        </Notice>
      )}
      {isMember && (
        <p>
          You are a member here and can change nothing.{' '}
          {!shown.some(isActiveAdmin)
            ? whomToAsk(all)
            : active === 1
              ? 'Ask the admin above.'
              : 'Ask one of the admins above.'}
        </p>
      )}
      <Link
        data-first=""
        to={paths.members(organization)}
        className={`${buttonClass('secondary')} justify-self-start`}
      >
        See all members
      </Link>
    </div>
  )
}
