/**
 * Credits as numbers and as text. A credit is a decimal number with at most six places that count, so sums are made in
 * whole millionths. `locale` is the browser's own unless given.
 */

const microPerCredit = 1e6

/** The exact sum: each value is rounded to a millionth of a credit, all are added as integers and divided once. */
export function sumCredits(values: Iterable<number>): number {
  let micro = 0
  // What no longer fits a number exactly; adding only in BigInt costs ten times as much.
  let large = 0n
  for (const value of values) {
    const next = Math.round(value * microPerCredit)
    if (Number.isSafeInteger(micro + next)) micro += next
    else {
      large += BigInt(micro) + BigInt(next)
      micro = 0
    }
  }
  return Number(large + BigInt(micro)) / microPerCredit
}

const formats = new Map<string, Intl.NumberFormat>()

/** Making a NumberFormat costs about a thousand times as much as using it. */
function numberFormat(
  name: string,
  options: Intl.NumberFormatOptions,
  locale: string | undefined,
): Intl.NumberFormat {
  const key = `${name} ${locale}`
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locale, options)))
  return format
}

/** The exact value, up to six decimals: "1,234.5". */
export const formatCredits = (value: number, locale?: string) =>
  numberFormat('exact', { maximumFractionDigits: 6 }, locale).format(value)

/** How many decimals a value is written with: none of 5, two of 1.25. */
export const placesOf = (value: number) =>
  String(Math.round(value * microPerCredit) / microPerCredit).split('.')[1]?.length ?? 0

/** What stands in, unseen, for the decimals that a value has fewer than the others of its column: ".00" of 5 among 1.25. */
export function paddingOf(value: number, places: number): string {
  const own = placesOf(value)
  return `${own === 0 && places > 0 ? '.' : ''}${'0'.repeat(Math.max(0, places - own))}`
}

/** With its unit: "1 credit", "312 credits". */
export const formatCreditsUnit = (value: number, locale?: string) =>
  `${formatCredits(value, locale)} ${value === 1 ? 'credit' : 'credits'}`

/** For axes only: "1.25K". */
export const formatCreditsShort = (value: number, locale?: string) =>
  numberFormat('short', { notation: 'compact', maximumSignificantDigits: 3 }, locale).format(value)

/** A share of 1 as percent with one decimal: "41.3%"; what is more than nothing never reads "0%". */
export function formatShare(share: number, locale?: string): string {
  const format = numberFormat(
    'share',
    { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 },
    locale,
  )
  const smallest = 0.001
  return share > 0 && share < smallest / 2 ? `<${format.format(smallest)}` : format.format(share)
}

/** For axes only: "40%". */
export const formatPercent = (share: number, locale?: string) =>
  numberFormat('percent', { style: 'percent', maximumFractionDigits: 0 }, locale).format(share)

/** A difference with its sign, in the form that `format` gives it: "+12", "−12", and "0". */
export const formatSigned = (value: number, format: (value: number) => string) =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${format(Math.abs(value))}`
