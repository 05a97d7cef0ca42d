import { glob, readFile } from 'node:fs/promises';
import { workflowProblems } from './workflow-problems.ts';

let files = 0;
let found = 0;
for await (const file of glob('.github/workflows/*.{yml,yaml}')) {
  files += 1;
  for (const problem of workflowProblems(await readFile(file, 'utf8'))) {
    found += 1;
    console.error(`${file}: ${problem}`);
  }
}
if (files === 0)
  console.error('No workflow found in .github/workflows. Run this in the root of the project.');
process.exitCode = files === 0 || found > 0 ? 1 : 0;
