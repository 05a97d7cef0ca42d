import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { type InlineEvent, inlineRun, runStart, sampleRun } from '../testing/sample-run.ts';
import { otlpReporter } from './otlp-reporter.ts';

const attributeSchema = z.strictObject({
  key: z.string().min(1),
  value: z.union([
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ boolValue: z.boolean() }),
    z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
    z.strictObject({ doubleValue: z.number() }),
  ]),
});
const nanoSchema = z.string().regex(/^\d{19}$/);
const spanSchema = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  kind: z.literal(1),
  startTimeUnixNano: nanoSchema,
  endTimeUnixNano: nanoSchema,
  attributes: z.array(attributeSchema),
  events: z.array(
    z.strictObject({
      timeUnixNano: nanoSchema,
      name: z.string().min(1),
      attributes: z.array(attributeSchema),
    }),
  ),
  droppedEventsCount: z.int().nonnegative(),
  status: z.strictObject({ code: z.literal([0, 1, 2]), message: z.string().optional() }),
});
/** The parts of ExportTraceServiceRequest that are used. */
const requestSchema = z.strictObject({
  resourceSpans: z.tuple([
    z.strictObject({
      resource: z.strictObject({ attributes: z.array(attributeSchema) }),
      scopeSpans: z.tuple([
        z.strictObject({ scope: z.strictObject({ name: z.string() }), spans: z.array(spanSchema) }),
      ]),
    }),
  ]),
});

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A collector on a free loopback port. `answer` sends its responses. */
async function startCollector(
  answer: (response: ServerResponse) => void,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    received.push({ path: request.url, headers: request.headers, body });
    answer(response);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const accept = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}');
};

function spansOf({ body }: Received): z.infer<typeof spanSchema>[] {
  return requestSchema.parse(body).resourceSpans[0].scopeSpans[0].spans;
}

async function send(folder: string, env: NodeJS.ProcessEnv, endpoint?: string): Promise<void> {
  await otlpReporter({ env, endpoint }).finish?.(folder);
}

async function received(folder: string): Promise<z.infer<typeof spanSchema>[]> {
  const collector = await startCollector(accept);
  await send(folder, {}, collector.url);
  const [first] = collector.received;
  if (first === undefined) throw new Error('the collector received no request');
  return spansOf(first);
}

test('sends a run as a trace with a span for the run and one for each step that ran', async () => {
  const spans = await received(await sampleRun('measures', 'fails', 'skips'));
  expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
    ['scenario sample', 2],
    ['step 0 measures', 1],
    ['step 1 fails', 2],
  ]);
  const [run, measures, fails] = spans;
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(3);
  expect([run?.parentSpanId, measures?.parentSpanId]).toEqual([undefined, run?.spanId]);
  expect(measures?.events.map(({ name }) => name)).toEqual([
    'poll number',
    'poll number',
    'poll number',
    'check number reached',
    'check delta',
  ]);
  expect(fails?.events.map(({ name }) => name)).toEqual(['check number reached', 'exception']);
  expect(fails?.status.message).toBe('1 of 1 checks failed: number reached is 2, must be = 3');
  expect(fails?.attributes).toContainEqual({ key: 'dubstep.fault', value: { stringValue: 'PRODUCT' } });
});

test('sends times in nanoseconds since 1970, and only polls whose value changed', async () => {
  const step = { number: 0, id: 'a', title: 'a' };
  const poll = (atMs: number, attempt: number, value: string, done = false): InlineEvent => ({
    atMs,
    during: 0,
    type: 'poll',
    name: 'path',
    attempt,
    done,
    value,
  });
  const spans = await received(
    await inlineRun(
      runStart('a'),
      { atMs: 1.234567, during: 0, type: 'step:start', step, attempt: 1, timeoutMs: 9 },
      ...[poll(2, 1, 'no'), poll(3, 2, 'no'), poll(4, 3, 'yes'), poll(5, 4, 'yes', true)],
      {
        atMs: 6,
        type: 'step:end',
        result: { ...step, status: 'passed', durationMs: 4.5, attempts: 1, checks: [] },
      },
      { atMs: 7, type: 'run:end', status: 'passed', durationMs: 7 },
    ),
  );
  const epochNano = BigInt(Date.parse('2026-11-22T12:00:00.000Z')) * 1_000_000n;
  const at = (nano: string | undefined): number => Number(BigInt(nano ?? 0) - epochNano);
  expect([at(spans[1]?.startTimeUnixNano), at(spans[1]?.endTimeUnixNano)]).toEqual([1_235_000, 5_735_000]);
  expect(spans[1]?.events.map(({ timeUnixNano }) => at(timeUnixNano))).toEqual([2e6, 4e6, 5e6]);
});

