import { expect, test } from 'vitest';
import { faultRefusalSchema } from '../../contracts/sts-faults.ts';
import { FaultClient } from '../testing/fault-client.ts';
import { startTestSts } from '../testing/start-test-sts.ts';

const ON = { STS_FAULT_API: 'on' };

test.each<RequestInit>([
  { method: 'GET' },
  { method: 'DELETE' },
  { method: 'PUT', body: '{"faults":[{"kind":"drop"}]}', headers: { 'content-type': 'application/json' } },
  { method: 'PUT', body: '{', headers: { 'content-type': 'application/json' } },
  { method: 'PUT', body: '<a/>', headers: { 'content-type': 'text/xml' } },
])('unless it is switched on there is nothing: %j', async (request) => {
  await using sts = await startTestSts();
  const response = await fetch(`${sts.url}/v1/faults/stream-1`, request);
  expect(response.status).toBe(404);
});

test('faults are set before the stream starts, told, replaced and removed', async () => {
  await using sts = await startTestSts(ON);
  const faults = new FaultClient(sts.url, 'live/a b%');
  expect(await faults.get()).toEqual({ stream_id: 'live/a b%', faults: [] });
  const set = await faults.set(
    { kind: 'disconnect', when: { sequence: 2 } },
    { kind: 'duplicate', count: 3 },
  );
  expect(set).toEqual({
    stream_id: 'live/a b%',
    faults: [
      { fault: { kind: 'disconnect', when: { sequence: 2 }, count: 1 }, applied: 0 },
      { fault: { kind: 'duplicate', count: 3, copies: 1 }, applied: 0 },
    ],
  });
  await faults.set({ kind: 'drop' });
  expect(await faults.get()).toMatchObject({ faults: [{ fault: { kind: 'drop' } }] });
  expect(await faults.remove()).toBe(204);
  expect(await faults.remove()).toBe(204);
  expect((await faults.get()).faults).toEqual([]);
});

test.each([
  ['nothing', null, 'body'],
  ['no fault', { faults: [] }, 'faults'],
  ['a fault that there is not', { faults: [{ kind: 'melt' }] }, 'faults.0.kind'],
  [
    'a delay that is none',
    { faults: [{ kind: 'drop' }, { kind: 'delay', delay_ms: 0 }] },
    'faults.1.delay_ms',
  ],
  ['a field with a slip', { faults: [{ kind: 'drop', cuont: 1 }] }, 'faults.0'],
  ['a field that no result has', { faults: [{ kind: 'omit', field: 'audio' }] }, 'faults.0.field'],
  ['a sound that there is not', { faults: [{ kind: 'replace_audio', with: 'song' }] }, 'faults.0.with'],
  ['two ways to choose', { faults: [{ kind: 'drop', when: { nth: 1, sequence: 0 } }] }, 'faults.0.when'],
  ['a seed of nothing', { faults: [{ kind: 'drop', when: { nth: 1, seed: 0 } }] }, 'faults.0.when.seed'],
  ['a nth that never comes', { faults: [{ kind: 'drop', when: { nth: 0 } }] }, 'faults.0.when.nth'],
  [
    'more than certain',
    { faults: [{ kind: 'drop', when: { probability: 2 } }] },
    'faults.0.when.probability',
  ],
])('%s is refused by its field, and what was set stays', async (_case, body, field) => {
  await using sts = await startTestSts(ON);
  const faults = new FaultClient(sts.url);
  await faults.set({ kind: 'stall' });
  const response = await faults.put(body);
  const { error, detail } = faultRefusalSchema.parse(await response.json());
  expect([response.status, detail.map((issue) => issue.field)]).toEqual([422, [field]]);
  expect(error).toContain(`${field}: `);
  expect((await faults.get()).faults).toHaveLength(1);
});

test('an id that no stream can have is refused', async () => {
  await using sts = await startTestSts(ON);
  const response = await fetch(`${sts.url}/v1/faults/${'a'.repeat(257)}`);
  const { detail } = faultRefusalSchema.parse(await response.json());
  expect([response.status, detail[0]?.field]).toEqual([422, 'stream_id']);
});

test('where workers need a token, so does whoever sets faults', async () => {
  await using sts = await startTestSts({ ...ON, STS_AUTH_TOKEN: 'secret' });
  const url = `${sts.url}/v1/faults/stream-1`;
  for (const authorization of ['', 'Bearer wrong']) {
    expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(401);
  }
  expect((await fetch(url, { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
});
