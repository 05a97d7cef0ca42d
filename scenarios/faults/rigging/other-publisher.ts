import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFixture } from '../../../fixtures/index.ts';
import { pause, systemClock } from '../../../harness/engine/index.ts';
import { MediamtxClient } from '../../../harness/mediamtx/index.ts';
import type { FaultStage } from '../fault-stage.ts';

const PATH_EVERY_MS = 100;

/** Another publisher: an ffmpeg of somebody else, which sends a clip in a loop. It ends with the run. */
export async function startOtherPublisher(stage: FaultStage, url: string): Promise<void> {
  await publishBeside(stage, url, ['-stream_loop', '-1']);
}

/** Another publisher, which breaks off after some seconds, or at once when it is refused. */
export async function startFailingPublisher(
  stage: FaultStage,
  url: string,
  endsAfterS: number,
): Promise<void> {
  await publishBeside(stage, url, ['-t', String(endsAfterS)]);
}

async function publishBeside(stage: FaultStage, url: string, input: readonly string[]): Promise<void> {
  const clip = await findFixture('10s-counting-english');
  const args = ['-nostdin', '-loglevel', 'error', '-re', ...input, '-i', clip, '-c', 'copy'];
  const child = spawn('ffmpeg', [...args, '-f', 'flv', url], { stdio: 'ignore' });
  const ended = once(child, 'close');
  stage.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await once(child, 'spawn');
}

/** Waits until MediaMTX has received a path. */
export async function untilReady(stage: FaultStage, apiUrl: string, path: string): Promise<void> {
  const mediamtx = new MediamtxClient(apiUrl);
  const { signal } = stage;
  for (;;) {
    const paths = await mediamtx.listPaths(signal);
    if (paths.some(({ name, ready }) => name === path && ready)) return;
    await pause(systemClock, PATH_EVERY_MS, signal);
  }
}
