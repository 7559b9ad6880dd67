/** How much is done of how much. */
export function ProgressBar({ value, max }: { value: number; max: number }) {
  return (
    <progress
      aria-label="Progress"
      value={value}
      max={max}
      className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
    />
  )
}
