const rounds = 5

/** Measures each of the names in turn, for several rounds; a first round warms up and doesn't count. */
export async function alternate<Name extends string, Sample>(
  names: readonly Name[],
  measure: (name: Name) => Promise<Sample>,
): Promise<(name: Name, of: (sample: Sample) => number) => number> {
  const samples: { name: Name; sample: Sample }[] = []
  for (let round = 0; round <= rounds; round += 1)
    for (const name of names) {
      const sample = await measure(name)
      if (round > 0) samples.push({ name, sample })
    }
  return (name, of) => median(samples.flatMap((one) => (one.name === name ? [of(one.sample)] : [])))
}

/** The value below which the share `q` (0 to 1) of the values lies; NaN without values. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * q
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place % 1)
}

export const median = (values: number[]) => quantile(values, 0.5)
