import { mkdtempDisposable } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type RunContext, runScenario, type Step } from '../../harness/engine/index.ts';
import { MediamtxClient } from '../../harness/mediamtx/index.ts';
import { type OutputState, OutputWatch } from './output-watch.ts';

const PATH = 'live/x/out';

/** A MediaMTX whose output is on air or off air, or that resets every connection. */
async function mediaServer() {
  let answer: 'on air' | 'off air' | 'down' = 'off air';
  const server = createServer((request, response) => {
    if (answer === 'down') return void request.socket.destroy();
    const items =
      answer === 'on air'
        ? [{ name: PATH, available: true, tracks: [], inboundBytes: 1, outboundBytes: 0 }]
        : [];
    response.end(JSON.stringify({ itemCount: items.length, pageCount: 1, items }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (now: typeof answer) => {
      answer = now;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

/** Watches while `use` controls the server; resolves to the error of the step. */
async function watching(
  isRepublished: boolean,
  use: (server: Awaited<ReturnType<typeof mediaServer>>, state: () => OutputState) => Promise<void>,
) {
  await using server = await mediaServer();
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-watch-'));
  const step: Step<RunContext> = {
    id: 'step',
    title: 'A step',
    timeoutMs: 8000,
    async run(ctx, run) {
      const source = { by: 'recording', take: async () => ({ sizeBytes: 0 }) } as const;
      const options = { path: PATH, url: 'rtmp://127.0.0.1:9/x', source, isRepublished };
      const watch = new OutputWatch(run, { ...options, mediamtx: new MediamtxClient(server.url) });
      watch.start();
      await Promise.race([
        use(server, () => watch.state),
        new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason))),
      ]);
      return undefined;
    },
  };
  const scenario = {
    id: 's',
    title: 's',
    tags: [],
    params: {},
    steps: [step],
    createRig: (run: RunContext) => run,
  };
  const result = await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
  return result.steps[0]?.error;
}

test('treats a republished output as not ended, and records its time off the air', async () => {
  const error = await watching(true, async (server, state) => {
    server.set('on air');
    await vi.waitFor(() => expect(state().onAirAtMs).toBeGreaterThan(0));
    server.set('down');
    await vi.waitFor(() => expect(state().endedAtMs).toBeGreaterThan(0));
    const endedAtMs = state().endedAtMs ?? 0;
    server.set('on air');
    await vi.waitFor(() => expect(state().endedAtMs).toBeUndefined());
    expect(state().offAirMs).toBeGreaterThan(0);
    server.set('off air');
    await vi.waitFor(() => expect(state().endedAtMs).toBeGreaterThan(endedAtMs));
  });
  expect(error).toBeUndefined();
});

test('without a republished output, a media server that does not respond is an error', async () => {
  const error = await watching(false, async (server, state) => {
    server.set('on air');
    await vi.waitFor(() => expect(state().onAirAtMs).toBeGreaterThan(0));
    server.set('down');
    await vi.waitFor(() => expect(state().endedAtMs).toBeGreaterThan(0), 5000);
  });
  expect(error).toMatchObject({ code: 'MEDIAMTX_UNREACHABLE' });
});
