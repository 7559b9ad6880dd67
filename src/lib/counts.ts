const browsers = new Intl.NumberFormat()

/** A count in the browser's locale unless another is given: "10,000". */
export const formatCount = (count: number, locale?: string) =>
  (locale === undefined ? browsers : new Intl.NumberFormat(locale)).format(count)

/** How many are shown of all there are: "12 of 240 members", "1 member". */
export const formatShown = (shown: number, all: number, one: string, many: string) =>
  `${shown === all ? '' : `${formatCount(shown)} of `}${formatCount(all)} ${all === 1 ? one : many}`
