import { expect, test } from 'vitest';
import { type Json, pause, systemClock } from '../engine/index.ts';
import { processEndedSchema, processesSampleSchema } from '../run-data/pipeline-observations.ts';
import { OwnedProcess } from './owned-process.ts';
import { sampleProcesses } from './process-sampler.ts';
import { Reaper } from './reaper.ts';

/** Samples the processes of a run, and resolves with the first sample that satisfies `until`. */
async function sampling(stack: AsyncDisposableStack) {
  const reaper = new Reaper();
  stack.defer(() => reaper.stop());
  const ending = new AbortController();
  const observed: { readonly name: string; readonly data: Json }[] = [];
  let notify = Promise.withResolvers<void>();
  const run = {
    signal: ending.signal,
    defer: (_: string, end: () => Promise<void> | void) => stack.defer(end),
    failStep: (error: Error) => {
      throw error;
    },
    observe: (_source: string, name: string, data: Json) => {
      observed.push({ name, data });
      notify.resolve();
      notify = Promise.withResolvers();
    },
  };
  sampleProcesses(run, reaper, () => [{ name: 'other', pid: process.pid }]);
  // Last, so that it is first.
  stack.defer(() => ending.abort());
  const next = async (name: string): Promise<Json> => {
    const from = observed.length;
    while (true) {
      const found = observed.slice(from).find((one) => one.name === name);
      if (found !== undefined) return found.data;
      await notify.promise;
    }
  };
  const start = async (name: string, script: string): Promise<OwnedProcess> => {
    const printed = Promise.withResolvers<void>();
    const args = ['-c', script];
    const owned = await OwnedProcess.start({
      name,
      command: 'sh',
      args,
      reaper,
      onLine: () => printed.resolve(),
    });
    stack.defer(async () => void (await owned.kill()));
    await printed.promise;
    return owned;
  };
  const sample = async () => processesSampleSchema.parse(await next('sample')).list;
  return { start, sample, ended: async () => processEndedSchema.parse(await next('ended')) };
}

test('records state, processor time, memory, waiting time, and the programs that a process runs', async () => {
  await using stack = new AsyncDisposableStack();
  const { start, sample } = await sampling(stack);
  const shell = await start('service', 'sleep 60 & echo started; while :; do :; done');
  const before = (await sample()).find(({ name }) => name === 'service');
  const list = await sample();
  const busy = list.find(({ name }) => name === 'service');
  expect(busy).toMatchObject({
    pid: shell.pid,
    state: 'R',
    rssMib: expect.any(Number),
    waitS: expect.any(Number),
  });
  expect(busy?.cpuS).toBeGreaterThan(before?.cpuS ?? Number.NaN);
  expect(list.find(({ name }) => name === 'service/sleep')).toMatchObject({ state: 'S', cpuS: 0 });
  expect(list.find(({ name }) => name === 'other')?.pid).toBe(process.pid);
});

test('a process that is stopped has the state T', async () => {
  await using stack = new AsyncDisposableStack();
  const { start, sample } = await sampling(stack);
  const shell = await start('service', 'echo started; sleep 60');
  process.kill(shell.pid, 'SIGSTOP');
  expect((await sample()).find(({ name }) => name === 'service')?.state).toBe('T');
});

test('records how a process ended, and whether the run ended it', async () => {
  await using stack = new AsyncDisposableStack();
  const { start, sample, ended } = await sampling(stack);

  const exiting = await start('exiting', 'echo started; sleep 0.1; exit 3');
  expect(await ended()).toEqual({ name: 'exiting', pid: exiting.pid, exitCode: 3 });

  const killed = await start('killed', 'echo started; sleep 60');
  const killedEnd = ended();
  process.kill(killed.pid, 'SIGKILL');
  expect(await killedEnd).toEqual({ name: 'killed', pid: killed.pid, signal: 'SIGKILL' });

  const stopped = await start('stopped', 'echo started; sleep 60');
  const stoppedEnd = ended();
  await stopped.stop();
  expect(await stoppedEnd).toMatchObject({ name: 'stopped', onPurpose: true });
  expect((await sample()).filter(({ name }) => !name.startsWith('other'))).toEqual([]);
});

test('ends with the run', async () => {
  const stack = new AsyncDisposableStack();
  const { sample } = await sampling(stack);
  await sample();
  await stack.disposeAsync();
  const late = await Promise.race([
    sample().then(() => 'sampled'),
    pause(systemClock, 1500, new AbortController().signal),
  ]);
  expect(late).toBeUndefined();
});
