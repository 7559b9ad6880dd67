import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react'

/**
 * A button that opens a panel under it, which is rendered only while it is open. The browser closes it on Escape and on
 * a press outside, and gives focus back.
 */
export function Popover({
  label,
  trigger,
  triggerClass,
  current,
  align = 'start',
  wide = false,
  children,
}: {
  /** The accessible name of the button and of the panel. */
  label: string
  trigger: ReactNode
  triggerClass: string
  /** Whether the button stands for what is shown, among others of its kind. */
  current?: boolean | undefined
  align?: 'start' | 'end'
  /** For lists with numbers. */
  wide?: boolean
  children: ReactNode
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)

  // Once what it holds is there: under the button, or above where it would reach below the window.
  useLayoutEffect(() => {
    if (!open || !button.current || !panel.current) return
    const edge = button.current.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = panel.current
    const { clientWidth, clientHeight } = document.documentElement
    const left = align === 'start' ? edge.left : edge.right - width
    const below = edge.bottom + 4
    const top = below + height + 8 <= clientHeight ? below : edge.top - height - 4
    panel.current.style.left = `${Math.max(8, Math.min(left, clientWidth - width - 8))}px`
    panel.current.style.top = `${Math.max(8, top)}px`
  }, [open, align])

  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={label}
        aria-current={current || undefined}
        className={triggerClass}
      >
        {trigger}
      </button>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- it only follows the links inside, which have keys */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onToggle={({ newState }) => setOpen(newState === 'open')}
        // A link in it leads away: the panel has done its work.
        onClick={({ target }) => {
          if (target instanceof Element && target.closest('a')) panel.current?.hidePopover()
        }}
        className={`fixed m-0 max-h-[min(480px,calc(100dvh-72px))] max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-line bg-surface p-1.5 text-text shadow-floating ${wide ? 'w-96' : 'w-72'}`}
      >
        {open && children}
      </div>
    </>
  )
}

/** All lines of a panel that is a menu: the first has the focus as it opens, and the arrow keys, Home and End lead on. */
export function PopoverMenu({ children }: { children: ReactNode }) {
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => menu.current?.querySelector<HTMLElement>('a, button')?.focus(), [])
  const step = (event: KeyboardEvent) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('a, button')]
    const at = all.findIndex((line) => line === document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all.at(to % all.length)?.focus()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its lines have the focus
    <div ref={menu} onKeyDown={step} className="grid gap-1">
      {children}
    </div>
  )
}

/** The look of a line of a panel, for a link. */
export const choiceClass =
  'flex min-h-8 max-sm:min-h-11 w-full items-center gap-2 rounded-md px-2.5 py-1 text-left text-sm hover:bg-raised aria-disabled:opacity-55'

/** One thing to do, as a line of a panel, which it closes. Where it can't be done, the reason stands under it. */
export function PopoverChoice({
  icon,
  begins = false,
  disabledReason,
  onChoose,
  children,
}: {
  icon?: ReactNode
  /** Whether a group of choices begins here. */
  begins?: boolean
  disabledReason?: string | undefined
  onChoose: () => void
  children: ReactNode
}) {
  const id = useId()
  const locked = disabledReason !== undefined
  const choose = ({ currentTarget }: MouseEvent) => {
    if (locked) return
    // First, so that the focus is back on its button.
    currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
    onChoose()
  }
  return (
    <>
      <button
        type="button"
        aria-disabled={locked || undefined}
        aria-describedby={locked ? id : undefined}
        onClick={choose}
        className={`${choiceClass} ${begins ? 'border-t border-line' : ''}`}
      >
        {icon}
        {children}
      </button>
      {locked && (
        <p id={id} className="px-2.5 pb-1.5 text-xs text-quiet wrap-anywhere">
          {disabledReason}
        </p>
      )}
    </>
  )
}
