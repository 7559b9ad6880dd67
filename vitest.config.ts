import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{contract,server,src}/**/*.test.ts'],
    globalSetup: 'server/testing/global-setup.ts',
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/unit.json' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
