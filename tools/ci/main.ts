import { readFile } from 'node:fs/promises';
import { testCounts } from './test-counts.ts';

// Prints `<passed> <failed>` for the vitest report whose path is the only argument.
const report = await readFile(process.argv[2] ?? '', 'utf8').catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
});
const { passed, failed } = testCounts(report);
console.log(`${passed} ${failed}`);
