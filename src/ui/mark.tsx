export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className="size-6 shrink-0">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M9 23v-7M16 23V9M23 23v-4"
        strokeWidth="4"
        strokeLinecap="round"
        className="stroke-on-accent"
      />
    </svg>
  )
}
