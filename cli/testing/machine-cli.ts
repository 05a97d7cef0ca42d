import { scenarios } from '../../scenarios/index.ts';
import { TAGS } from '../../scenarios/tags.ts';
import { runAsProcess } from '../process.ts';

/** The real command line with the scenarios of the project. Run folders are created in `RUNS_FOLDER`. */
const { RUNS_FOLDER: runsFolder } = process.env;
if (runsFolder === undefined) throw new Error('RUNS_FOLDER is not set');
await runAsProcess({ scenarios, tags: TAGS, scenariosFolder: undefined, runsFolder, overview: true });
