import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from '../event.ts';
import type { RunResult } from '../run-folder/run-result.ts';
import type { RunContext, Scenario } from '../scenario.ts';
import { collectEvents } from '../testing/collect-events.ts';
import type { FailureDecision, FailureHandler } from './failure-decision.ts';
import { runScenario } from './run-scenario.ts';

/** Step `b` fails `failures` times. Records each run of a step, and the status at the end, in `seen`. */
function scenario(failures: number, seen: string[]): Scenario<RunContext> {
  let left = failures;
  const step = (id: string, run?: () => void) => ({
    id,
    title: '',
    timeoutMs: 1000,
    async run() {
      seen.push(id);
      run?.();
      return id;
    },
  });
  const steps = [
    step('a'),
    step('b', () => {
      if (left-- > 0) throw new Error('broken');
    }),
    step('c'),
    { ...step('d'), always: true },
  ];
  const createRig = (run: RunContext): RunContext => {
    run.defer('note', () => void seen.push(run.interimStatus));
    return run;
  };
  return { id: 'decided', title: '', tags: [], params: {}, steps, createRig };
}

async function run(
  failures: number,
  onStepFailed: FailureHandler,
  signal?: AbortSignal,
): Promise<{ result: RunResult; seen: string[]; events: RunEvent[] }> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-decision-'));
  const seen: string[] = [];
  const result = await runScenario(scenario(failures, seen), {
    runId: 'run',
    folder: folder.path,
    environment: 'none',
    onStepFailed,
    ...(signal !== undefined && { signal }),
  });
  return { result, seen, events: await collectEvents(join(folder.path, 'events.ndjson')) };
}

function decides(...decisions: FailureDecision[]): FailureHandler {
  return async () => decisions.shift() ?? 'end';
}

const statuses = ({ steps }: RunResult): string[] => steps.map(({ status }) => status);

test('retry: the run passes once the step passes, and the log has each attempt and decision', async () => {
  const { result, seen, events } = await run(2, decides('retry', 'retry'));
  expect(result.status).toBe('passed');
  expect(statuses(result)).toEqual(['passed', 'passed', 'passed', 'passed']);
  expect(seen).toEqual(['a', 'b', 'b', 'b', 'c', 'd', 'passed']);
  const ends = events.flatMap((event) =>
    event.type === 'step:end' && event.result.id === 'b' ? [event.result.status] : [],
  );
  expect(ends).toEqual(['failed', 'failed', 'passed']);
  const logged = events.flatMap((event) => (event.type === 'log' ? [[event.message, event.data]] : []));
  expect(logged).toEqual(
    Array(2).fill([
      'step 1 failed; decision: retry the step',
      { decision: 'retry', afterMs: expect.any(Number) },
    ]),
  );
});

test('continue: the next step runs, and the run fails', async () => {
  const { result, seen } = await run(1, decides('continue'));
  expect(result.status).toBe('failed');
  expect(statuses(result)).toEqual(['passed', 'failed', 'passed', 'passed']);
  expect(seen.at(-1)).toBe('failed');
});

test('end: only steps with `always` run', async () => {
  const { result } = await run(1, decides('end'));
  expect(statuses(result)).toEqual(['passed', 'failed', 'not-run', 'passed']);
  expect(result.steps[2]?.reason).toBe('ended after step 1 by decision');
});

test('an interruption during the decision ends the run', async () => {
  const controller = new AbortController();
  const { result, seen } = await run(
    1,
    async (_, signal) => {
      controller.abort('SIGINT');
      return await Promise.reject(signal.reason);
    },
    controller.signal,
  );
  expect(result.status).toBe('interrupted');
  expect(statuses(result)).toEqual(['passed', 'failed', 'not-run', 'not-run']);
  expect(seen.at(-1)).toBe('interrupted');
});

test('a handler that throws: the default policy applies, with a warning', async () => {
  const { result, events } = await run(1, () => Promise.reject(new Error('gone')));
  expect(result.steps[2]?.reason).toBe('blocked by step 1');
  expect(events).toContainEqual(
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('the failure handler threw') }),
  );
});
