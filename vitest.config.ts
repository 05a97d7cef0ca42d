import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lib,cli,harness,services,reports,scenarios,fixtures,tools}/**/*.test.ts'],
          exclude: ['**/*.{service,docker,e2e}.test.ts'],
          // They change nothing that another file could see, and a module is loaded once for all of them.
          isolate: false,
          // One of them waits now and then: a processor left to Vitest itself would be idle.
          maxWorkers: '100%',
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'services',
          include: ['{lib,cli,harness,services,reports,scenarios,fixtures,tools}/**/*.service.test.ts'],
          testTimeout: 60_000,
          // They wait for media in real time more than they reckon.
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
