/**
 * Round values from at or below `min` to at or above `max`, always with 0, at steps of 1, 2 or 5 times a power of ten;
 * about `count` steps. They are both the ticks and the ends of an axis.
 */
export function niceTicks(max: number, min = 0, count = 5): number[] {
  const top = Math.max(max, 0)
  const bottom = Math.min(min, 0)
  if (top === bottom) return [0, 1]
  const rough = (top - bottom) / count
  const power = Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((factor) => factor * 10 ** power >= rough * 0.999) ?? 10
  // Dividing by a power of ten is exact where multiplying by a negative one is not: 3 / 10, but 3 * 0.1.
  const scaled = (steps: number) =>
    power < 0 ? (steps * factor) / 10 ** -power : steps * factor * 10 ** power
  const first = Math.floor(bottom / scaled(1))
  const last = Math.ceil(top / scaled(1) - 1e-9)
  return Array.from({ length: last - first + 1 }, (_, index) => scaled(first + index))
}
