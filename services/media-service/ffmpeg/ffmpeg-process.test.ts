import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { feed } from './ffmpeg-process.ts';

const never = new AbortController().signal;

async function* endless(): AsyncGenerator<Buffer> {
  while (true) {
    yield Buffer.alloc(10);
    await sleep(1);
  }
}

test('writes the whole source and ends the pipe', async () => {
  const pipe = new PassThrough();
  await feed(Readable.from([Buffer.from('ab'), Buffer.from('cd')]), pipe, never);
  expect(pipe.writableEnded).toBe(true);
  expect(pipe.read()?.toString()).toBe('abcd');
});

test('resolves and closes the source when the process exits first', async () => {
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

test('rejects with the error of the source', async () => {
  const broken = (async function* () {
    yield Buffer.alloc(1);
    throw Object.assign(new Error('read failed'), { code: 'EIO' });
  })();
  const pipe = new PassThrough();
  pipe.on('error', () => undefined);
  await expect(feed(broken, pipe, never)).rejects.toThrow('read failed');
});

test('rejects when the signal is aborted', async () => {
  const ending = new AbortController();
  const pipe = new PassThrough();
  pipe.on('error', () => undefined).resume();
  const fed = feed(endless(), pipe, ending.signal);
  ending.abort(new Error('aborted'));
  await expect(fed).rejects.toMatchObject({ code: 'ABORT_ERR' });
});
