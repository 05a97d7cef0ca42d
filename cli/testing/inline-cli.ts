import { runAsProcess } from '../process.ts';
import { INLINE_TAGS, inlineScenarios } from './inline-scenarios.ts';

/** The real command line with the scenarios of the tests. Run folders are created in `RUNS_FOLDER`. */
const { RUNS_FOLDER: runsFolder } = process.env;
if (runsFolder === undefined) throw new Error('RUNS_FOLDER is not set');
await runAsProcess({ scenarios: inlineScenarios, tags: INLINE_TAGS, runsFolder });
