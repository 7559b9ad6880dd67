import { expect, test } from 'vitest'
import { inSlices } from './in-slices.ts'

function* slowly(count: number, milliseconds: number) {
  for (let part = 0; part < count; part += 1) {
    const end = performance.now() + milliseconds
    while (performance.now() < end);
    yield `${part};`
  }
}

test('what is long lets others in between, and is as whole as what is short', async () => {
  expect(await inSlices(slowly(3, 0))).toBe('0;1;2;')
  const turns: number[] = []
  const watch = setInterval(() => turns.push(performance.now()), 1)
  const long = await inSlices(slowly(30, 5))
  clearInterval(watch)
  expect(long).toBe([...slowly(30, 0)].join(''))
  // 150 ms in slices of some 12.
  expect(turns.length).toBeGreaterThanOrEqual(4)
})

test('fails as its parts do', async () => {
  function* broken() {
    yield 'a'
    throw new Error('no more')
  }
  await expect(inSlices(broken())).rejects.toThrow('no more')
})
