/** The look of a link that leads between screens which belong together, in a row of them with a line under it. */
export const tabClass =
  'relative -mb-px flex h-10 items-center border-b-2 border-transparent px-3 text-sm font-medium text-quiet -outline-offset-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:text-text max-sm:h-11'
