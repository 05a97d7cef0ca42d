import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunResult, runScenario } from '../../../harness/engine/index.ts';
import { createRunFolder } from '../../../harness/engine/run-folder/create-run-folder.ts';
import { type ScenarioOptions, scenarioOptionsSchema } from '../../../harness/environments/index.ts';
import { fullPipeline } from '../../full-pipeline.ts';
import { quick } from '../../quick.ts';
import type { Staging } from '../define-fault.ts';
import { freezeCase, markersIn } from './case-folder.ts';
import { CaseStage } from './case-stage.ts';
import { combineAlterations } from './combine-alterations.ts';
import type { PlannedCase } from './planned-case.ts';

const SCENARIOS = { quick, 'full-pipeline': fullPipeline } as const;

/**
 * Runs one case in a fresh environment and freezes it.
 *
 * @param target the folder of the frozen case
 * @returns undefined when the run was interrupted
 */
export async function runCase(
  { fault, distractor }: PlannedCase,
  target: string,
  signal: AbortSignal,
): Promise<RunResult | undefined> {
  // The paths of a run are in its log, so they name neither the fault nor the catalogue.
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-'));
  const local = join(folder.path, 'local');
  await mkdir(local);
  const stage = new CaseStage(local);
  const startedAt = new Date();
  const definition = SCENARIOS[fault?.scenario ?? 'quick'];
  const stagings: readonly Staging[] = [fault, distractor].filter((staging) => staging !== undefined);
  try {
    const options = await optionsOf(stagings, stage);
    const alterations = await alterationsOf(stagings, stage);
    const scenario = definition.altered(alterations).build(options);
    await scenario.validate?.();
    const runsFolder = join(folder.path, 'reports', 'runs');
    const { id: runId, path } = await createRunFolder(runsFolder, definition.id, startedAt);
    const result = await runScenario(scenario, {
      runId,
      folder: path,
      environment: options.environment,
      signal,
      listeners: [stage.onEvent],
    });
    await stage.end();
    if (signal.aborted || result.status === 'interrupted') return undefined;
    const markers = await markersIn(
      path,
      [fault, distractor].flatMap((staging) => staging?.id ?? []),
    );
    // Beside a fault, a run can end before a distractor is due.
    const incomplete = distractor === undefined && !stage.isComplete;
    await freezeCase(path, target, {
      status: result.status,
      startedAt: startedAt.toISOString(),
      durationS: result.durationMs / 1000,
      problems: [
        ...stage.problems,
        ...(incomplete ? ['an action of the fault never became due'] : []),
        ...markers.map((marker) => `the record contains '${marker}'`),
      ],
    });
    return result;
  } finally {
    await stage.end();
  }
}

async function optionsOf(stagings: readonly Staging[], stage: CaseStage): Promise<ScenarioOptions> {
  const changes: Partial<ScenarioOptions>[] = [];
  for (const { options } of stagings) changes.push((await options?.(stage)) ?? {});
  return scenarioOptionsSchema.parse(Object.assign({}, ...changes));
}

async function alterationsOf(stagings: readonly Staging[], stage: CaseStage) {
  let all = {};
  for (const { alter } of stagings) all = combineAlterations(all, (await alter?.(stage)) ?? {});
  return all;
}
