import { setImmediate as turn } from 'node:timers/promises'

/** Up to so many bytes are parsed in a few milliseconds. */
const SMALL = 1024 * 1024
/** So many are looked at in about one. */
const SLICE = 128 * 1024
const DEEPEST = 1024 * 1024

/** The parsed JSON; undefined for what isn't JSON, or is larger than anything that is parsed here. */
export function parsedJson(bytes: Uint8Array): unknown {
  if (bytes.length > SMALL) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/**
 * Whether these bytes are JSON, nested no deeper than a million times. They are only looked at, since what they stand for
 * may be more than the memory of the process, and in slices, so that the server goes on meanwhile. Rejects with the
 * signal's reason once that is aborted.
 */
export async function isJson(bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted()
  const isObject = new Uint8Array(Math.min(bytes.length, DEEPEST))
  let depth = 0
  let expected: 'value' | 'first or end' | 'next' | 'comma or end' = 'value'
  // As a decoder skips it.
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (let rest = at + SLICE; at >= 0;) {
    if (at > rest) {
      rest = at + SLICE
      await turn()
      signal.throwIfAborted()
    }
    at = spaceEnd(bytes, at)
    const byte = bytes[at]
    if (expected === 'comma or end' && depth === 0) return at === bytes.length
    const inObject = depth > 0 && isObject[depth - 1] === 1
    const mayEnd = expected === 'first or end' || expected === 'comma or end'
    if (mayEnd && byte === (inObject ? BRACE_END : BRACKET_END)) {
      at += 1
      depth -= 1
      expected = 'comma or end'
    } else if (expected === 'comma or end') {
      if (byte !== COMMA) return false
      at += 1
      expected = 'next'
    } else if (inObject && expected !== 'value') {
      at = colonEnd(bytes, stringEnd(bytes, at))
      expected = 'value'
    } else if (byte === BRACE || byte === BRACKET) {
      if (depth === isObject.length) return false
      isObject[depth] = byte === BRACE ? 1 : 0
      at += 1
      depth += 1
      expected = 'first or end'
    } else {
      at = scalarEnd(bytes, at)
      expected = 'comma or end'
    }
  }
  return false
}

// Where what begins at `at` ends, which is behind its last byte; -1 where there is no such thing, or `at` is that.

const [QUOTE, BACKSLASH, COMMA, COLON, BRACE, BRACE_END, BRACKET, BRACKET_END] =
  Buffer.from('"\\,:{}[]')
const [MINUS, PLUS, DOT, ZERO, NINE, SMALL_E, LARGE_E, SMALL_U] = Buffer.from('-+.09eEu')
const escapes = new Set(Buffer.from('"\\/bfnrtu'))
const hexDigits = new Set(Buffer.from('0123456789abcdefABCDEF'))
const words = ['true', 'false', 'null'].map((word) => Buffer.from(word))

function spaceEnd(bytes: Uint8Array, at: number): number {
  let end = at
  for (;;) {
    const byte = bytes[end]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return end
    end += 1
  }
}

function colonEnd(bytes: Uint8Array, at: number): number {
  if (at < 0) return -1
  const end = spaceEnd(bytes, at)
  return bytes[end] === COLON ? end + 1 : -1
}

function scalarEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === QUOTE) return stringEnd(bytes, at)
  const word = words.find((word) => word[0] === bytes[at])
  if (!word) return numberEnd(bytes, at)
  return word.every((byte, index) => bytes[at + index] === byte) ? at + word.length : -1
}

function stringEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return -1
  for (let end = at + 1; ; end += 1) {
    const byte = bytes[end]
    if (byte === QUOTE) return end + 1
    if (byte === undefined || byte < 0x20) return -1
    if (byte !== BACKSLASH) continue
    end += 1
    const escaped = bytes[end] ?? 0
    if (!escapes.has(escaped)) return -1
    if (escaped !== SMALL_U) continue
    for (let digit = 0; digit < 4; digit += 1) {
      end += 1
      if (!hexDigits.has(bytes[end] ?? 0)) return -1
    }
  }
}

function numberEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at] === MINUS ? at + 1 : at
  let end = bytes[first] === ZERO ? first + 1 : digitsEnd(bytes, first)
  if (end >= 0 && bytes[end] === DOT) end = digitsEnd(bytes, end + 1)
  if (end < 0 || (bytes[end] !== SMALL_E && bytes[end] !== LARGE_E)) return end
  const sign = bytes[end + 1]
  return digitsEnd(bytes, sign === PLUS || sign === MINUS ? end + 2 : end + 1)
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  let end = at
  for (;;) {
    const byte = bytes[end] ?? 0
    if (byte < (ZERO ?? 0) || byte > (NINE ?? 0)) return end > at ? end : -1
    end += 1
  }
}
