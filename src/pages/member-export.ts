/** Ways to take members out of the console, with a word about how that went. */
import type { OrganizationUser } from '#contract/resources.ts'
import { formatCount } from '../lib/counts.ts'
import { toCsv, type Cell } from '../lib/csv.ts'
import { copyText, download } from '../lib/download.ts'
import { toast } from '../ui/toast.tsx'

export function saveCsv(name: string, rows: Cell[][]): void {
  try {
    download(name, new Blob([toCsv(rows)], { type: 'text/csv;charset=utf-8' }))
    toast.good(`${name} was handed to your browser.`)
  } catch {
    toast.danger(
      `Your browser did not save ${name}. Allow downloads for this page, then try again.`,
    )
  }
}

/** In the form in which mail programs take them. */
export async function copyEmails(users: readonly OrganizationUser[]): Promise<void> {
  try {
    await copyText(users.map(({ email }) => email).join(', '))
    toast.good(
      users.length === 1
        ? 'One address was copied.'
        : `${formatCount(users.length)} addresses were copied.`,
    )
  } catch {
    toast.danger(
      'Nothing was copied: your browser did not allow it. Allow this page to use the clipboard, or save a file.',
    )
  }
}
