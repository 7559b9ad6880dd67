import { ConnectionNotice } from './connection-notice.tsx'
import { LookingNotice } from './looking-notice.tsx'
import { MemberChangeCards } from './member-change-cards.tsx'
import { SessionNotice } from './session-notice.tsx'
import { SlowNotice } from './slow-notice.tsx'

/** What floats on every screen, apart from what was just done. Nothing of it is needed before there is a screen. */
export default function Floating() {
  return (
    <>
      <ConnectionNotice />
      <SlowNotice />
      <SessionNotice />
      <LookingNotice />
      <MemberChangeCards />
    </>
  )
}
