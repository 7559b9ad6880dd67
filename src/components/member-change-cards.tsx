import { useLocation } from 'react-router'
import { displayName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Seconds } from '../ui/seconds.tsx'
import { FloatingCard } from '../ui/toast.tsx'
import { dismissRefusal, useMemberChanges, type MemberChange } from './member-changes.ts'
import { RemovalButtons } from './removal-buttons.tsx'

/** What is happening to members, on the screens that don't show these members. */
export function MemberChangeCards() {
  const { pathname } = useLocation()
  const elsewhere = [...useMemberChanges().values()].filter(
    ({ organization, user }) =>
      ![
        paths.members(organization),
        paths.membersNew(organization),
        paths.member(organization, user.id),
      ].includes(pathname),
  )
  return elsewhere.map((change) => (
    <ChangeCard key={`${change.organization}/${change.user.id}`} change={change} />
  ))
}

function ChangeCard({ change }: { change: MemberChange }) {
  const { organization, user } = change
  const name = displayName(user)
  if (change.kind === 'refused')
    return (
      <FloatingCard
        tone="danger"
        actions={
          <Button variant="quiet" onClick={() => dismissRefusal(change)}>
            Dismiss
          </Button>
        }
      >
        {change.sentence}
      </FloatingCard>
    )
  if (change.kind === 'leaving')
    return (
      <FloatingCard tone="neutral" actions={<RemovalButtons change={change} />}>
        {name} will be removed from {organization}
        <span aria-hidden>
          {' '}
          in <Seconds until={change.sentAt} />
        </span>
        .
      </FloatingCard>
    )
  if (change.kind === 'removing')
    return (
      <FloatingCard tone="neutral" actions={null}>
        {name} is being removed from {organization}…
      </FloatingCard>
    )
  return null
}
