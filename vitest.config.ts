import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lib,cli,harness,services,reports,scenarios,fixtures,tools}/**/*.test.ts'],
          exclude: ['**/*.{service,docker,e2e}.test.ts'],
          // Unit tests have no side effects on other files, so modules are loaded once for all of them.
          isolate: false,
          // Some tests wait, so a processor reserved for Vitest would be idle.
          maxWorkers: '100%',
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'services',
          include: ['{lib,cli,harness,services,reports,scenarios,fixtures,tools}/**/*.service.test.ts'],
          testTimeout: 60_000,
          // Service tests mostly wait for media in real time.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'docker',
          include: ['{cli,harness,services}/**/*.docker.test.ts'],
          fileParallelism: false,
          testTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.e2e.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
