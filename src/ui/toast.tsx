import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'

interface Toast {
  id: number
  message: string
  tone: 'good' | 'danger'
}

const LIFETIME = 8000
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says something at the edge of the screen for eight seconds, and to a screen reader. */
export const toast = {
  good: (message: string) => show(message, 'good'),
  danger: (message: string) => show(message, 'danger'),
}

const show = (message: string, tone: Toast['tone']) =>
  set([...toasts.slice(-2), { id: ++lastId, message, tone }])
const dismiss = (id: number) => set(toasts.filter((one) => one.id !== id))

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 grid justify-items-end gap-2 print:hidden"
    >
      {shown.map((one) => (
        <ToastCard key={one.id} {...one} />
      ))}
    </div>
  )
}

function ToastCard({ id, message, tone }: Toast) {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(id), LIFETIME)
    return () => clearTimeout(timer)
  }, [id, held])

  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex max-w-md items-start gap-3 rounded-lg border border-line bg-surface py-2.5 pr-2 pl-3.5 text-sm shadow-floating"
    >
      <span
        aria-hidden
        className={`mt-1.5 size-2 shrink-0 rounded-full ${tone === 'good' ? 'bg-good' : 'bg-danger'}`}
      />
      <span className="min-w-0 wrap-anywhere">{message}</span>
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => dismiss(id)}
        className="-my-0.5 rounded p-1 text-quiet hover:bg-raised hover:text-text"
      >
        <X size={16} aria-hidden />
      </button>
    </div>
  )
}
