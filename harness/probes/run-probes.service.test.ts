import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Json, RootCauseError } from '../engine/index.ts';
import type { ProbedPipeline } from './probe.ts';
import { probeAfterFailure, runProbes } from './run-probes.ts';
import { absentPipeline } from './testing/probed-pipeline.ts';

type Failure = (signal: AbortSignal) => Promise<RootCauseError | undefined>;

/** A run that records observations by name, and what it does after a failed step. */
function recordingRun(pipeline: ProbedPipeline) {
  const observations = new Map<string, Json[]>();
  const probes: Failure[] = [];
  const run: Parameters<typeof probeAfterFailure>[0] = {
    observe(source, name, data) {
      expect(source).toBe('probe');
      observations.set(name, [...(observations.get(name) ?? []), data]);
    },
    onFailureDiagnose: (probe) => probes.push(probe),
  };
  probeAfterFailure(run, () => pipeline);
  const fail = async (signal: AbortSignal): Promise<void> => {
    for (const probe of probes) expect(await probe(signal)).toBeUndefined();
  };
  return { run, observations, fail };
}

/** The address of a server that accepts connections and never sends anything. */
async function silentServer(): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('ends within 3 s when no peer responds, with an observation of each probe', async () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const hangingPlace = {
    isThisMachine: true,
    workingFolder: '/',
    environment: never,
    file: never,
    run: never,
  };
  const host = await silentServer();
  const { observations, fail } = recordingRun({
    ...(await absentPipeline()),
    endpoints: {
      rtmpUrl: `rtmp://${host}`,
      rtspUrl: `rtsp://${host}`,
      mediamtxApiUrl: `http://${host}`,
      mediaServiceUrl: `http://${host}`,
      stsUrl: `http://${host}`,
    },
    mediamtxConfigFile: '/nonexistent/mediamtx.yml',
    placeOf: async () => hangingPlace,
  });
  const startedMs = performance.now();
  await fail(new AbortController().signal);
  expect(performance.now() - startedMs).toBeLessThan(3000);

  // Without an answer of the API and without a file, there is no hook to look for.
  expect([...observations.keys()].toSorted()).toEqual([
    ...['disk', 'mediamtx-config', 'mediamtx-paths', 'metrics-names', 'ports', 'services'],
    ...['sts-session', 'tools', 'worker'],
  ]);
  expect(observations.get('sts-session')).toEqual([{ error: 'no result within 2500 ms' }]);
  const late = { error: 'no result within 2000 ms' };
  expect(observations.get('tools')).toMatchObject([{ of: 'media-service', ffmpeg: late, ffprobe: late }]);
  expect(observations.get('mediamtx-config')).toMatchObject([{ error: 'no response within 2000 ms' }]);
});

test('probes the pipeline of the latest attempt to start one', async () => {
  const { run, observations, fail } = recordingRun(await absentPipeline());
  const latest = await absentPipeline();
  probeAfterFailure(run, () => latest);
  await fail(new AbortController().signal);
  expect(observations.get('worker')).toMatchObject([
    { url: `${latest.endpoints.mediaServiceUrl}/v1/streams` },
  ]);
});

test('records the error of a probe, and nothing when the run is interrupted', async () => {
  const pipeline = await absentPipeline();
  const { run, observations } = recordingRun(pipeline);
  const broken = { name: 'ports', observe: () => Promise.reject(new Error('no table')) } as const;
  await runProbes([broken], pipeline, run, new AbortController().signal);
  expect(observations.get('ports')).toEqual([{ error: 'no table' }]);

  const interrupted = new AbortController();
  const hanging = { name: 'tools', observe: () => new Promise<never>(() => undefined) } as const;
  const running = runProbes([hanging], pipeline, run, interrupted.signal);
  interrupted.abort(new Error('interrupted'));
  await running;
  expect(observations.has('tools')).toBe(false);
});
