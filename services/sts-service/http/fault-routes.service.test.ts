import { expect, test } from 'vitest';
import { faultRejectionSchema } from '../../contracts/sts-faults.ts';
import { FaultClient } from '../testing/fault-client.ts';
import { startTestSts } from '../testing/start-test-sts.ts';

const ON = { STS_FAULT_API: 'on' };

test.each<RequestInit>([
  { method: 'GET' },
  { method: 'DELETE' },
  { method: 'PUT', body: '{"faults":[{"kind":"drop"}]}', headers: { 'content-type': 'application/json' } },
  { method: 'PUT', body: '{', headers: { 'content-type': 'application/json' } },
  { method: 'PUT', body: '<a/>', headers: { 'content-type': 'text/xml' } },
])('responds with 404 unless enabled: %j', async (request) => {
  await using sts = await startTestSts();
  const response = await fetch(`${sts.url}/v1/faults/stream-1`, request);
  expect(response.status).toBe(404);
});

test('sets faults before the stream starts, returns, replaces and removes them', async () => {
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
  ['no content type', {}],
  ['a JSON content type and no body', { headers: { 'content-type': 'application/json' } }],
  [
    'a JSON content type with a charset and an empty body',
    { headers: { 'content-type': 'application/json; charset=utf-8' }, body: '' },
  ],
  ['a JSON content type and a body', { headers: { 'content-type': 'application/json' }, body: '{}' }],
  ['a body that is not JSON', { headers: { 'content-type': 'text/xml' }, body: '<a/>' }],
])('DELETE removes the faults with %s', async (_case, request) => {
  await using sts = await startTestSts(ON);
  const faults = new FaultClient(sts.url);
  await faults.set({ kind: 'stall' });
  const response = await fetch(`${sts.url}/v1/faults/stream-1`, { method: 'DELETE', ...request });
  expect([response.status, await response.text()]).toEqual([204, '']);
  expect((await faults.get()).faults).toEqual([]);
});

test('GET with a JSON content type and no body returns the faults', async () => {
  await using sts = await startTestSts(ON);
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${sts.url}/v1/faults/stream-1`, { headers })).status).toBe(200);
});

test.each([
  ['application/json', '', 422],
  ['application/json', '{', 400],
  ['application/x-www-form-urlencoded', '{"faults":[{"kind":"drop"}]}', 200],
])('PUT with the content type %s and the body %j responds with %d', async (type, body, status) => {
  await using sts = await startTestSts(ON);
  const request = { method: 'PUT', headers: { 'content-type': type }, body };
  expect((await fetch(`${sts.url}/v1/faults/stream-1`, request)).status).toBe(status);
});

test.each([
  ['no body', null, 'body'],
  ['no faults', { faults: [] }, 'faults'],
  ['an unknown kind', { faults: [{ kind: 'melt' }] }, 'faults.0.kind'],
  ['a delay of 0', { faults: [{ kind: 'drop' }, { kind: 'delay', delay_ms: 0 }] }, 'faults.1.delay_ms'],
  ['a misspelt field', { faults: [{ kind: 'drop', cuont: 1 }] }, 'faults.0'],
  ['an unknown result field', { faults: [{ kind: 'omit', field: 'audio' }] }, 'faults.0.field'],
  ['an unknown replacement', { faults: [{ kind: 'replace_audio', with: 'song' }] }, 'faults.0.with'],
  ['two selectors', { faults: [{ kind: 'drop', when: { nth: 1, sequence: 0 } }] }, 'faults.0.when'],
  [
    'a seed without probability',
    { faults: [{ kind: 'drop', when: { nth: 1, seed: 0 } }] },
    'faults.0.when.seed',
  ],
  ['nth 0', { faults: [{ kind: 'drop', when: { nth: 0 } }] }, 'faults.0.when.nth'],
  [
    'a probability above 1',
    { faults: [{ kind: 'drop', when: { probability: 2 } }] },
    'faults.0.when.probability',
  ],
])('rejects %s by field and keeps the current faults', async (_case, body, field) => {
  await using sts = await startTestSts(ON);
  const faults = new FaultClient(sts.url);
  await faults.set({ kind: 'stall' });
  const response = await faults.put(body);
  const { error, detail } = faultRejectionSchema.parse(await response.json());
  expect([response.status, detail.map((issue) => issue.field)]).toEqual([422, [field]]);
  expect(error).toContain(`${field}: `);
  expect((await faults.get()).faults).toHaveLength(1);
});

test('rejects an invalid stream id', async () => {
  await using sts = await startTestSts(ON);
  const response = await fetch(`${sts.url}/v1/faults/${'a'.repeat(257)}`);
  const { detail } = faultRejectionSchema.parse(await response.json());
  expect([response.status, detail[0]?.field]).toEqual([422, 'stream_id']);
});

test('requires the token of the service', async () => {
  await using sts = await startTestSts({ ...ON, STS_AUTH_TOKEN: 'secret' });
  const url = `${sts.url}/v1/faults/stream-1`;
  for (const authorization of ['', 'Bearer wrong']) {
    expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(401);
  }
  expect((await fetch(url, { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
});
