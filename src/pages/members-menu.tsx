import { ChevronDown, ClipboardCopy, Download, FileUp, LogOut } from 'lucide-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { whyNot } from '../api/permissions.ts'
import type { Viewer } from '../api/viewer.ts'
import { LeaveOrganization } from '../components/remove-member.tsx'
import { formatCount } from '../lib/counts.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { choiceClass, Popover, PopoverChoice } from '../ui/popover.tsx'
import { found, memberRows, parseMemberSearch, rosterOf } from './member-list.ts'
import { copyEmails, saveCsv } from './member-export.ts'

const icon = { size: 16, 'aria-hidden': true, className: 'shrink-0 text-quiet' } as const

/** What else can be done with the list that is shown. */
export function MembersMenu(props: {
  organization: string
  all: OrganizationUser[]
  viewer: Viewer
}) {
  const [leaving, setLeaving] = useState(false)
  const { organization, viewer } = props
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
        <Choices {...props} onLeave={() => setLeaving(true)} />
      </Popover>
      {leaving && viewer.member && (
        <LeaveOrganization
          {...{ organization, user: viewer.member }}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  )
}

function Choices({
  organization,
  all,
  viewer,
  onLeave,
}: {
  organization: string
  all: OrganizationUser[]
  viewer: Viewer
  onLeave: () => void
}) {
  const search = parseMemberSearch(useSearchParams()[0])
  const shown = found(rosterOf(all, search), search)
  const which =
    shown.length === all.length
      ? `all ${formatCount(all.length)}`
      : `the ${formatCount(shown.length)} shown`
  return (
    <div className="grid gap-1">
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
        disabledReason={whyNot.leave(all, viewer)}
        onChoose={onLeave}
      >
        Leave {organization}…
      </PopoverChoice>
    </div>
  )
}
