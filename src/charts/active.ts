/** What is read of chart and table. A pinned bucket stays when the pointer or the focus goes elsewhere. */
export type Active = {
  /** Index of a bucket; undefined for a part over the whole range. */
  bucket: number | undefined
  /** Id of a row or of a part of the chart; undefined for a bucket as a whole. */
  part: string | undefined
  by: 'keyboard' | 'pointer' | 'elsewhere'
  pinned: boolean
}
