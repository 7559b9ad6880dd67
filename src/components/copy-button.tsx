import { copyText } from '../lib/download.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'

export const CopyButton = ({ label, text }: { label: string; text: string }) => (
  <Button
    onClick={() =>
      void copyText(text).then(
        () => toast.good('It was copied.'),
        () =>
          toast.danger(
            'Nothing was copied: your browser did not allow it. Select the text and copy it.',
          ),
      )
    }
  >
    {label}
  </Button>
)
