import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test('finds what is a key or two away', () => {
  for (const asked of ['acme-n', 'acme-nll', 'acme-ml', 'acem-nl', 'Acme-NL'])
    expect(nearest(asked, ['other', 'acme-nl'])).toEqual(['acme-nl'])
  expect(nearest('harbor-analitics', ['harbour-analytics'])).toEqual(['harbour-analytics'])
})

test('finds what is part of the other, whatever stands around it', () => {
  expect(nearest('acme', ['my-acme-in-europe', 'beta'])).toEqual(['my-acme-in-europe'])
  expect(nearest('acme-production', ['acme'])).toEqual(['acme'])
})

test('the likeliest comes first, and there are at most three', () => {
  expect(nearest('acme', ['acme-europe', 'acme-nl', 'acmes', 'acne', 'acme'])).toEqual([
    'acme',
    'acmes',
    'acne',
  ])
})

test('what has nothing in common is not offered', () => {
  expect(nearest('acme', ['beta', 'xy', 'polder-vision'])).toEqual([])
  expect(nearest('ab', ['cabin', 'a', 'cd'])).toEqual(['a'])
  expect(nearest('', ['acme'])).toEqual([])
  expect(nearest('acme', [])).toEqual([])
})

test('two keys the other way round are one mistake', () => {
  expect(nearest('abcd', ['bacd', 'badc'])).toEqual(['bacd'])
})
