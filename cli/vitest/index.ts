/** Runs scenarios in Vitest: `import { describeScenario } from 'dubstep/vitest'`. */
export { type DescribeOptions, describeScenario } from './describe-scenario.ts';
