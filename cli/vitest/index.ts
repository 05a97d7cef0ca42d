/** Before the other modules, which an old Node cannot run. */
import '../reject-old-node.ts';

/** Scenarios of dubstep, for {@link describeScenario}. */
export { fullPipeline } from '../../scenarios/full-pipeline.ts';
export { preflight } from '../../scenarios/preflight.ts';
export { quick } from '../../scenarios/quick.ts';
/** Run scenarios in Vitest: `import { describeScenario } from 'dubstep/vitest'`. */
export { type DescribeOptions, describeScenario } from './describe-scenario.ts';
