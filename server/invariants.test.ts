/** The house rules that a test can check. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { operationIds, operations } from '#contract/operations.ts'

const suite = readFileSync(new URL('api.test.ts', import.meta.url), 'utf8')

describe.each(operationIds)('%s', (id) => {
  const { access, path, method } = operations[id]

  it('says who may call it: on an organization, members or admins', () => {
    const words = path.includes(':organization_name') ? ['member', 'admin'] : ['public', 'user']
    expect(words).toContain(access)
  })

  it('is called and named in the contract suite', () => {
    expect(suite).toContain(`.${id}({`)
    expect(suite).toMatch(new RegExp(`'[^']*\\b${id}\\b[^']*'`))
  })

  it('lets no one but an admin write on an organization', () => {
    if (method !== 'GET' && path.includes(':organization_name')) expect(access).toBe('admin')
  })
})
