import {
  Braces,
  ChevronDown,
  ClipboardCopy,
  Download,
  FileSpreadsheet,
  FileText,
  Image,
  Printer,
} from 'lucide-react'
import { formatCredits } from '../lib/credits.ts'
import { formatRange } from '../lib/dates.ts'
import { copyText, download } from '../lib/download.ts'
import { inSlices } from '../lib/in-slices.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Popover, PopoverChoice, PopoverMenu } from '../ui/popover.tsx'
import type { UsageDrawing } from './usage-drawing.ts'
import {
  exportFileName,
  longCsv,
  reportTitle,
  usageJson,
  usageMarkdown,
  usageTsv,
  wholeLine,
  wideCsv,
  type UsageExport,
} from './usage-export.ts'
import { nounsOf } from './usage-series.ts'

/**
 * Takes the shown numbers out of the page: as a file, as text to paste, as a picture, or on paper. Numbers are all
 * there are; the picture is of what is drawn. `reason` is why not now, from `whyNotExport`; `chart` finds the chart on
 * the page. What was done or went wrong is a sentence for `onDone` and `onFail`.
 */
export function UsageExportMenu({
  reason,
  drawing,
  chart,
  onDone,
  onFail,
  ...of
}: UsageExport & {
  reason: string | undefined
  drawing: UsageDrawing
  chart: () => SVGSVGElement | null
  onDone: (message: string) => void
  onFail: (message: string) => void
}) {
  const { interval, series } = of
  const { one, many } = nounsOf(series)
  const [first] = series.buckets
  const last = series.buckets.at(-1)
  if (reason !== undefined || !first || !last)
    return <Button disabledReason={reason ?? 'There is nothing to export.'}>{trigger}</Button>

  const save = async (
    ending: Parameters<typeof exportFileName>[1],
    content: () => Blob | Promise<Blob>,
  ) => {
    const name = exportFileName(of, ending)
    let file: Blob
    try {
      file = await content()
    } catch {
      onFail(`${name} could not be made. Wait until the chart is there, then try again.`)
      return
    }
    try {
      download(name, file)
    } catch {
      onFail(`Your browser did not save ${name}. Allow downloads for this page, then try again.`)
      return
    }
    onDone(`${name} was handed to your browser.`)
  }
  const text = async (type: string, parts: Iterable<string>) =>
    new Blob([await inSlices(parts)], { type: `${type};charset=utf-8` })
  const picture = async () => {
    const svg = chart()
    if (!svg) throw new Error('There is no chart on the page.')
    const { chartImage } = await images()
    return chartImage(svg, imageFrame(of, drawing))
  }
  const drawn = `_${drawing.kind}${drawing.filtered ? '_filtered' : ''}` as const
  const copy = async (parts: Iterable<string>, done: string) => {
    try {
      await copyText(await inSlices(parts))
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
      <PopoverMenu>
        {drawing.filtered && (
          <p className="px-2.5 py-1 text-xs text-quiet">
            Files and copies hold all {many}, pictures what is shown.
          </p>
        )}
        <PopoverChoice
          icon={<FileSpreadsheet {...icon} />}
          onChoose={() => void save('.csv', () => text('text/csv', wideCsv(of)))}
        >
          CSV, one line {/^[aeiou]/.test(one) ? 'an' : 'a'} {one}
        </PopoverChoice>
        <PopoverChoice
          icon={<FileSpreadsheet {...icon} />}
          onChoose={() => void save('_long.csv', () => text('text/csv', longCsv(of)))}
        >
          CSV, one line a {interval} and {one}
        </PopoverChoice>
        <PopoverChoice
          icon={<Braces {...icon} />}
          onChoose={() => void save('.json', () => text('application/json', usageJson(of)))}
        >
          JSON
        </PopoverChoice>
        <PopoverChoice
          begins
          icon={<FileText {...icon} />}
          onChoose={() => void copy([usageMarkdown(of)], 'The report was copied as Markdown.')}
        >
          Copy as Markdown
        </PopoverChoice>
        <PopoverChoice
          icon={<ClipboardCopy {...icon} />}
          onChoose={() =>
            void copy(usageTsv(of), 'The table was copied. Paste it into a spreadsheet.')
          }
        >
          Copy for a spreadsheet
        </PopoverChoice>
        <PopoverChoice
          begins
          icon={<Image {...icon} />}
          onChoose={() =>
            void save(`${drawn}.png`, async () => (await images()).svgToPng(await picture()))
          }
        >
          PNG picture
        </PopoverChoice>
        <PopoverChoice
          icon={<Image {...icon} />}
          onChoose={() =>
            void save(`${drawn}.svg`, async () => text('image/svg+xml', [await picture()]))
          }
        >
          SVG picture
        </PopoverChoice>
        <PopoverChoice icon={<Printer {...icon} />} onChoose={() => print()}>
          Print
        </PopoverChoice>
      </PopoverMenu>
    </Popover>
  )
}

function imageFrame(of: UsageExport, { layers, shown, filtered, before }: UsageDrawing) {
  const { buckets } = of.series
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  return {
    title: reportTitle(of, { shown: filtered ? shown : undefined }),
    description: `Credits by ${nounsOf(of.series).one}${first && last ? `, ${formatRange(first.start, last.end)} (UTC)` : ''}.`,
    legend: layers.map(({ name, color, total }) => ({ name, color, amount: formatCredits(total) })),
    foot: [...(before ? ['Dotted: the days before.'] : []), wholeLine(of)],
  }
}

/** Only those who take a picture load how it is made. */
const images = () => import('./chart-image.ts')

const icon = { size: 16, 'aria-hidden': true, className: 'shrink-0 text-quiet' } as const

const trigger = (
  <>
    <Download size={16} aria-hidden />
    Export
    <ChevronDown size={16} aria-hidden className="text-quiet" />
  </>
)
