/** What a usage table and its exports tell of each row beside its credits, such as how many members an organization has. */
export type UsageColumn = {
  /** What it is sorted and exported by. */
  id: string
  label: string
  /** Its numbers are changes, told with their sign. */
  signed?: boolean
  /** By the id of a row: undefined where it could not be read; a row that isn't there is still being read. */
  values: ReadonlyMap<string, number | undefined>
  /** Of all rows, where that makes sense and is known. */
  total: number | undefined
  /** What stands in its place where there never is one, and why. */
  noTotal?: { words: string; why: string } | undefined
}
