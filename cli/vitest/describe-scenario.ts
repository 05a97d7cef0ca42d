import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { z } from 'zod';
import type { StepResult } from '../../harness/engine/event.ts';
import type { ScenarioDefinition } from '../../harness/engine/scenario-definition.ts';
import { type ScenarioOptions, scenarioOptionsSchema } from '../../harness/environments/scenario-options.ts';
import { stepBlock } from '../../reports/console/step-lines.ts';
import { noColours } from '../../reports/console/terminal.ts';
import { BackgroundRun } from './background-run.ts';

/** Container images may have to be built first. */
const PREPARED_WITHIN_MS = 1_200_000;
const ENDED_WITHIN_MS = 120_000;
/** Time for the engine to end a step that has timed out. */
const STEP_ENDS_WITHIN_MS = 10_000;

/** The options of the command line, with the same defaults. */
export interface DescribeOptions extends z.input<typeof scenarioOptionsSchema> {
  /** Folder that receives the run folder; `reports/runs` in the current folder by default. */
  readonly runsFolder?: string;
}

/**
 * Declares a scenario as a Vitest suite with one test per step, in order. Call it in a test file. The run writes a run
 * folder, as on the command line. A step that does not run is a skipped test with the reason. A name filter runs the
 * selected steps and all steps before them.
 *
 * @param definition a scenario of dubstep, or one from `defineScenario`
 * @example
 * import { describeScenario, preflight } from 'dubstep/vitest';
 *
 * describeScenario(preflight, { sts: 'echo' });
 */
export function describeScenario(
  definition: ScenarioDefinition<ScenarioOptions>,
  { runsFolder = 'reports/runs', ...input }: DescribeOptions = {},
): void {
  const options = scenarioOptionsSchema.parse(input);
  const scenario = definition.build(options);
  describe(`${definition.id}: ${definition.title}`, () => {
    const run = new BackgroundRun(scenario, options, resolve(runsFolder));

    // biome-ignore lint/correctness/noEmptyPattern: Vitest parses the pattern to find the fixtures in use.
    beforeAll(async ({}, suite) => {
      const until = suite.tasks.findLastIndex(({ mode }) => mode === 'run' || mode === 'queued');
      if (until !== -1) await run.start(until);
    }, PREPARED_WITHIN_MS);
    afterAll(() => run.end(), ENDED_WITHIN_MS);

    let timeoutMs = STEP_ENDS_WITHIN_MS;
    for (const [number, step] of scenario.steps.entries()) {
      // Cumulative, because a filter may leave out the tests that would have waited for the earlier steps.
      timeoutMs += step.timeoutMs + STEP_ENDS_WITHIN_MS;
      test(`${number} ${step.id}: ${step.title}`, { timeout: timeoutMs }, async ({ skip, signal }) => {
        const result = await run.step(number, signal);
        if (result.status === 'not-run') skip(`not run: ${result.reason ?? 'unknown reason'}`);
        if (result.status === 'skipped') skip(`skipped: ${result.reason ?? 'unknown reason'}`);
        if (result.status !== 'passed') throw new StepFailure(result, run.folder);
      });
    }
  });
}

/** A failed step. The message is the step's console output and the path of the report. */
class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly result: StepResult;

  /** @param runFolder absolute path */
  constructor(result: StepResult, runFolder: string) {
    const lines = stepBlock(result, [], { idWidth: result.id.length, verbose: false, paint: noColours });
    const report = relative(process.cwd(), join(runFolder, 'index.html'));
    super([...lines, `    report: ${report}`].join('\n'));
    this.result = result;
    // The stack of the waiting test does not lead to the cause.
    this.stack = '';
  }
}
