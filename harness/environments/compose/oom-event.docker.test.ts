import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ensureImages } from '../../../services/docker/index.ts';
import { inspectContainer } from './container-state.ts';
import { connectDocker } from './docker.ts';
import { hasOomEvent } from './oom-event.ts';

const docker = (await connectDocker()).api;
const images = await ensureImages(docker, { signal: new AbortController().signal });
const image = images.find(({ name }) => name === 'media-service');
const LIMIT_BYTES = 16 * 1024 * 1024;
const SOON = { timeout: 30_000, interval: 20 };

/** Starts a container that uses more memory than its limit once its process receives SIGUSR1. */
async function startContainer() {
  const container = await docker.createContainer({
    Image: image?.tag ?? '',
    Entrypoint: ['sh', '-c', 'trap "exec tail /dev/zero" USR1; echo ready; while :; do sleep 0.05; done'],
    HostConfig: { Memory: LIMIT_BYTES, MemorySwap: LIMIT_BYTES },
  });
  onTestFinished(async () => {
    await container.remove({ force: true });
  });
  await container.start();
  await vi.waitFor(async () => {
    const printed = await container.logs({ stdout: true });
    expect(printed.toString()).toContain('ready');
  }, SOON);
  const { State } = await container.inspect();
  return { container, pid: State.Pid };
}

/** A field of `/proc/<pid>/status`. */
async function processStatus(pid: number, field: string): Promise<string | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(status)?.[1];
}

test('recognises a lack of memory also when Docker learns of the exit first', async () => {
  const states = await Promise.all(
    [1, 2, 3, 4, 5].map(async () => {
      const { container, pid } = await startContainer();
      // The parent is the containerd shim. It reports the kernel's notice and the exit in any order once it continues.
      const shim = Number(await processStatus(pid, 'PPid'));
      process.kill(shim, 'SIGSTOP');
      try {
        process.kill(pid, 'SIGUSR1');
        await vi.waitFor(async () => expect(await processStatus(pid, 'State')).toBe('Z'), SOON);
      } finally {
        process.kill(shim, 'SIGCONT');
      }
      await container.wait();
      const state = await inspectContainer(docker, container.id);
      return { ...state, event: await hasOomEvent(docker, container.id, state) };
    }),
  );
  expect(states).toHaveLength(5);
  for (const state of states) expect(state).toMatchObject({ exitCode: 137, oomKilled: true, event: true });
});

test('a container that is killed did not lack memory', async () => {
  const { container } = await startContainer();
  await container.kill();
  await container.wait();
  expect(await inspectContainer(docker, container.id)).toMatchObject({ exitCode: 137, oomKilled: false });
});
