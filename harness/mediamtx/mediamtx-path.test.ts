import { expect, test } from 'vitest';
import { mediamtxPathSchema } from './mediamtx-path.ts';

const oldBody = {
  name: 'live/a/in',
  confName: 'all_others',
  source: { type: 'rtmpConn', id: '07f0dcc2' },
  ready: true,
  readyTime: '2023-09-01T10:00:00.5Z',
  tracks: ['H264', 'MPEG-4 Audio'],
  bytesReceived: 500,
  bytesSent: 20,
  readers: [{ type: 'rtmpConn', id: 'x' }],
};
const newBody = {
  name: 'live/a/in',
  confName: 'all_others',
  source: { type: 'rtmpConn', id: '07f0dcc2' },
  available: true,
  availableTime: '2023-09-01T10:00:00.5Z',
  online: true,
  tracks2: [{ codec: 'H264', codecProps: { width: 320 } }, { codec: 'MPEG-4 Audio' }],
  inboundBytes: 500,
  outboundBytes: 20,
  readers: [{ type: 'rtmpConn', id: 'x' }],
};
const path = {
  name: 'live/a/in',
  ready: true,
  readyTime: '2023-09-01T10:00:00.5Z',
  sourceType: 'rtmpConn',
  sourceId: '07f0dcc2',
  tracks: ['H264', 'MPEG-4 Audio'],
  bytesReceived: 500,
  bytesSent: 20,
  readers: 1,
};

test('reads old and new field names alike', () => {
  expect(mediamtxPathSchema.parse(oldBody)).toEqual(path);
  expect(mediamtxPathSchema.parse(newBody)).toEqual(path);
});

test('prefers the new field when a server sends both', () => {
  const both = { ...oldBody, ready: false, bytesReceived: 1, tracks: ['x'], readyTime: null, ...newBody };
  expect(mediamtxPathSchema.parse(both)).toEqual(path);
});

test('reads a path without a publisher', () => {
  const idle = { ...oldBody, source: null, ready: false, readyTime: null, tracks: null, readers: null };
  expect(mediamtxPathSchema.parse(idle)).toEqual({
    name: 'live/a/in',
    ready: false,
    tracks: [],
    bytesReceived: 500,
    bytesSent: 20,
    readers: 0,
  });
});

test.each([
  ['ready', 'neither available nor ready'],
  ['bytesReceived', 'neither inboundBytes nor bytesReceived'],
  ['bytesSent', 'neither outboundBytes nor bytesSent'],
])('rejects a body without %s under either name', (field, message) => {
  const result = mediamtxPathSchema.safeParse({ ...oldBody, [field]: undefined });
  expect(result.error?.issues).toEqual([expect.objectContaining({ message })]);
});
