import { copyText } from '../lib/download.ts'
import { toast } from '../ui/toast.tsx'

/** Copies a text, and says whether that was done: `said` where it was, and where not, what can be done `instead`. */
export const copyAndSay = (
  text: string,
  said: string,
  instead = 'Select the text and copy it.',
): Promise<unknown> =>
  copyText(text).then(
    () => toast.good(said),
    () => toast.danger(`Nothing was copied: your browser did not allow it. ${instead}`),
  )
