/** Before the other modules, which an old Node cannot run. */
import '../reject-old-node.ts';

/** Define scenarios for any pipeline. */
export * from '../../harness/index.ts';
/** Run a scenario and write its reports. */
export { type Reporter, type ReporterName, type RunSettings, run } from './run.ts';
