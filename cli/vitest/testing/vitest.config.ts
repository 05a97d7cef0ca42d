import { defineConfig } from 'vitest/config';

/** A project of a few milliseconds, for the test of what Vitest makes of scenarios. */
export default defineConfig({
  test: { root: import.meta.dirname, include: ['inline-suites.ts'], reporters: ['verbose'] },
});
