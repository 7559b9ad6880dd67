import { useState } from 'react'
import { Link } from 'react-router'
import type { OrganizationUser } from '#contract/resources.ts'
import { setRole } from '../components/member-changes.ts'
import { formatCount } from '../lib/counts.ts'
import { matcher } from '../lib/fold.ts'
import { displayName, fullName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { SearchInput } from '../ui/field.tsx'

const MOST_SHOWN = 50

const canBecome = ({ admin, status }: OrganizationUser) => !admin && status !== 'pending'

/** The way out for an only admin: to someone else, or to adding whom there isn't yet. */
export function FindAnotherAdmin({
  organization,
  all,
}: {
  organization: string
  /** Everyone who stays a member. */
  all: OrganizationUser[]
}) {
  const [open, setOpen] = useState(false)
  if (!all.some(canBecome))
    return (
      <Link to={paths.membersNew(organization)} className={buttonClass()}>
        Add members
      </Link>
    )
  return (
    <>
      <Button onClick={() => setOpen(true)}>Choose another admin</Button>
      {open && <AnotherAdmin {...{ organization, all }} onClose={() => setOpen(false)} />}
    </>
  )
}

/** Chooses who becomes admin beside the only one. Invited people can't act yet, and are no help. */
export function AnotherAdmin({
  organization,
  all,
  onClose,
}: {
  organization: string
  all: OrganizationUser[]
  onClose: () => void
}) {
  const [text, setText] = useState('')
  const matches = matcher(text)
  const eligible = all.filter(canBecome)
  const found = eligible.filter((user) => matches(`${fullName(user)} ${user.email}`))
  return (
    <Dialog title="Choose another admin" onClose={onClose}>
      {eligible.length === 0 ? (
        <p className="text-quiet">
          There is nobody else who could be admin of {organization}
          {all.length > 1 && ': everyone else was invited and has no account yet'}. Add someone who
          has an account.
        </p>
      ) : (
        <>
          <p className="text-quiet">
            Admins change members, settings and the organization’s name. You stay admin until you
            give that up.
          </p>
          <SearchInput label="Find a member" autoFocus value={text} onSearch={setText} />
          <ul className="grid max-h-72 divide-y divide-line overflow-y-auto border-y border-line">
            {found.slice(0, MOST_SHOWN).map((user) => (
              <li key={user.id} className="flex items-center gap-3 py-1.5">
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{displayName(user)}</span>
                  {fullName(user) && (
                    <span className="block truncate text-sm text-quiet">{user.email}</span>
                  )}
                </span>
                <Button
                  aria-label={`Make ${displayName(user)} admin`}
                  onClick={() => {
                    setRole({ organization, user }, true)
                    onClose()
                  }}
                >
                  Make admin
                </Button>
              </li>
            ))}
          </ul>
          {found.length === 0 && (
            <p className="text-sm text-quiet">Nobody has this in the name or e-mail.</p>
          )}
          {found.length > MOST_SHOWN && (
            <p className="text-sm text-quiet">
              {MOST_SHOWN} of {formatCount(found.length)}: type to find the others.
            </p>
          )}
        </>
      )}
      <DialogActions>
        {eligible.length === 0 && (
          <Link
            to={paths.membersNew(organization)}
            className={buttonClass('primary')}
            onClick={onClose}
          >
            Add members
          </Link>
        )}
        <Button onClick={onClose}>Cancel</Button>
      </DialogActions>
    </Dialog>
  )
}
