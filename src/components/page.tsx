import type { ReactNode } from 'react'
import { visible } from '../lib/names.ts'

/** A page's frame: its one heading, which is also the tab's title, and what acts on the whole page. */
export function Page({
  title,
  of,
  tab = title,
  actions,
  narrow = false,
  children,
}: {
  title: string
  /** What the page belongs to, for the tab's title. */
  of?: string
  /** What the tab says where it isn't the heading. */
  tab?: string
  actions?: ReactNode
  /** For text and forms. */
  narrow?: boolean
  children: ReactNode
}) {
  return (
    <div className={`grid grid-cols-[minmax(0,1fr)] gap-6 ${narrow ? 'max-w-[640px]' : ''}`}>
      <title>{visible([tab, of, 'Org Console'].filter(Boolean).join(' – '))}</title>
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <h1 tabIndex={-1} className="min-w-0 text-xl font-semibold break-words">
          {visible(title)}
        </h1>
        {actions && <div className="flex flex-wrap gap-2 print:hidden">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid content-start gap-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  )
}
