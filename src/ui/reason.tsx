import { useId, type ReactNode } from 'react'

/** Tells why the control inside is locked: on hover, on keyboard focus, and to a screen reader. */
export function Reason({
  text,
  children,
}: {
  text: string | undefined
  children: (describedBy: string | undefined) => ReactNode
}) {
  const id = useId()
  if (text === undefined) return children(undefined)
  return (
    <span className="group/reason relative inline-flex">
      {children(id)}
      <span
        id={id}
        role="tooltip"
        className="pointer-events-none invisible absolute top-full right-0 z-30 mt-1.5 w-max max-w-60 rounded-md bg-text px-2.5 py-1.5 text-start text-xs font-normal whitespace-normal text-surface shadow-floating group-focus-within/reason:visible group-hover/reason:visible"
      >
        {text}
      </span>
    </span>
  )
}
