import { defineConfig } from 'vitest/config'

/** No engine is found in suites that are not about containers: they run as on a computer that has none. */
const withoutEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

/** `unit` needs nothing but Node; `integration` (named *.integration.test.ts) starts real parts: models, servers, subprocesses; `docker` needs a container engine. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{core,electron,renderer,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{integration,docker}.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
          env: withoutEngine,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{core,electron,scripts}/**/*.integration.test.ts'],
          testTimeout: 120_000,
          env: withoutEngine,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'docker',
          include: ['{core,scripts}/**/*.docker.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
