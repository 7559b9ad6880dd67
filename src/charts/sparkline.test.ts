import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Sparkline } from './sparkline.tsx'
import type { Values } from './usage-series.ts'

const drawn = (values: Values, running = false) =>
  renderToStaticMarkup(createElement(Sparkline, { values, running, label: 'Five days' }))
const lines = (markup: string) => [...markup.matchAll(/ d="([^"]*)"/g)].map(([, path]) => path)

test('draws values from zero at the bottom to the highest at the top', () => {
  expect(lines(drawn([5, 10, 0]))).toEqual(['M0 12h0L48 0L96 24'])
  expect(lines(drawn([10, 10]))).toEqual(['M0 0h0L96 0'])
  expect(lines(drawn([0, 0]))).toEqual(['M0 24h0L96 24'])
  expect(lines(drawn([-10, 10, 0]))).toEqual(['M0 24h0L48 0L96 12'])
})

test('a bucket that is not reported is a gap, and one between two gaps a dot', () => {
  expect(lines(drawn([10, 10, undefined, 10, undefined]))).toEqual(['M0 0h0L24 0M72 0h0'])
  expect(lines(drawn([undefined, undefined]))).toEqual([''])
  expect(lines(drawn([]))).toEqual([''])
  expect(lines(drawn([10]))).toEqual(['M0 0h0'])
})

test('the running bucket is not drawn as if it were finished', () => {
  expect(lines(drawn([10, 10, 5], true))).toEqual(['M0 0h0L48 0', 'M48 0h0L96 12'])
  expect(lines(drawn([5], true))).toEqual(['', 'M0 0h0'])
  expect(lines(drawn([], true))).toEqual(['', ''])
})

test('has words for whoever does not see it', () => {
  expect(drawn([1, 2])).toContain('role="img" aria-label="Five days"')
})
