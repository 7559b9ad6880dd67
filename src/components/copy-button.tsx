import { Copy } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { copyAndSay } from './copy-and-say.ts'

/** Copies a text; `said` where that was done. */
export const CopyButton = ({
  label,
  text,
  said,
}: {
  label: string
  text: string
  said: string
}) => (
  <Button onClick={() => void copyAndSay(text, said)}>
    <Copy size={16} aria-hidden />
    {label}
  </Button>
)
