import { defineConfig } from 'vitest/config'

// Vitest's reporter groups failures with Map.groupBy, which Node 20 does not have: without this a failing test ends
// in a TypeError and its message is lost.
const MapWithGroups = Map as unknown as { groupBy?: unknown }
MapWithGroups.groupBy ??= <K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K) => {
  const groups = new Map<K, T[]>()
  let index = 0
  for (const item of items) {
    const key = keyOf(item, index++)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

const outside = ['node_modules/**', 'dist/**', '.next/**', '.state/**', '.state-*/**']

/**
 * Three kinds of tests. PostgreSQL and Redis are there for any file that asks (tests/support); the first question
 * starts them.
 */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    pool: 'forks',
    // The shared PostgreSQL of the tests runs with fsync off; a key service must be told that this is meant.
    env: { KEYD_ALLOW_VOLATILE_STORE: '1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx,mjs}'],
          exclude: [...outside, 'tests/integration/**', 'tests/e2e/**'],
          globalSetup: ['tests/support/global-setup.mjs'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: outside,
          globalSetup: ['tests/support/global-setup.mjs'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: outside,
          globalSetup: ['tests/support/global-setup.mjs'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          // Each starts a whole stack and a browser.
          fileParallelism: false,
        },
      },
    ],
  },
})
