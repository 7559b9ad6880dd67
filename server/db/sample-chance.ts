import { hash } from 'node:crypto'

/** Chances that are the same for the same key, always and everywhere. */
export function dice(key: string) {
  const seed = parseInt(hash('sha256', key).slice(0, 8), 16)
  let throws = 0
  const random = () => chance(seed, throws++)
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  return { random, between }
}

/** The `step`-th number of a mulberry32 generator, at least 0 and below 1. */
export function chance(seed: number, step: number): number {
  let t = (seed + Math.imul(step + 1, 0x6d2b79f5)) | 0
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** A UUID that is the same for the same key: of version 8, whose bits are free. */
export function uuid(key: string): string {
  const hex = hash('sha256', key)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The pairs of two lists in an order that looks like none. Each comes once before any comes again. */
export function pairAt(index: number, firsts: string[], seconds: string[]): [string, string] {
  // A prime that doesn't divide the number of pairs.
  const place = (index * 4637) % (firsts.length * seconds.length)
  return [firsts[place % firsts.length] ?? '', seconds[Math.floor(place / firsts.length)] ?? '']
}
