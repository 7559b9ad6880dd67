import { expect, test } from 'vitest'
import { afterLook, changeOf } from './overview-looks.ts'

const minute = 60_000
const look = (minutes: number, projects: number) => ({ at: minutes * minute, counts: { projects } })
const visits = (...looks: ReturnType<typeof look>[]) =>
  looks.reduce<ReturnType<typeof afterLook> | undefined>(afterLook, undefined)
const change = (...looks: ReturnType<typeof look>[]) => {
  const kept = visits(...looks)
  return kept && changeOf(kept, 'projects')
}

test('the first visit has nothing to compare with, however often one looks', () => {
  expect(change(look(0, 5))).toBeUndefined()
  expect(change(look(0, 5), look(10, 7), look(20, 9))).toBeUndefined()
})

test('a visit is compared with the last look of the visit before', () => {
  expect(change(look(0, 5), look(10, 7), look(60, 10))).toBe(3)
  expect(change(look(0, 5), look(60, 5))).toBe(0)
  expect(change(look(0, 5), look(60, 4))).toBe(-1)
})

test('looking again within a visit takes no change away', () => {
  expect(change(look(0, 5), look(60, 8), look(70, 8), look(95, 9))).toBe(4)
  expect(change(look(0, 5), look(60, 8), look(90, 8))).toBe(3)
  expect(change(look(0, 5), look(60, 8), look(91, 8))).toBe(0)
})

test('a look that another window has overtaken changes nothing', () => {
  expect(change(look(0, 5), look(60, 8), look(0, 5), look(70, 8))).toBe(3)
  expect(visits(look(0, 5), look(60, 8), look(0, 5))).toEqual(visits(look(0, 5), look(60, 8)))
})

test('a count that one of both does not know has no change', () => {
  const before = { at: 0, counts: { projects: 1 } }
  const now = { at: 60 * minute, counts: { projects: 2, buckets: 3 } }
  const kept = afterLook(afterLook(undefined, before), now)
  expect(changeOf(kept, 'buckets')).toBeUndefined()
  expect(changeOf(kept, 'projects')).toBe(1)
})
