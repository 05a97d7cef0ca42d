import { expect, test } from 'vitest';
import type { EventBody } from '../../../engine/event.ts';
import type { ErrorRecord, Json, RunEvent } from '../../../engine/index.ts';
import type { ProbeResult } from '../../../run-data/probe-results.ts';
import { diagnose } from '../../diagnose.ts';
import { CONTAINER_CAUSES } from './container-causes.ts';

type Container = NonNullable<ProbeResult<'containers'>['list']>[number];

const SETUP = { number: 0, id: 'environment-setup', title: 'Setup' };
const FRAGMENTS = { number: 3, id: 'fragments-processed', title: 'Fragments' };
const SETUP_OUTPUT = {
  streamId: 's',
  endpoints: {},
  clip: { durationS: 12 },
  profile: { paths: { input: 'live/{stream}/in', output: 'live/{stream}/out' } },
};
const HEALTHY: Container = {
  name: 'sts-service',
  container: 'x-sts-service-1',
  state: 'running',
  health: 'healthy',
  oomKilled: false,
  memoryLimitMib: 1024,
  restarts: 0,
};
const services = (error?: string) => ({
  list: [
    {
      name: 'sts-service',
      url: 'http://127.0.0.1:4000/ready',
      ...(error ? { error } : { status: 200 }),
      ms: 2,
    },
  ],
});

/** A run that failed in step 0 with an error, or in step 3. */
interface FailedRun {
  readonly error?: Pick<ErrorRecord, 'code' | 'message'>;
  readonly containers?: readonly Container[];
  readonly services?: Json;
  readonly events?: readonly EventBody[];
}

function diagnosisOf({ error, containers, services: probed, events = [] }: FailedRun) {
  const base = { durationMs: 1, attempts: 1, checks: [] };
  const results: EventBody[] =
    error === undefined
      ? [
          { type: 'step:end', result: { ...SETUP, ...base, status: 'passed', output: SETUP_OUTPUT } },
          { type: 'step:end', result: { ...FRAGMENTS, ...base, status: 'failed' } },
        ]
      : [
          {
            type: 'step:end',
            result: {
              ...SETUP,
              ...base,
              status: 'failed',
              error: { name: 'EnvironmentError', fault: 'ENVIRONMENT', ...error },
            },
          },
        ];
  const probe = (name: string, data: Json): EventBody => ({
    type: 'observation',
    source: 'probe',
    name,
    data,
  });
  const bodies: EventBody[] = [
    {
      type: 'run:start',
      ...{ runId: 'r', scenario: { id: 'quick', title: '', tags: [] }, environment: 'compose', params: {} },
      ...{ steps: [], startedAt: '' },
    },
    ...events,
    ...results,
    ...(containers === undefined
      ? []
      : [probe('containers', { list: containers.map((one) => ({ ...one })) })]),
    ...(probed === undefined ? [] : [probe('services', probed)]),
  ];
  const numbered = bodies.map((body, seq): RunEvent => ({ ...body, seq, atMs: seq * 10 }));
  return diagnose({ events: numbered, evidence: new Map() }, CONTAINER_CAUSES);
}

const NOT_STARTED = { code: 'SERVICE_NOT_STARTED', message: 'x crashed: it ended with exit code 1' };
const NOT_READY = { code: 'SERVICE_NOT_READY', message: 'x runs but was not ready within 40000 ms' };
const died: EventBody = {
  ...{ type: 'log', source: 'sts-service', level: 'fatal', message: 'cannot start' },
  data: { err: { message: 'WORKER_SEGMENT_S is "6s"' } },
};
const childKilled: EventBody = {
  ...{ type: 'log', source: 'sts-service', level: 'warn', message: 'ASR failed' },
  data: { err: { message: 'pocketsphinx ended', exitCode: null, signal: 'SIGKILL' } },
};

