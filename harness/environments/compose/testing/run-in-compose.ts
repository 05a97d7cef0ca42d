import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Json, RunContext, StepContext } from '../../../engine/index.ts';
import { Reaper } from '../../../processes/index.ts';
import type { StartedEnvironment } from '../../environment.ts';
import { ComposeEnvironment, type ComposeOptions } from '../compose-environment.ts';
import { type ComposeRun, runOneStep } from './run-one-step.ts';

/** The run and environment of a test step. */
export interface InCompose {
  readonly run: RunContext;
  readonly environment: StartedEnvironment;
}

export const OPTIONS: ComposeOptions = {
  ports: 'auto',
  sts: 'echo',
  segmentS: 2,
  domainHints: [],
  services: {},
  observe: 'monitor',
  keep: 'never',
};

/** Runs one step in a started environment. */
export async function runInCompose(
  options: Partial<ComposeOptions>,
  step: (ctx: StepContext, rig: InCompose) => Promise<Json | undefined>,
): Promise<ComposeRun> {
  return await runOneStep(async (ctx, run) => {
    const reaper = new Reaper();
    run.defer('stop the reaper', () => reaper.stop());
    const environment = await new ComposeEnvironment({ ...OPTIONS, ...options }).start(
      run,
      reaper,
      ctx.signal,
    );
    return await step(ctx, { run, environment });
  });
}

/** Writes a compose file that changes one service. It is removed after the test. */
export async function overrideFile(service: string, change: Json): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dubstep-override-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'override.json');
  await writeFile(path, JSON.stringify({ services: { [service]: change } }));
  return path;
}
