import { expect, test } from 'vitest';
import { TextServer } from './text-server.ts';

/** Answers each text, ended by a NUL, with `body` as the shell's loop; `$text` is the text. */
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
    Promise.all(['a', 'b', 'c'].map((text) => server.ask(text))),
  );
  expect(answers.map((answer) => answer.split(' ')[0])).toEqual(['a', 'b', 'c']);
  expect(new Set(answers.map((answer) => answer.split(' ')[1])).size).toBe(1);
});

test('a process that ends fails those who wait, tells its stderr, and is started again', async () => {
  const fragile = shell(
    `[ "$text" = die ] && { echo "I am dying" >&2; kill $PPID; exit 7; }; printf '%s\\0' "$text"`,
  );
  await withServer(`sh -c '${fragile.replaceAll("'", "'\\''")}'`, 5000, async (server) => {
    expect(await server.ask('a')).toBe('a');
    await expect(server.ask('die')).rejects.toThrow('I am dying');
    expect(await server.ask('b')).toBe('b');
  });
});

test('a process that gives no answer is killed and replaced', async () => {
  const command = shell(`[ "$text" = stick ] && sleep 60; printf '%s\\0' $$`);
  const [first, second] = await withServer(command, 300, async (server) => {
    const stuck = await server.ask('a');
    await expect(server.ask('stick')).rejects.toThrow(/^The process gave no answer for 300 ms\. It is `/);
    return [stuck, await server.ask('b')];
  });
  expect(second).not.toBe(first);
  for (const pid of [first, second]) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
});

test('who gives up leaves the answers of the others in place', async () => {
  await withServer(UPPER, 5000, async (server) => {
    const impatient = new AbortController();
    const given = server.ask('a', impatient.signal);
    const patient = server.ask('b');
    impatient.abort(new Error('gave up'));
    await expect(given).rejects.toThrow('gave up');
    expect(await patient).toBe('<b>');
  });
});

test('an answer in many pieces, and many answers in one', async () => {
  const long = 'x'.repeat(300_000);
  await withServer(UPPER, 5000, async (server) => {
    expect(await server.ask(long)).toBe(`<${long}>`);
    expect(await Promise.all(['ä', 'b'].map((text) => server.ask(text)))).toEqual(['<ä>', '<b>']);
  });
});
