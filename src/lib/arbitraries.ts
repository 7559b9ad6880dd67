/** Arbitrary days and credits for property tests. */
import fc from 'fast-check'
import { addDays, daysBetween } from './dates.ts'

// The same values in every run: a test fails because of a change, not by chance.
fc.configureGlobal({ seed: 1 })

/** UTC days from 2000 to 2100. */
export const days = fc
  .integer({ min: 0, max: daysBetween('2000-01-01', '2101-01-01') - 1 })
  .map((count) => addDays('2000-01-01', count))

/** Whole millionths, from none to a million credits. */
export const credits = fc
  .oneof(
    fc.constant(0),
    fc.nat(1000).map((whole) => whole * 1e6),
    fc.nat(10e6),
    fc.nat(1e12),
  )
  .map((millionths) => millionths / 1e6)
