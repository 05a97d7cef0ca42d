import { afterEach, expect, test } from 'vitest';
import type { Finding } from '../../tap-packet.ts';
import { DecodingThread } from './decoding-thread.ts';

let thread: DecodingThread | undefined;
afterEach(() => thread?.stop());

function start(backlogBytes = 1_000_000) {
  const told: (readonly [number, Finding | 'closed'])[] = [];
  const decoding = new DecodingThread({
    limitBytes: 100_000,
    backlogBytes,
    found: (link, findings) => told.push(...findings.map((finding) => [link, finding] as const)),
    closed: (link) => told.push([link, 'closed']),
  });
  thread = decoding;
  return { decoding, told };
}

const GARBAGE = Buffer.from('not HTTP\r\n\r\n');
const lost = (problem: RegExp) => ({
  type: 'undecodable',
  undecodable: { direction: 'worker-to-sts', lost: 'connection', problem: expect.stringMatching(problem) },
});

test('a link that was closed is told to be after all that was found on it', async () => {
  const { decoding, told } = start();
  decoding.push(1, 'worker-to-sts', GARBAGE);
  decoding.end(1, 'worker-to-sts');
  decoding.close(1);
  await decoding.settled();
  expect(told).toEqual([
    [1, lost(/.*/)],
    [1, 'closed'],
  ]);
});

test('the bytes of the caller stay its own', async () => {
  const { decoding } = start();
  const chunk = Buffer.from(GARBAGE);
  decoding.push(1, 'worker-to-sts', chunk);
  await decoding.settled();
  expect(chunk.equals(GARBAGE)).toBe(true);
});

test('what waits is bounded, and what has been read no longer waits', async () => {
  const { decoding, told } = start(1000);
  for (let push = 0; push < 20; push++) {
    decoding.push(1, 'worker-to-sts', Buffer.from('G'.repeat(400)));
    await decoding.settled();
  }
  expect(told).toEqual([]);
  for (let push = 0; push < 20; push++) decoding.push(1, 'worker-to-sts', Buffer.alloc(400));
  await decoding.settled();
  expect(told).toEqual([[1, lost(/^the decoder cannot keep up: \d+ bytes wait for it$/)]]);
});

test('a thread that has gone is told once for each link, and keeps nobody waiting', async () => {
  const { decoding, told } = start();
  decoding.push(1, 'worker-to-sts', Buffer.from('GET '));
  await decoding.settled();
  await decoding.stop();
  decoding.push(1, 'worker-to-sts', Buffer.from('/'));
  decoding.push(2, 'worker-to-sts', GARBAGE);
  decoding.push(2, 'worker-to-sts', GARBAGE);
  decoding.close(1);
  await decoding.settled();
  expect(told).toEqual([
    [1, lost(/^the decoder has ended$/)],
    [2, lost(/^the decoder has ended$/)],
    [1, 'closed'],
  ]);
});
