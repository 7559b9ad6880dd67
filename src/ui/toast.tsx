import { X } from 'lucide-react'
import {
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
  type ComponentProps,
  type ReactNode,
  type RefObject,
} from 'react'
import { createPortal } from 'react-dom'
import { visible } from '../lib/names.ts'
import { Button } from './button.tsx'
import { useOpenDialog } from './dialog.tsx'

interface ToastAction {
  label: string
  onPress: () => void
  /** It can't be pressed any more. */
  onGone?: () => void
}

interface Toast {
  id: number
  message: string
  tone: 'good' | 'danger'
  action: ToastAction | undefined
  /** It stays until it is taken away. */
  lasting: boolean
}

const LIFETIME = 8000
const MOST = 3
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says something at the edge of the screen for at least eight seconds, and to a screen reader. */
export const toast = {
  /**
   * With an action, such as taking back what was done, it makes room for no other before its time. Returns what takes it
   * away.
   */
  good: (message: string, action?: ToastAction) => show(message, 'good', action),
  danger: (message: string) => show(message, 'danger'),
  /** Says what is going on; returns what takes it away. */
  lasting: (message: string) => show(message, 'danger', undefined, true),
}

function show(
  message: string,
  tone: Toast['tone'],
  action?: ToastAction,
  lasting = false,
): () => void {
  const excess = toasts.length + 1 - MOST
  const leaving = new Set(
    toasts.filter((one) => !one.action && !one.lasting).slice(0, Math.max(0, excess)),
  )
  const id = ++lastId
  const said = visible(message)
  set([...toasts.filter((one) => !leaving.has(one)), { id, message: said, tone, action, lasting }])
  return () => dismiss(id)
}

function dismiss(id: number) {
  const gone = toasts.find((one) => one.id === id)
  if (!gone) return
  set(toasts.filter((one) => one !== gone))
  gone.action?.onGone?.()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** `children` are what else floats at the edge of the screen. F6 leads there from anywhere, and back. */
export function Toasts({ children }: { children?: ReactNode }) {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  const dialog = useOpenDialog()
  const cards = (
    <>
      {children}
      {shown.map((one) => (
        <ToastCard key={one.id} {...one} />
      ))}
    </>
  )
  // What is said later is only heard from a region that is there already.
  return (
    <>
      <Region>{dialog ? null : cards}</Region>
      {dialog && createPortal(<Region>{cards}</Region>, dialog)}
    </>
  )
}

function Region({ children }: { children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null)
  useRoomAbove(region)
  /** What had the focus before it came here. */
  const before = useRef<EventTarget>(null)
  const goBack = () => {
    const to = before.current
    if (to instanceof HTMLElement && to.isConnected) to.focus()
    else document.querySelector('h1')?.focus()
  }
  const toggle = useEffectEvent((event: KeyboardEvent) => {
    const first = region.current?.querySelector<HTMLElement>('button, a')
    if (event.key !== 'F6' || !first) return
    event.preventDefault()
    if (region.current?.contains(document.activeElement)) goBack()
    else first.focus()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => toggle(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])

  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- its buttons are pressed, and leave no focus behind
    <div
      ref={region}
      role="status"
      aria-live="polite"
      onFocus={({ relatedTarget }) => {
        if (!region.current?.contains(relatedTarget)) before.current = relatedTarget
      }}
      // What was pressed is gone once this has been rendered.
      onClick={() => setTimeout(() => document.activeElement === document.body && goBack())}
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 grid justify-items-end gap-2 in-[:has([data-bottom-bar])]:bottom-20 max-sm:in-[:has([data-bottom-bar])]:bottom-44 in-[dialog]:top-4 in-[dialog]:bottom-auto! print:hidden"
    >
      {children}
    </div>
  )
}

/** A dialog stays below what floats at its screen's upper edge. */
function useRoomAbove(region: RefObject<HTMLDivElement | null>) {
  useEffect(() => {
    const dialog = region.current?.closest('dialog')
    if (!region.current || !dialog) return
    const watcher = new ResizeObserver(([entry]) => {
      const height = entry?.contentRect.height ?? 0
      const above = height + 32
      dialog.style.top = height > 0 ? `${above}px` : ''
      dialog.style.maxHeight = height > 0 ? `calc(100dvh - ${above + 16}px)` : ''
    })
    watcher.observe(region.current)
    return () => watcher.disconnect()
  }, [region])
}

const tones = { good: 'bg-good', danger: 'bg-danger', neutral: 'bg-control' } as const

/** More than a line of a phone. */
const isLong = (text: ReactNode) => typeof text !== 'string' || text.length > 40

/**
 * What floats at the edge of the screen: a sentence, and what can be done about it. On a phone that stands below it, unless
 * the sentence is short.
 */
export function FloatingCard({
  tone,
  children,
  actions,
  dismiss,
  ...events
}: {
  tone: keyof typeof tones
  children: ReactNode
  actions: ReactNode
  dismiss?: ReactNode
} & Pick<ComponentProps<'div'>, 'onPointerEnter' | 'onPointerLeave' | 'onFocus' | 'onBlur'>) {
  return (
    <div
      {...events}
      className="pointer-events-auto flex max-w-lg items-center gap-x-3 rounded-lg border border-line bg-surface py-1.5 pr-2 pl-3.5 text-sm shadow-floating"
    >
      <span aria-hidden className={`size-2 shrink-0 rounded-full ${tones[tone]}`} />
      <span className="flex flex-1 flex-wrap items-center justify-end gap-x-3">
        <span
          className={`min-w-36 flex-1 basis-36 py-1 pr-2 wrap-anywhere ${isLong(children) ? 'max-sm:basis-full' : ''}`}
        >
          {children}
        </span>
        <span className="flex items-center">{actions}</span>
      </span>
      {dismiss}
    </div>
  )
}

function ToastCard({ id, message, tone, action, lasting }: Toast) {
  const [hovered, setHovered] = useState(false)
  const [focused, setFocused] = useState(false)
  const held = lasting || hovered || focused
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(id), LIFETIME)
    return () => clearTimeout(timer)
  }, [id, held])

  return (
    <FloatingCard
      tone={tone}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      actions={
        action && (
          <Button
            variant="quiet"
            onClick={() => {
              dismiss(id)
              action.onPress()
            }}
          >
            {action.label}
          </Button>
        )
      }
      dismiss={
        <button
          type="button"
          aria-label="Dismiss"
          onClick={() => dismiss(id)}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-quiet hover:bg-raised hover:text-text max-sm:size-11"
        >
          <X size={16} aria-hidden />
        </button>
      }
    >
      {message}
    </FloatingCard>
  )
}
