import { defineConfig } from 'vitest/config';

/** The project that `describe-scenario.service.test.ts` runs. */
export default defineConfig({
  test: { root: import.meta.dirname, include: ['inline-suites.ts'], reporters: ['verbose'] },
});
