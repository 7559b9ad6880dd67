import { useId, useState, type ReactNode } from 'react'

/** Tells why the control inside is locked: on hover, on keyboard focus, and to a screen reader. Escape puts it away. */
export function Reason({
  text,
  children,
}: {
  text: string | undefined
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
          className={`invisible absolute top-full right-0 z-30 pt-1.5 text-start text-xs font-normal whitespace-normal ${away ? '' : 'group-focus-within/reason:visible group-hover/reason:visible'}`}
        >
          <span className="block w-max max-w-60 rounded-md bg-text px-2.5 py-1.5 text-surface shadow-floating">
            {text}
          </span>
        </span>
      )}
    </span>
  )
}
