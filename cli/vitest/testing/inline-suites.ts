import { inlineScenarios } from '../../testing/inline-scenarios.ts';
import { describeScenario } from '../index.ts';

const { RUNS_FOLDER: runsFolder } = process.env;
if (runsFolder === undefined) throw new Error('RUNS_FOLDER is not set');
const INCLUDED = ['passes', 'fails', 'not-started'];
for (const scenario of inlineScenarios) {
  if (INCLUDED.includes(scenario.id)) describeScenario(scenario, { sts: 'echo', runsFolder });
}
