/** The look of what stands in the bar at the top, and of the lines of its panels. */
export const barButton =
  'flex h-8 max-sm:h-11 min-w-0 items-center gap-1.5 rounded-md px-2 text-sm font-medium hover:bg-raised'
export const panelItem =
  'flex h-8 max-sm:h-11 w-full items-center gap-2 rounded-md px-2.5 text-sm hover:bg-raised aria-[current]:font-medium'