test.each<[string, FailedRun, string, string]>([
  [
    'no daemon',
    { error: { code: 'DOCKER_UNREACHABLE', message: 'no Docker daemon responds. Start it' } },
    'DOCKER_UNREACHABLE',
    'No container could be started: no Docker daemon responds. Start it',
  ],
  [
    'an image that cannot be built',
    { error: { code: 'IMAGE_NOT_BUILT', message: 'sts-service: no space left on device' } },
    'IMAGE_NOT_BUILT',
    'A Docker image cannot be built: sts-service: no space left on device',
  ],
  [
    'an error of Compose',
    { error: { code: 'COMPOSE_FAILED', message: 'docker compose could not create x: no such image' } },
    'COMPOSE_FAILED',
    'The containers cannot be created: docker compose could not create x: no such image',
  ],
  [
    'a program that is missing in the image',
    {
      error: NOT_STARTED,
      containers: [
        { ...HEALTHY, state: 'created', exitCode: 127, error: 'exec: "x": executable file not found' },
      ],
    },
    'CONTAINER_NOT_STARTED',
    'Docker cannot start the container of sts-service: exec: "x": executable file not found',
  ],
  [
    'a lack of memory during the start',
    {
      error: NOT_STARTED,
      containers: [{ ...HEALTHY, state: 'exited', exitCode: 137, oomKilled: true, memoryLimitMib: 16 }],
    },
    'CONTAINER_OUT_OF_MEMORY',
    'The kernel killed the container of sts-service because it needed more memory than its limit of 16 MiB.',
  ],
  [
    'a lack of memory of a child process, during the run',
    { containers: [{ ...HEALTHY, oomKilled: true, memoryLimitMib: undefined }], events: [childKilled] },
    'CONTAINER_OUT_OF_MEMORY',
    'The kernel killed a process in the container of sts-service because it needed more memory than the Docker host has.',
  ],
  [
    'an exit during the start',
    {
      error: NOT_STARTED,
      containers: [{ ...HEALTHY, state: 'exited', exitCode: 1 }],
      events: [died],
    },
    'CONTAINER_DIED',
    'The container of sts-service ended before it was ready, with exit code 1. Its error: cannot start: WORKER_SEGMENT_S is "6s"',
  ],
  [
    'a signal during the run',
    { containers: [{ ...HEALTHY, state: 'exited', exitCode: 143 }], events: [died] },
    'CONTAINER_DIED',
    'The container of sts-service ended during the run, with exit code 143, by SIGTERM.',
  ],
  [
    'a container that is restarted again and again',
    { containers: [{ ...HEALTHY, state: 'restarting', exitCode: 1, restarts: 4 }] },
    'CONTAINER_DIED',
    'The container of sts-service ended during the run, with exit code 1. Docker has restarted it 4 times.',
  ],
  [
    'a paused container',
    { containers: [{ ...HEALTHY, state: 'paused' }] },
    'CONTAINER_PAUSED',
    'The container of sts-service is paused: its processes are frozen and do not answer.',
  ],
  [
    'a health check that fails',
    {
      error: NOT_READY,
      containers: [{ ...HEALTHY, health: 'unhealthy', healthOutput: 'curl: (7) Failed to connect' }],
    },
    'CONTAINER_UNHEALTHY',
    'The container of sts-service runs, and its health is unhealthy. The last check printed: curl: (7) Failed to connect',
  ],
  [
    'a health check that never ends',
    { error: NOT_READY, containers: [{ ...HEALTHY, health: 'starting' }] },
    'CONTAINER_UNHEALTHY',
    'The container of sts-service runs, and its health is starting.',
  ],
  [
    'a service that listens on the loopback of its container',
    { error: NOT_READY, containers: [HEALTHY], services: services('connect ECONNREFUSED') },
    'CONTAINER_UNREACHABLE',
    'The container of sts-service is healthy, and its service cannot be reached from this machine: GET http://127.0.0.1:4000/ready: connect ECONNREFUSED.',
  ],
])('names %s', (_, run, code, summary) => {
  const diagnosis = diagnosisOf(run);
  expect(diagnosis).toMatchObject({
    broken: 'containers',
    causes: [{ code, summary, boundary: 'containers' }],
  });
  expect(diagnosis?.causes).toHaveLength(1);
  expect(diagnosis?.alternatives).toEqual([]);
});

test.each<[string, FailedRun]>([
  ['healthy containers', { containers: [HEALTHY, { ...HEALTHY, name: 'mediamtx' }] }],
  [
    'a container that another one kept from starting',
    { error: NOT_STARTED, containers: [{ ...HEALTHY, state: 'created' }] },
  ],
  [
    'a port in use',
    {
      error: { code: 'PORT_TAKEN', message: 'port 1935 is in use' },
      containers: [
        { ...HEALTHY, state: 'created', error: 'Bind for 0.0.0.0:1935 failed: port is already allocated' },
      ],
    },
  ],
  [
    'a service that responds and is not ready',
    { error: NOT_READY, containers: [HEALTHY], services: services() },
  ],
  ['no answer of Docker', { error: NOT_STARTED }],
])('names no cause with %s', (_, run) => {
  const diagnosis = diagnosisOf(run);
  expect(diagnosis?.causes).toEqual([]);
  expect(diagnosis?.alternatives).toEqual([]);
});

test.each<[string, Container, string]>([
  ['an unhealthy container', { ...HEALTHY, health: 'unhealthy' }, 'CONTAINER_UNHEALTHY'],
  ['a killed process that nothing misses', { ...HEALTHY, oomKilled: true }, 'CONTAINER_OUT_OF_MEMORY'],
])('%s is only an alternative during the run', (_, container, code) => {
  const diagnosis = diagnosisOf({ containers: [container] });
  expect(diagnosis).toMatchObject({ causes: [], alternatives: [{ code }] });
  expect(diagnosis?.broken).not.toBe('containers');
});

test('the program of a container is at fault when it ends by itself during the run', () => {
  const classOf = (run: FailedRun) => diagnosisOf(run)?.causes[0]?.class;
  expect(classOf({ containers: [{ ...HEALTHY, state: 'exited', exitCode: 1 }] })).toBe('PRODUCT');
  expect(classOf({ containers: [{ ...HEALTHY, state: 'exited', exitCode: 137 }] })).toBe('ENVIRONMENT');
  expect(classOf({ error: NOT_STARTED, containers: [{ ...HEALTHY, state: 'exited', exitCode: 1 }] })).toBe(
    'ENVIRONMENT',
  );
});
