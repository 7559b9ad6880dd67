import { paddingOf } from '../lib/credits.ts'

/** A number of a column that is aligned at the point, of which the longest has so many decimals. */
export function Aligned({
  value,
  places,
  children,
}: {
  value: number
  places: number
  children: string
}) {
  const padding = paddingOf(value, places)
  if (!padding) return children
  return (
    <span data-padding={padding} className="after:invisible after:content-[attr(data-padding)]">
      {children}
    </span>
  )
}
