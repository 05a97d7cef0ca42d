#!/usr/bin/env node
import { nodeProblem } from './require-node.ts';

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  // A static import would be loaded first, and fail on an old Node with an error that does not name the reason.
  await import('./start.ts');
} else {
  process.stderr.write(`error: ${problem}\n`);
  // As for an environment that cannot be started.
  process.exitCode = 3;
}
