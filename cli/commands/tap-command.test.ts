import { expect, test } from 'vitest';
import { runCli } from '../run-cli.ts';

/** Runs a command that fails before it starts the tap. */
async function run(args: readonly string[]): Promise<{ code: number; stderr: string }> {
  let stderr = '';
  const code = await runCli(['tap', ...args], {
    scenarios: [],
    tags: {},
    runsFolder: '/',
    workingFolder: '/',
    stdout: { write: () => undefined },
    stderr: { write: (text) => (stderr += text) },
    env: {},
  });
  return { code, stderr };
}

test.each([
  [['--target', 'https://sts'], 2, 'cannot read TLS'],
  [[], 2, "required option '--target <url>' not specified"],
  [['--target', 'http://sts', '--listen', 'here'], 2, 'expected host:port'],
  [['--target', 'http://sts', '--listen', '127.0.0.1:70000'], 2, 'a port up to 65535'],
  [['--target', 'http://sts', '--delay', '5'], 2, 'expected a time such as 200ms or 1.5s'],
  [['--target', 'http://sts', '--bandwidth', '0'], 2, 'expected more than 0'],
  // A network for documentation (RFC 5737): no machine has this address.
  [['--target', 'http://sts', '--listen', '192.0.2.1:3001'], 3, 'EADDRNOTAVAIL'],
])('rejects %j', async (args, code, message) => {
  const ended = await run(args);
  expect(ended.stderr).toContain(message);
  expect(ended.code).toBe(code);
});
