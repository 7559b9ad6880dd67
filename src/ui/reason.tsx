import { useId, useState, type ReactNode } from 'react'

/**
 * Tells why the control inside is locked: on hover, on keyboard focus, and to a screen reader. Escape puts it away. It
 * stands below the control, or above it in a dialog, whose end would cut it off.
 */
export function Reason({
  text,
  align = 'end',
  children,
}: {
  text: string | undefined
  /** Which edges stand under each other: a control at the screen's left edge needs 'start'. */
  align?: 'start' | 'end' | undefined
  children: (describedBy: string | undefined) => ReactNode
}) {
  const id = useId()
  const [away, setAway] = useState(false)
  // The same element with and without a reason, or the control would lose its focus when one appears.
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the control inside has the focus
    <span
      className="group/reason relative inline-flex"
      onKeyDown={(event) => setAway(event.key === 'Escape')}
      onBlur={() => setAway(false)}
      onPointerEnter={() => setAway(false)}
    >
      {children(text === undefined ? undefined : id)}
      {text !== undefined && (
        <span
          id={id}
          role="tooltip"
          className={`hidden absolute top-full z-30 pt-1.5 text-start in-[dialog]:top-auto in-[dialog]:bottom-full in-[dialog]:pt-0 in-[dialog]:pb-1.5 text-xs font-normal whitespace-normal ${align === 'start' ? 'left-0' : 'right-0'} ${away ? '' : 'group-focus-within/reason:block group-hover/reason:block'}`}
        >
          <span className="block w-max max-w-60 rounded-md bg-text px-2.5 py-1.5 text-surface shadow-floating">
            {text}
          </span>
        </span>
      )}
    </span>
  )
}
