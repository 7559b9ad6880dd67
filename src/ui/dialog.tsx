import { useId, useLayoutEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'

import { visible } from '../lib/names.ts'

let open: readonly HTMLDialogElement[] = []
const listeners = new Set<() => void>()

function setOpen(next: typeof open) {
  open = next
  for (const listener of listeners) listener()
}

/** The dialog that is open, the last one where several are: nothing outside it can be pressed, focused or heard. */
export const useOpenDialog = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open.at(-1),
  )

/**
 * A modal dialog, open as long as it is rendered. Escape, a press outside and the browser's own ways of closing call
 * `onClose`; focus goes back to where it was.
 */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressed = useRef<EventTarget>(null)
  const titleId = useId()

  // Not a plain effect: it would close the dialog after it left the page, when focus has nowhere to go back to.
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    element.showModal()
    setOpen([...open, element])
    return () => {
      setOpen(open.filter((one) => one !== element))
      element.close()
    }
  }, [])

  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape is the keyboard's way, and native
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      // A press that began inside, such as selecting text, isn't one outside wherever it ends.
      onPointerDown={(event) => (pressed.current = event.target)}
      onClick={({ target }) => {
        if (target === dialog.current && pressed.current === dialog.current) onClose()
      }}
      className="m-auto w-[min(480px,calc(100vw-32px))] rounded-xl border border-line bg-surface p-0 text-start font-normal whitespace-normal text-text shadow-floating max-sm:mb-4"
    >
      <div className="flex flex-col gap-4 p-5">
        <h2 id={titleId} className="text-lg font-semibold">
          {visible(title)}
        </h2>
        {children}
      </div>
    </dialog>
  )
}

/** What a dialog ends with. It stands in columns of flex boxes, since in a grid nothing sticks. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-end flex flex-wrap justify-end gap-2">{children}</div>
}
