import { expect, test } from 'vitest';
import { TextServer } from './text-server.ts';

/** A shell loop that runs `body` for each text on stdin, with the text in `$text`. */
const shell = (body: string): string =>
  `tr '\\0' '\\n' | while read -r text; do ${body}; done`.replace('tr ', 'stdbuf -o0 tr ');

const UPPER = shell(`printf '%s\\0' "<$text>"`);

async function withServer<T>(
  command: string,
  timeoutMs: number,
  use: (server: TextServer) => Promise<T>,
): Promise<T> {
  const server = new TextServer(command, timeoutMs);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

test('answers in order, from one process', async () => {
  const answers = await withServer(shell(`printf '%s %s\\0' "$text" $$`), 5000, (server) =>
    Promise.all(['a', 'b', 'c'].map((text) => server.request(text))),
  );
  expect(answers.map((answer) => answer.split(' ')[0])).toEqual(['a', 'b', 'c']);
  expect(new Set(answers.map((answer) => answer.split(' ')[1])).size).toBe(1);
});

test('rejects pending requests with the stderr of a process that ends, and starts another', async () => {
  const fragile = shell(
    `[ "$text" = die ] && { echo "I am dying" >&2; kill $PPID; exit 7; }; printf '%s\\0' "$text"`,
  );
  await withServer(`sh -c '${fragile.replaceAll("'", "'\\''")}'`, 5000, async (server) => {
    expect(await server.request('a')).toBe('a');
    await expect(server.request('die')).rejects.toThrow('I am dying');
    expect(await server.request('b')).toBe('b');
  });
});

test('kills and replaces a process that does not answer', async () => {
  const command = shell(`[ "$text" = stick ] && sleep 60; printf '%s\\0' $$`);
  const [first, second] = await withServer(command, 300, async (server) => {
    const stuck = await server.request('a');
    await expect(server.request('stick')).rejects.toThrow(
      /^The process gave no answer for 300 ms\. Its command is `/,
    );
    return [stuck, await server.request('b')];
  });
  expect(second).not.toBe(first);
  for (const pid of [first, second]) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
});

test('survives a stuck process whose group has already ended', async () => {
  // The shell exits at once; a descendant in another process group keeps the pipes open, so the exit is not reported yet.
  await withServer('setsid sleep 2 & exit 0', 300, async (server) => {
    await expect(server.request('a')).rejects.toThrow('gave no answer for 300 ms');
  });
});

test('keeps the other answers in order when a request is aborted', async () => {
  await withServer(UPPER, 5000, async (server) => {
    const caller = new AbortController();
    const aborted = server.request('a', caller.signal);
    const other = server.request('b');
    caller.abort(new Error('gave up'));
    await expect(aborted).rejects.toThrow('gave up');
    expect(await other).toBe('<b>');
  });
});

test('reads an answer from many chunks, and many answers from one chunk', async () => {
  const long = 'x'.repeat(300_000);
  await withServer(UPPER, 5000, async (server) => {
    expect(await server.request(long)).toBe(`<${long}>`);
    expect(await Promise.all(['ä', 'b'].map((text) => server.request(text)))).toEqual(['<ä>', '<b>']);
  });
});
