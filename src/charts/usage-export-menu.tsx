import {
  Braces,
  ChevronDown,
  ClipboardCopy,
  Download,
  FileSpreadsheet,
  FileText,
} from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { copyText, download } from '../lib/download.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'
import {
  exportFileName,
  longCsv,
  usageJson,
  usageMarkdown,
  usageTsv,
  wideCsv,
  type UsageExport,
} from './usage-export.ts'

/**
 * Takes the shown numbers out of the page: as a file, or as text to paste. `reason` is why not now, from `whyNotExport`.
 * What was done or went wrong is a sentence for `onDone` and `onFail`.
 */
export function UsageExportMenu({
  reason,
  onDone,
  onFail,
  ...of
}: UsageExport & {
  reason: string | undefined
  onDone: (message: string) => void
  onFail: (message: string) => void
}) {
  const { organization, interval, series } = of
  const [first] = series.buckets
  const last = series.buckets.at(-1)
  if (reason !== undefined || !first || !last)
    return <Button disabledReason={reason ?? 'There is nothing to export.'}>{trigger}</Button>

  const save = (ending: Parameters<typeof exportFileName>[1], type: string, text: string) => {
    const range = { from: first.start, to: last.end }
    const name = exportFileName({ organization, interval, ...range }, ending)
    try {
      download(name, type, text)
    } catch {
      onFail(`Your browser did not save ${name}. Allow downloads for this page, then try again.`)
      return
    }
    onDone(`${name} was handed to your browser.`)
  }
  const copy = async (text: string, done: string) => {
    try {
      await copyText(text)
    } catch {
      onFail(
        'Nothing was copied: your browser did not allow it. Allow this page to use the clipboard, or save a file.',
      )
      return
    }
    onDone(done)
  }

  return (
    <Popover label="Export" align="end" trigger={trigger} triggerClass={buttonClass()}>
      <div className="grid gap-1">
        <Choice
          icon={<FileSpreadsheet {...icon} />}
          onChoose={() => save('.csv', 'text/csv', wideCsv(of))}
        >
          CSV, one line a project
        </Choice>
        <Choice
          icon={<FileSpreadsheet {...icon} />}
          onChoose={() => save('_long.csv', 'text/csv', longCsv(of))}
        >
          CSV, one line a {interval} and project
        </Choice>
        <Choice
          icon={<Braces {...icon} />}
          onChoose={() => save('.json', 'application/json', usageJson(of))}
        >
          JSON
        </Choice>
        <Choice
          begins
          icon={<FileText {...icon} />}
          onChoose={() => void copy(usageMarkdown(of), 'The report was copied as Markdown.')}
        >
          Copy as Markdown
        </Choice>
        <Choice
          icon={<ClipboardCopy {...icon} />}
          onChoose={() =>
            void copy(usageTsv(of), 'The table was copied. Paste it into a spreadsheet.')
          }
        >
          Copy for a spreadsheet
        </Choice>
      </div>
    </Popover>
  )
}

const icon = { size: 16, 'aria-hidden': true, className: 'shrink-0 text-quiet' } as const

const trigger = (
  <>
    <Download size={16} aria-hidden />
    Export
    <ChevronDown size={16} aria-hidden className="text-quiet" />
  </>
)

function Choice({
  icon,
  begins = false,
  onChoose,
  children,
}: {
  icon: ReactNode
  /** Whether a group of choices begins here. */
  begins?: boolean
  onChoose: () => void
  children: ReactNode
}) {
  const choose = ({ currentTarget }: MouseEvent) => {
    // First, so that the focus is back on its button.
    currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
    onChoose()
  }
  return (
    <button
      type="button"
      onClick={choose}
      className={`flex h-8 max-sm:h-11 w-full items-center gap-2 rounded-md px-2.5 text-left text-sm hover:bg-raised ${begins ? 'border-t border-line' : ''}`}
    >
      {icon}
      {children}
    </button>
  )
}
