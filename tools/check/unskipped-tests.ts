import { glob, readFile } from 'node:fs/promises';
import { skippedTests } from './skipped-test.ts';

let files = 0;
let found = 0;
for await (const file of glob('*/**/*.test.ts', { exclude: ['node_modules', 'dist'] })) {
  files += 1;
  for (const { line, text } of skippedTests(await readFile(file, 'utf8'))) {
    found += 1;
    console.error(`${file}:${line}: ${text}`);
  }
}
if (files === 0) console.error('No test files found. Run this in the root of the project.');
if (found > 0) console.error(`\n${found} places disable tests. Enable the tests, or delete them.`);
process.exitCode = files === 0 || found > 0 ? 1 : 0;
