/** Milliseconds; with what else there is to do, a task stays well within 50. */
const SLICE = 12

/** Puts a text together from its parts, and lets the page do other things after each slice of time. */
export async function inSlices(parts: Iterable<string>): Promise<string> {
  const slices: string[] = []
  let slice = ''
  let end = performance.now() + SLICE
  for (const part of parts) {
    slice += part
    if (performance.now() < end) continue
    slices.push(slice)
    slice = ''
    await new Promise((resolve) => setTimeout(resolve))
    end = performance.now() + SLICE
  }
  return slices.join('') + slice
}
