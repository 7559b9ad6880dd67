import { useLocation } from 'react-router'
import { displayName } from '../lib/names.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Seconds } from '../ui/seconds.tsx'
import { FloatingCard } from '../ui/toast.tsx'
import {
  dismissRefusal,
  useHomelessChanges,
  useMemberChanges,
  type MemberChange,
} from './member-changes.ts'
import { RemovalButtons } from './removal-buttons.tsx'

/** What is happening to members who aren't in the page, or stand behind the dialog that adds others. */
export function MemberChangeCards() {
  const { pathname } = useLocation()
  const changes = [...useMemberChanges().values()]
  const homeless = useHomelessChanges()
  const shown = changes.filter(
    (change) => homeless.includes(change) || pathname === paths.membersNew(change.organization),
  )
  return shown.map((change) => (
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
