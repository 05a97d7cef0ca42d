import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Json,
  type RunContext,
  type RunEvent,
  type RunResult,
  runScenario,
  type StepContext,
} from '../../../engine/index.ts';

export interface ComposeRun {
  readonly runId: string;
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
}

/** Runs one step with the real engine, and removes the run folder afterwards. */
export async function runOneStep(
  run: (ctx: StepContext, context: RunContext) => Promise<Json | undefined>,
): Promise<ComposeRun> {
  const folder = await mkdtemp(join(tmpdir(), 'dubstep-compose-'));
  const runId = `test-${folder.slice(-6)}`;
  const events: RunEvent[] = [];
  try {
    const result = await runScenario(
      {
        id: 'test',
        title: 'test',
        tags: [],
        params: {},
        steps: [{ id: 'step', title: 'step', timeoutMs: 60_000, run }],
        createRig: (context: RunContext) => context,
      },
      { runId, folder, environment: 'compose', listeners: [(event) => events.push(event)] },
    );
    return { runId, result, events };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
