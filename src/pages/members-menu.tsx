import { ChevronDown, ClipboardCopy, Download, FileUp, LogOut, UserCog } from 'lucide-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { onlyAdmin, whyNot } from '../api/permissions.ts'
import type { Viewer } from '../api/viewer.ts'
import { useStaying } from '../components/member-changes.ts'
import { LeaveOrganization } from '../components/remove-member.tsx'
import { formatCount } from '../lib/counts.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { choiceClass, Popover, PopoverChoice, PopoverMenu } from '../ui/popover.tsx'
import { AnotherAdmin } from './another-admin.tsx'
import { found, memberRows, parseMemberSearch, rosterOf } from './member-list.ts'
import { copyEmails, saveCsv } from './member-export.ts'

const icon = { size: 16, 'aria-hidden': true, className: 'shrink-0 text-quiet' } as const

/** What else can be done with the list that is shown. */
export function MembersMenu(props: {
  organization: string
  all: OrganizationUser[]
  viewer: Viewer
}) {
  const [open, setOpen] = useState<'leave' | 'another admin'>()
  const { organization, viewer } = props
  const staying = useStaying(organization, props.all)
  const close = () => setOpen(undefined)
  return (
    <>
      <Popover
        label="More"
        align="end"
        trigger={
          <>
            More
            <ChevronDown size={16} aria-hidden className="text-quiet" />
          </>
        }
        triggerClass={buttonClass()}
      >
        <Choices {...props} staying={staying} onOpen={setOpen} />
      </Popover>
      {open === 'leave' && viewer.member && (
        <LeaveOrganization {...{ organization, user: viewer.member }} onClose={close} />
      )}
      {open === 'another admin' && (
        <AnotherAdmin {...{ organization, all: staying }} onClose={close} />
      )}
    </>
  )
}

function Choices({
  organization,
  all,
  staying,
  viewer,
  onOpen,
}: {
  organization: string
  all: OrganizationUser[]
  staying: OrganizationUser[]
  viewer: Viewer
  onOpen: (what: 'leave' | 'another admin') => void
}) {
  const search = parseMemberSearch(useSearchParams()[0])
  const shown = found(rosterOf(all, search), search)
  const which =
    shown.length === all.length
      ? `all ${formatCount(all.length)}`
      : `the ${formatCount(shown.length)} shown`
  return (
    <PopoverMenu>
      <PopoverChoice
        icon={<Download {...icon} />}
        onChoose={() => saveCsv(`${organization}_members.csv`, memberRows(shown))}
      >
        Export {which} as CSV
      </PopoverChoice>
      <PopoverChoice icon={<ClipboardCopy {...icon} />} onChoose={() => void copyEmails(shown)}>
        Copy the e-mails of {which}
      </PopoverChoice>
      {viewer.admin !== false && (
        <Link to={paths.membersFile(organization)} className={choiceClass}>
          <FileUp {...icon} />
          Match the list to a file…
        </Link>
      )}
      <PopoverChoice
        icon={<LogOut {...icon} />}
        disabledReason={whyNot.leave(staying, viewer)}
        onChoose={() => onOpen('leave')}
      >
        Leave {organization}…
      </PopoverChoice>
      {viewer.member && viewer.member.id === onlyAdmin(staying, viewer)?.id && (
        <PopoverChoice icon={<UserCog {...icon} />} onChoose={() => onOpen('another admin')}>
          Choose another admin…
        </PopoverChoice>
      )}
    </PopoverMenu>
  )
}
