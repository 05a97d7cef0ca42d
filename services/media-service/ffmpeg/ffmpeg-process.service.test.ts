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

test('its pipes are streams, beyond the three of every process', async () => {
  const output = ['-f', 's16le', 'pipe:1', '-f', 's16le', '-ar', '22050', 'pipe:3'];
  const { ffmpeg } = start([...TONE, ...output], { extraPipes: 1 });
  const [first, second] = await Promise.all([buffer(ffmpeg.stdout), buffer(ffmpeg.pipe(3))]);
  await ffmpeg.ended;
  expect([first.length, second.length]).toEqual([8820, 4410]);
  expect(() => ffmpeg.pipe(4)).toThrow('started without pipe:4');
});

test('an end that should not be tells the exit code and what was printed last', async () => {
  const { ffmpeg, lines } = start(['-f', 's16le', '-i', '/nowhere', 'pipe:1']);
  await expect(ffmpeg.ended).rejects.toMatchObject({
    code: 'FFMPEG_FAILED',
    task: 'test',
    exitCode: 1,
    message: expect.stringMatching(
      /^ffmpeg \(test\) ended with exit code 1; it said: .*nowhere.*No such file/,
    ),
  });
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'warn', ffmpeg: 'test', msg: 'ffmpeg says' }),
  );
});

test('told to go, it goes, and that is no failure', async () => {
  const ending = new AbortController();
  const endless = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240', '-f', 'rawvideo', 'pipe:1'];
  const { ffmpeg, lines } = start(endless, { signal: ending.signal });
  // Nobody reads its output: it hangs in a write when it is told.
  await new Promise((resolve) => ffmpeg.stdout.once('readable', resolve));
  ending.abort(new Error('over'));
  await ffmpeg.ended;
  expect(lines.at(-1)).toMatchObject({ msg: 'ffmpeg ended' });
  // Not by the signal that nothing withstands, which comes after a while.
  expect(lines.at(-1)).not.toMatchObject({ signal: 'SIGKILL' });
});

test('writing to one that is gone does not end the process that writes', async () => {
  const { ffmpeg, lines } = start(['-f', 's16le', '-i', '/nowhere', 'pipe:1']);
  await ffmpeg.ended.catch(() => undefined);
  ffmpeg.stdin.write(Buffer.alloc(1_000_000));
  await new Promise((resolve) => setImmediate(resolve));
  expect(lines.filter(({ level }) => level === 'fatal')).toEqual([]);
});

test('one that is not installed is told as such', async () => {
  vi.stubEnv('PATH', '/nowhere');
  try {
    const { ffmpeg } = start(['-version']);
    await expect(ffmpeg.ended).rejects.toThrow('ffmpeg (test) could not be run: spawn ffmpeg ENOENT');
  } finally {
    vi.unstubAllEnvs();
  }
});
