import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { z } from 'zod';
import type { ScenarioDefinition } from '../../harness/engine/scenario-definition.ts';
import { type ScenarioOptions, scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import { BackgroundRun } from './background-run.ts';
import { StepFailure } from './step-failure.ts';

/** Images of containers may have to be built. */
const PREPARED_WITHIN_MS = 1_200_000;
const ENDED_WITHIN_MS = 120_000;
/** What the engine may take to end a step that is over its time. */
const STEP_ENDS_WITHIN_MS = 10_000;

/** As on the command line; what is left out has its default. */
export interface DescribeOptions extends z.input<typeof scenarioOptionsSchema> {
  /** Where the run gets a folder of its own; `reports/runs` of the current folder by default. */
  readonly runsFolder?: string;
}

/**
 * Makes a scenario a suite of Vitest, and each of its steps a test, in order: to be called in a test file. The run
 * writes a run folder, as on the command line. A step that is not run is a skipped test that says why; with a filter
 * by name the steps before the chosen ones are run as well, and none after them.
 *
 * @example describeScenario(quick, { sts: 'echo' });
 */
export function describeScenario(
  definition: ScenarioDefinition<ScenarioOptions>,
  { runsFolder = 'reports/runs', ...typed }: DescribeOptions = {},
): void {
  const options = scenarioOptionsSchema.parse(typed);
  const scenario = definition.build(options);
  describe(`${definition.id}: ${definition.title}`, () => {
    const run = new BackgroundRun(scenario, options, resolve(runsFolder));

    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the pattern to know what it is asked for.
    beforeAll(async ({}, suite) => {
      const until = suite.tasks.findLastIndex(({ mode }) => mode === 'run' || mode === 'queued');
      if (until !== -1) await run.start(until);
    }, PREPARED_WITHIN_MS);
    afterAll(() => run.end(), ENDED_WITHIN_MS);

    let timeoutMs = STEP_ENDS_WITHIN_MS;
    for (const [number, step] of scenario.steps.entries()) {
      // A filter may leave out the tests that would have waited for the steps before.
      timeoutMs += step.timeoutMs + STEP_ENDS_WITHIN_MS;
      test(`${number} ${step.id}: ${step.title}`, { timeout: timeoutMs }, async ({ skip, signal }) => {
        const result = await run.step(number, signal);
        if (result.status === 'not-run') skip(`not run: ${result.reason ?? 'nobody knows why'}`);
        if (result.status === 'skipped') skip(`skipped: ${result.reason ?? 'nobody knows why'}`);
        if (result.status !== 'passed') throw new StepFailure(result, run.folder);
      });
    }
  });
}
