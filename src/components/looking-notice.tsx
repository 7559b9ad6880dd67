import { useEffect, useState } from 'react'
import { lookNow, useFailedLook, useNextTry } from '../api/again.ts'
import { useLostConnection } from '../api/connection.ts'
import { asName, displayName } from '../lib/names.ts'
import { whyOf } from '../lib/sentence.ts'
import { Button } from '../ui/button.tsx'
import { Countdown } from '../ui/countdown.tsx'
import { FloatingCard } from '../ui/toast.tsx'
import { useLostWrites, type LostWrite, type WriteWords } from './lost-writes.ts'

const nameOf = (
  id: string,
  members: Parameters<WriteWords['organization_users_update']>[1]['members'],
) => {
  const user = members?.find((one) => one.id === id)
  return user ? displayName(user) : 'a member'
}

const words: WriteWords = {
  organizations_create: ({ body }) => `Creating ${body.name}`,
  organizations_update: ({ params, body }) =>
    body.name === undefined
      ? `Changing the subscription of ${asName(params.organization_name)}`
      : `Renaming ${asName(params.organization_name)} to ${body.name}`,
  organization_users_create: ({ params, body }) =>
    `Adding ${body.email} to ${asName(params.organization_name)}`,
  organization_users_update: ({ params, body }, { members }) =>
    `Making ${nameOf(params.user_id, members)} ${body.admin ? 'admin' : 'a plain member'} of ${asName(params.organization_name)}`,
  organization_users_delete: ({ params }, { members }) =>
    `Removing ${nameOf(params.user_id, members)} from ${asName(params.organization_name)}`,
}

/** What is looked up, as the beginning of a sentence. */
function whatIsLost([first, ...others]: readonly LostWrite[]): string {
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  return `${first?.what(words)}${more}: no readable answer came, so it is not known whether this was done.`
}

/** Says so for as long as something is looked up: one card for all of it, which without a connection is the one of that. */
export function LookingNotice() {
  const lost = useLostWrites()
  const [oldest] = lost
  const failure = useFailedLook()
  const until = useNextTry(failure ?? null)
  const isOffline = useLostConnection() !== undefined
  if (!oldest || isOffline) return null
  return (
    <FloatingCard
      tone="danger"
      actions={
        failure && (
          <Button variant="quiet" onClick={lookNow}>
            Look now
          </Button>
        )
      }
    >
      {whatIsLost(lost)}{' '}
      {failure === undefined || until === undefined ? (
        <>
          Looking… <SoFar since={oldest.since} />
        </>
      ) : until === Infinity ? (
        'It is looked up once you are signed in.'
      ) : (
        <>
          Looking failed: {whyOf(failure)} Looking again <Countdown until={until} />.
        </>
      )}
    </FloatingCard>
  )
}

/** What is looked up, where there is no connection. */
export function LookedUpLater() {
  const lost = useLostWrites()
  if (lost.length === 0) return null
  return (
    <span className="mt-1 block">
      {whatIsLost(lost)} It is looked up when the connection is back.
    </span>
  )
}

/** Seconds since an instant (milliseconds since 1970). A screen reader isn't told each of them. */
function SoFar({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  return (
    <span aria-hidden className="whitespace-nowrap tabular-nums">
      {Math.max(0, Math.floor((now - since) / 1000))} s so far.
    </span>
  )
}