test('keeps the newest events of a step and counts the dropped ones', async () => {
  const step = { number: 0, id: 'a', title: 'a' };
  const checks = Array.from({ length: 130 }, (_, index): InlineEvent => {
    const check = { id: `check-${index}`, title: String(index), status: 'passed', actual: index } as const;
    return { atMs: 2, during: 0, type: 'check', check };
  });
  const start: InlineEvent = { atMs: 1, during: 0, type: 'step:start', step, attempt: 1, timeoutMs: 9 };
  const [, span] = await received(await inlineRun(runStart('a'), start, ...checks));
  expect(span?.events).toHaveLength(128);
  expect(span?.events.at(-1)?.name).toBe('check 129');
  expect(span).toMatchObject({ droppedEventsCount: 2, status: { code: 2 } });
});

test('sends the same trace for the same run, and valid text whatever the run contains', async () => {
  const folder = await sampleRun('hostile', 'leaks');
  expect(await received(folder)).toEqual(await received(folder));
});

test('uses the environment variables of OpenTelemetry', async () => {
  const { url, received: requests } = await startCollector(accept);
  const folder = await sampleRun('measures');
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/base/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20secret, x-team=av',
    OTEL_SERVICE_NAME: 'nightly',
  };
  await send(folder, env);
  await send(folder, { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/other` });
  await send(folder, env, url);
  expect(requests.map(({ path }) => path)).toEqual(['/base/v1/traces', '/other', '/v1/traces']);
  expect(requests[0]?.headers).toMatchObject({
    authorization: 'Bearer secret',
    'x-team': 'av',
    'content-type': 'application/json',
  });
  expect(requestSchema.parse(requests[0]?.body).resourceSpans[0].resource.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'nightly' } },
  ]);
});

test.each([
  [{}, 'no collector is configured: set --otlp-endpoint or OTEL_EXPORTER_OTLP_ENDPOINT'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' },
    '"localhost:4318/v1/traces" is not the URL of a collector',
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_EXPORTER_OTLP_TIMEOUT: '10s' }, 'expected milliseconds'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_EXPORTER_OTLP_HEADERS: 'a=%' },
    'a value with a stray "%"',
  ],
])('rejects the settings %j with an explanation', async (env, message) => {
  await expect(send(await sampleRun('measures'), env)).rejects.toThrow(message);
});

test('explains why a collector could not be reached, rejected spans, or did not respond', async () => {
  const folder = await sampleRun('measures');
  const gone = await startCollector(accept);
  const unused = gone.url.replace(/\d+$/, '1');
  await expect(send(folder, {}, unused)).rejects.toThrow(
    `could not send the spans to ${unused}/v1/traces: connect ECONNREFUSED`,
  );

  const busy = await startCollector((response) => response.writeHead(503).end('\u001b[31mtry later'));
  await expect(send(folder, {}, busy.url)).rejects.toThrow('the collector returned 503 try later');

  const picky = await startCollector((response) =>
    response.end('{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}'),
  );
  await expect(send(folder, {}, picky.url)).rejects.toThrow('the collector rejected 1 of 2 spans: too old');

  const silent = await startCollector(() => undefined);
  const env = { OTEL_EXPORTER_OTLP_TIMEOUT: '50' };
  await expect(send(folder, env, silent.url)).rejects.toThrow('no response within 50 ms');
});
