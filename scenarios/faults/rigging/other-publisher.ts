import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFixture } from '../../../fixtures/index.ts';
import { getText } from '../../../harness/http/index.ts';
import type { FaultStage } from '../fault-stage.ts';

const PATH_EVERY_MS = 100;

/** Another publisher: an ffmpeg of somebody else, which sends a clip in a loop. It ends with the run. */
export async function startOtherPublisher(stage: FaultStage, url: string): Promise<void> {
  const clip = await findFixture('10s-counting-english');
  const args = ['-nostdin', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', clip, '-c', 'copy'];
  const child = spawn('ffmpeg', [...args, '-f', 'flv', url], { stdio: 'ignore' });
  const ended = once(child, 'close');
  stage.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await once(child, 'spawn');
}

/** Waits until MediaMTX receives a path. */
export async function untilReady(stage: FaultStage, apiUrl: string, path: string): Promise<void> {
  const { signal } = stage;
  for (;;) {
    const { status } = await getText(`${apiUrl}/v3/paths/get/${path}`, { signal });
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, PATH_EVERY_MS));
    signal.throwIfAborted();
  }
}
