import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { feed } from './feed.ts';

const never = new AbortController().signal;

async function* endless(): AsyncGenerator<Buffer> {
  while (true) {
    yield Buffer.alloc(10);
    await sleep(1);
  }
}

test('everything arrives, then the pipe is ended', async () => {
  const pipe = new PassThrough();
  await feed(Readable.from([Buffer.from('ab'), Buffer.from('cd')]), pipe, never);
  expect(pipe.writableEnded).toBe(true);
  expect(pipe.read()?.toString()).toBe('abcd');
});

test('a process that went first is not the source’s failure, and the source is closed', async () => {
  const pipe = new PassThrough();
  let closed = false;
  const source = (async function* () {
    try {
      yield* endless();
    } finally {
      closed = true;
    }
  })();
  const fed = feed(source, pipe, never);
  pipe.on('error', () => undefined);
  pipe.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await fed;
  expect(closed).toBe(true);
});

test('what goes wrong with the source is told', async () => {
  const broken = (async function* () {
    yield Buffer.alloc(1);
    throw Object.assign(new Error('read failed'), { code: 'EIO' });
  })();
  const pipe = new PassThrough();
  pipe.on('error', () => undefined);
  await expect(feed(broken, pipe, never)).rejects.toThrow('read failed');
});

test('told to end, it ends', async () => {
  const ending = new AbortController();
  const pipe = new PassThrough();
  pipe.on('error', () => undefined).resume();
  const fed = feed(endless(), pipe, ending.signal);
  ending.abort(new Error('over'));
  await expect(fed).rejects.toMatchObject({ code: 'ABORT_ERR' });
});
