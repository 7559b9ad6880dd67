import type { Color } from './usage-series.ts'

export const isStriped = (color: Color) => color.endsWith('-striped')

/** The colour itself, for CSS and SVG; what is striped or hatched has lines of the surface over it. */
export const hueOf = (color: Color) => `var(--${color.replace('-striped', '')})`

/** What lies over a square of 10 pixels, as path data of a line of the surface. */
export function hatchOf(color: Color): string | undefined {
  if (color === 'chart-deleted') return 'M1 2.5h2M5.5 2.5h2M3.25 5.5h2M7.75 5.5h2M1 8.5h2M5.5 8.5h2'
  return isStriped(color) ? 'M0 3.5H10M0 7.5H10' : undefined
}

/**
 * The colour of a part, beside its name. What isn't a project of its own differs by its shape as well; without a colour
 * it stands for what is hidden.
 */
export function Swatch({ color }: { color: Color | undefined }) {
  const outlined = color === 'chart-none' || color === undefined
  const hatch = color && hatchOf(color)
  return (
    <svg width="10" height="10" aria-hidden className="shrink-0">
      <rect
        x={outlined ? 0.5 : 0}
        y={outlined ? 0.5 : 0}
        width={outlined ? 9 : 10}
        height={outlined ? 9 : 10}
        rx={outlined ? 1.5 : 2}
        fill={outlined ? 'none' : hueOf(color)}
        stroke={outlined ? (color ? hueOf(color) : 'var(--control)') : 'none'}
        strokeDasharray={color ? undefined : '2 2'}
      />
      {hatch && <path d={hatch} stroke="var(--surface)" strokeWidth="1.5" />}
    </svg>
  )
}
