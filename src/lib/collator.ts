/** The order of names as people read them: whatever their case, and 9 before 10. */
export const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
