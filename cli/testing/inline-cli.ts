import { runAsProcess } from '../process.ts';
import { INLINE_TAGS, inlineScenarios } from './inline-scenarios.ts';

/** The real command line with scenarios of its own; runs land in the folder that `RUNS_FOLDER` names. */
const { RUNS_FOLDER: runsFolder } = process.env;
if (runsFolder === undefined) throw new Error('RUNS_FOLDER is not set');
await runAsProcess({ scenarios: inlineScenarios, tags: INLINE_TAGS, runsFolder });
