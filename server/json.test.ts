import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyJson } from '../e2e/any-answer.ts'
import { isJson } from './json.ts'
import { collectGarbage } from './testing/garbage.ts'

fc.configureGlobal({ seed: 1 })

const never = new AbortController().signal
const MIB = 1024 * 1024

const looksRight = (text: string | Buffer) => isJson(Buffer.from(text), never)

const parses = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('an answer', () => {
  test.each(
    '{} [] [[],{}] {"a":[{"b":"c"}],"d":{}} "" "é𝄞" "\\u00e9\\"\\\\\\/\\b\\f\\n\\r\\t" 0 -0 10 -1.50 1e5 1E+05 0e-1 true false null'.split(
      ' ',
    ),
  )('%s is JSON', async (text) => {
    expect(parses(text)).toBe(true)
    expect(await looksRight(text)).toBe(true)
    expect(await looksRight(`\n\t\r [ ${text} , ${text} ] `)).toBe(true)
    expect(
      await looksRight(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])),
    ).toBe(true)
  })

  test.each([
    ...'{ } [ ] [} {] [}] {a:1} {"a"} {"a":} {"a":1,} {1:1} {"a"1} {,} [,] [1,] [,1] [1[ ]] , : [1:2] {"a","b"} {"a":1:2}'.split(
      ' ',
    ),
    ...'" "\\ "\\x" "\\u12 "\\u12g4" \'a\' a"b" - +1 01 -01 1. .5 1.e5 1e 1e+ 1e+- 0x1 1_0 -a Infinity NaN tru truee nulL undefined'.split(
      ' ',
    ),
    '',
    ' ',
    '1 2',
    '[1 2]',
    '{"a" 1}',
    '"\u0000"',
    '"\u001f"',
    '"\t"',
    '\u00a01',
    '\u000c1',
    '<html>',
    '//\n1',
  ])('%j is none', async (text) => {
    expect(parses(text)).toBe(false)
    expect(await looksRight(text)).toBe(false)
    expect(await looksRight(`{"a":${text}`)).toBe(false)
  })

  test('is what a parser reads, whatever of it is left out or put in', async () => {
    const cuts = fc.tuple(
      fc.oneof(anyJson, fc.jsonValue({ stringUnit: 'binary' })),
      fc.constantFrom(undefined, ' '),
      fc.nat(),
      fc.nat(3),
      fc.oneof(
        fc.constant(''),
        fc.constantFrom(...'[]{},:"\\ \n0-+.eEutfn'),
        fc.string({ maxLength: 2 }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(cuts, async ([json, indent, where, gone, put]) => {
        const whole = JSON.stringify(json, undefined, indent)
        const at = where % (whole.length + 1)
        const text = `${whole.slice(0, at)}${put}${whole.slice(at + gone)}`
        expect([text, await looksRight(text)]).toEqual([text, parses(text)])
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['many times more in memory', `[${'{},'.repeat(10 * MIB)}{}]`, true],
    ['one long text', `"${'x'.repeat(10 * MIB)}"`, true],
    ['nested as deep as can be read', '['.repeat(MIB) + ']'.repeat(MIB), true],
    ['nested deeper', '['.repeat(MIB + 1) + ']'.repeat(MIB + 1), false],
  ])('that is %s is only looked at', async (_, text, answer) => {
    const bytes = Buffer.from(text)
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    expect(await isJson(bytes, never)).toBe(answer)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * MIB)
  })

  test('leaves the server its turns, and ends where nobody waits for it', async () => {
    const bytes = Buffer.from(`[${'1,'.repeat(4 * MIB)}1]`)
    const gone = new AbortController()
    let turns = 0
    const count = () => {
      turns += 1
      if (turns === 20) gone.abort(new Error('gone'))
      if (turns < 20) setImmediate(count)
    }
    setImmediate(count)
    await expect(isJson(bytes, gone.signal)).rejects.toThrow('gone')
    expect(turns).toBe(20)
    await expect(isJson(bytes, gone.signal)).rejects.toThrow('gone')
    expect(await isJson(bytes, never)).toBe(true)
  })
})
