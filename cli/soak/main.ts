import { join } from 'node:path';
import { soak } from '../../scenarios/degraded/soak.ts';
import { TAGS } from '../../scenarios/tags.ts';
import { runAsProcess } from '../process.ts';
import { takeMinutes } from './take-minutes.ts';

/** Runs the scenario `soak`: `pnpm soak [--minutes 60]`, with all options of `scenario`. */
const { minutes, rest, problem } = takeMinutes(process.argv.slice(2));
if (problem === undefined) {
  process.argv = [...process.argv.slice(0, 2), 'scenario', 'soak', ...rest];
  await runAsProcess({
    scenarios: [soak(minutes)],
    tags: TAGS,
    scenariosFolder: undefined,
    runsFolder: join(import.meta.dirname, '../../reports/runs'),
  });
} else {
  process.stderr.write(`error: ${problem}\n`);
  process.exitCode = 2;
}
