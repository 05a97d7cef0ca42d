import { defineConfig } from 'vitest/config';

/**
 * Tests that check every frame of a live stream, one stream at a time. Beside others, two processors are too few: MediaMTX
 * drops what a slow reader does not take in time, which is a second gap.
 */
const LIVE = ['services/media-service/rtmp-ingest.service.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lib,cli,harness,services,reports,scenarios,fixtures,tools}/**/*.test.ts'],
          exclude: ['**/*.{service,sources,docker,e2e}.test.ts'],
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
          exclude: LIVE,
          testTimeout: 60_000,
          // Service tests mostly wait for media in real time.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'services-live',
          include: LIVE,
          fileParallelism: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'sources',
          include: ['services/**/*.sources.test.ts'],
          testTimeout: 90_000,
          // Each stream mostly waits for media in real time.
          maxConcurrency: 4,
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
