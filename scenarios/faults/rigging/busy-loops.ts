import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FaultStage } from '../fault-stage.ts';

/**
 * Starts processes that compute without a pause. Each has a session of its own, as programs of different users have: Linux
 * shares processor time among sessions. They end with the run.
 */
export async function startBusyLoops(stage: FaultStage, count: number): Promise<void> {
  const loops: ChildProcess[] = [];
  stage.defer(async () => {
    const running = loops.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((loop) => once(loop, 'close'));
    for (const loop of running) loop.kill('SIGKILL');
    await Promise.all(ended);
  });
  for (let index = 0; index < count; index += 1)
    loops.push(spawn('sh', ['-c', 'while :; do :; done'], { detached: true, stdio: 'ignore' }));
  await Promise.all(loops.map((loop) => once(loop, 'spawn')));
}
