import type { OrganizationUser } from '#contract/resources.ts'
import { whomToAsk } from '../api/permissions.ts'
import { Notice } from '../ui/notice.tsx'

/** Why nothing can be changed here, and who can. */
export function NotAdmin({ all }: { all: OrganizationUser[] }) {
  return (
    <Notice>
      You are a member here, so you see this list and cannot change it. {whomToAsk(all)}
    </Notice>
  )
}
