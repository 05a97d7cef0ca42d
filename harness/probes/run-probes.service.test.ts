import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Json, RootCauseError } from '../engine/index.ts';
import { fairDeadline } from './fair-deadline.ts';
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
  // Without the time in which other processes block this one.
  using limit = fairDeadline(3000, new AbortController().signal);
  await fail(new AbortController().signal);
  expect(limit.isOver).toBe(false);

  const expected = [
    'disk',
    'mediamtx-config',
    'mediamtx-paths',
    'metrics-names',
    'ports',
    'services',
    'worker',
  ];
  for (const name of expected) expect(observations.get(name), name).toHaveLength(1);
  // There is neither an output to read nor a container.
  expect([observations.has('output-packet'), observations.has('containers')]).toEqual([false, false]);
  expect(observations.get('sts-session')).toEqual([{ error: 'no result within 2600 ms' }]);
  const late = { error: 'no result before the probes ended' };
  expect(observations.get('tools')).toMatchObject([{ of: 'media-service', ffmpeg: late, ffprobe: late }]);
  expect(observations.get('mediamtx-config')).toMatchObject([
    // On a busy machine, its own time may not be up by then.
    { error: expect.stringMatching(/^no response (within 2000 ms|before the probes ended)$/) },
  ]);
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

test('records the error of a probe, and of one that has not ended when the run goes on', async () => {
  const pipeline = await absentPipeline();
  const { run, observations } = recordingRun(pipeline);
  const broken = { name: 'ports', observe: () => Promise.reject(new Error('no table')) } as const;
  const hanging = { name: 'tools', observe: () => new Promise<never>(() => undefined) } as const;
  const ending = new AbortController();
  const running = runProbes([broken, hanging], pipeline, run, ending.signal);
  ending.abort(new Error('the time is up'));
  await running;
  expect(observations.get('ports')).toEqual([{ error: 'no table' }]);
  expect(observations.get('tools')).toEqual([{ error: 'the time is up' }]);
});
