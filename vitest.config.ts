import { defineConfig } from 'vitest/config'

const level = (name: string, include: string[], more = {}) => ({ extends: true as const, test: { name, include, ...more } })

/** Four levels: rules and edges run side by side; journeys and screens start a real server each, one file at a time. */
export default defineConfig({
  test: {
    environment: 'node',
    projects: [
      level(
        'unit',
        ['shared/**/*.test.ts', 'server/**/*.test.ts', 'client/**/*.test.{ts,tsx}', 'fixtures/*.test.ts', 'fixtures/worlds/**/*.test.ts'],
        { testTimeout: 20_000 },
      ),
      level('journey', ['fixtures/journeys/**/*.test.ts'], { testTimeout: 90_000, hookTimeout: 90_000, fileParallelism: false }),
      level('screen', ['fixtures/journeys/**/*.e2e.ts'], { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false }),
    ],
  },
})
