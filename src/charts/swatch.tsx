import type { Color } from './usage-series.ts'

/** The colour of a part, beside its name. What isn't a project differs by its shape as well. */
export function Swatch({ color }: { color: Color }) {
  const outlined = color === 'chart-none'
  return (
    <svg width="10" height="10" aria-hidden className="shrink-0">
      <rect
        x={outlined ? 0.5 : 0}
        y={outlined ? 0.5 : 0}
        width={outlined ? 9 : 10}
        height={outlined ? 9 : 10}
        rx={outlined ? 1.5 : 2}
        fill={outlined ? 'none' : `var(--${color})`}
        stroke={outlined ? 'var(--chart-none)' : 'none'}
      />
      {color === 'chart-deleted' && (
        <path d="M0 7 7 0M3 10 10 3" stroke="var(--surface)" strokeWidth="1.5" />
      )}
    </svg>
  )
}
