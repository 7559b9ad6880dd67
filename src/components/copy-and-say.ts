import { copyText } from '../lib/download.ts'
import { toast } from '../ui/toast.tsx'

/** Copies a text, and says whether that was done: `said` where it was. */
export const copyAndSay = (text: string, said: string): Promise<unknown> =>
  copyText(text).then(
    () => toast.good(said),
    () =>
      toast.danger(
        'Nothing was copied: your browser did not allow it. Select the text and copy it.',
      ),
  )
