import { expect, test } from 'vitest';
import { withBuffers } from './with-buffers.ts';

test('what comes out of another thread is what went in: Buffers too, wherever they are', () => {
  const sent = [
    { deep: [{ bytes: Buffer.from('ab') }, null], text: 'x', none: undefined },
    Buffer.from('c'),
    3,
  ];
  const came = withBuffers(structuredClone(sent));
  expect(came).toEqual(sent);
  expect(Buffer.isBuffer(came[1])).toBe(true);
});

test('how deep it goes is of no matter', () => {
  let value: unknown[] = [Buffer.from('a')];
  for (let depth = 0; depth < 100_000; depth++) value = [value];
  expect(() => withBuffers(value)).not.toThrow();
});
