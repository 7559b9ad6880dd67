/** What a server may answer, for properties that hold whatever it is. */
import fc from 'fast-check'

/** Objects with the API's own fields, most of them with something else in it. */
const nearly = fc.letrec<{ object: object; value: unknown }>((tie) => ({
  object: fc.dictionary(
    fc.constantFrom(
      'id',
      'name',
      'creation_date',
      'email',
      'admin',
      'status',
      'error',
      'fields',
      'projects',
      'interval',
      'data_organization',
      'data_projects',
      'data_deleted_projects',
      'start_date',
      'end_date',
      'value',
      'usage',
      'metric',
      'object_type',
      'data',
      'outcome',
      '__proto__',
    ),
    tie('value'),
    { maxKeys: 5 },
  ),
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('2026-03-01T00:00:00Z', 'day', 'unknown', true, 1),
    fc.array(tie('object'), { maxLength: 3 }),
    tie('object'),
  ),
}))

/** Any JSON, most of it not far from what an operation answers. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  nearly.value,
  nearly.object,
  fc.array(nearly.object, { maxLength: 4 }),
)

/** Those with which an API's own answers come. */
export const anyStatus = fc.constantFrom(200, 200, 200, 201, 400, 401, 429, 500, 503)
