import { capitalized } from '../lib/names.ts'
import { Badge } from '../ui/badge.tsx'

/** `active`, `suspended` or `cancelled`, as the site's words go; anything but active stands out. */
export const OrganizationStatus = ({ status }: { status: string }) =>
  status === 'active' ? 'Active' : <Badge tone="warning">{capitalized(status)}</Badge>
