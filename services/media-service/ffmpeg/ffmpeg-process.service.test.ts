import { buffer } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { createLogger } from '../../runtime/logger.ts';
import { type FfmpegOptions, startFfmpeg } from './ffmpeg-process.ts';

const never = new AbortController().signal;
const TONE = ['-f', 'lavfi', '-i', 'sine=duration=0.1'];

function start(args: readonly string[], options: Partial<FfmpegOptions> = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger('test', 'debug', { write: (line) => lines.push(JSON.parse(line)) });
  const ffmpeg = startFfmpeg({ task: 'test', args, signal: never, log, ...options });
  return { ffmpeg, lines };
}

test('provides additional pipes as streams', async () => {
  const output = ['-f', 's16le', 'pipe:1', '-f', 's16le', '-ar', '22050', 'pipe:3'];
  const { ffmpeg } = start([...TONE, ...output], { extraPipes: 1 });
  const [first, second] = await Promise.all([buffer(ffmpeg.stdout), buffer(ffmpeg.pipe(3))]);
  await ffmpeg.ended;
  expect([first.length, second.length]).toEqual([8820, 4410]);
  expect(() => ffmpeg.pipe(4)).toThrow('started without pipe:4');
});

test('rejects with exit code and last output when ffmpeg fails', async () => {
  const { ffmpeg, lines } = start(['-f', 's16le', '-i', '/nowhere', 'pipe:1']);
  await expect(ffmpeg.ended).rejects.toMatchObject({
    code: 'FFMPEG_FAILED',
    task: 'test',
    // 1, from ffmpeg 7 on the error number.
    exitCode: expect.any(Number),
    message: expect.stringMatching(/^ffmpeg \(test\) exited with code \d+; stderr: .*nowhere.*No such file/),
  });
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', ffmpeg: 'test', msg: 'ffmpeg printed' }),
  );
  expect(lines.at(-1)).toMatchObject({
    level: 'error',
    exitCode: expect.any(Number),
    msg: expect.stringMatching(/^ffmpeg \(test\) exited with code \d+/),
  });
});

test('resolves when the signal ends it, even while blocked on a pipe', async () => {
  const ending = new AbortController();
  const endless = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240', '-f', 'rawvideo', 'pipe:1'];
  const { ffmpeg, lines } = start(endless, { signal: ending.signal });
  // Its output is not read, so it is blocked in a write when the signal is aborted.
  await new Promise((resolve) => ffmpeg.stdout.once('readable', resolve));
  ending.abort(new Error('aborted'));
  await ffmpeg.ended;
  expect(lines.at(-1)).toMatchObject({ msg: 'ffmpeg exited' });
  // Without SIGKILL, which follows after a delay.
  expect(lines.at(-1)).not.toMatchObject({ signal: 'SIGKILL' });
});

test('a write to an ffmpeg that has exited does not crash the service', async () => {
  const { ffmpeg, lines } = start(['-f', 's16le', '-i', '/nowhere', 'pipe:1']);
  await ffmpeg.ended.catch(() => undefined);
  ffmpeg.stdin.write(Buffer.alloc(1_000_000));
  await new Promise((resolve) => setImmediate(resolve));
  expect(lines.filter(({ level }) => level === 'fatal')).toEqual([]);
});

test('rejects with the cause when ffmpeg is not installed', async () => {
  vi.stubEnv('PATH', '/nowhere');
  try {
    const { ffmpeg } = start(['-version']);
    await expect(ffmpeg.ended).rejects.toThrow('ffmpeg (test) could not be started: spawn ffmpeg ENOENT');
  } finally {
    vi.unstubAllEnvs();
  }
});

test('hides the credentials of its URL in errors and logs', async () => {
  const url = 'rtmp://user:hush@127.0.0.1:1/live/a/in?pass=quiet';
  const { ffmpeg, lines } = start(['-i', url, '-f', 's16le', 'pipe:1'], { url });
  const failure = await ffmpeg.ended.catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: expect.stringContaining('rtmp://…@127.0.0.1:1/live/a/in?…') });
  expect(JSON.stringify([failure, lines]) + String(failure)).not.toMatch(/hush|quiet/);
});

test('detects the fatal line even when it contains a part of the credentials', async () => {
  // Two outputs: the second cannot be opened, and the tee muxer continues with the first until its pipes are closed.
  const output = ['-f', 'tee', '[f=s16le]pipe:1|[f=s16le:onfail=ignore]/nowhere/Refused'];
  const { ffmpeg } = start(['-f', 's16le', '-ch_layout', 'mono', '-i', 'pipe:0', '-map', '0', ...output], {
    url: 'rtmp://user:Refused@host/live',
    fatalLine: /nowhere\/Refused/,
  });
  ffmpeg.stdin.write(Buffer.alloc(1_000_000));
  ffmpeg.stdout.resume();
  await ffmpeg.ended.catch(() => undefined);
  expect(ffmpeg.stdin.destroyed).toBe(true);
});
