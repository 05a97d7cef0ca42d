import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

const root = join(import.meta.dirname, '..');

async function optionsOf(...command: string[]): Promise<string[]> {
  let help = '';
  const stdout = { write: (text: string) => (help += text) };
  const stderr = { write: (text: string) => expect.unreachable(text) };
  const context = { scenarios: [], tags: {}, runsFolder: root, workingFolder: root, stdout, stderr, env: {} };
  await runCli([...command, '--help'], context);
  return help.match(/--[a-z-]+/g) ?? [];
}

test.each(['.github/workflows/e2e.yml', 'docs/ci/gitlab-ci.yml'])(
  '%s uses only existing options',
  async (file) => {
    const text = await readFile(join(root, file), 'utf8');
    const commands = text
      .replaceAll(/\n +--/g, ' --')
      .matchAll(/pnpm (?:--silent )?(scenario list|scenario|report merge) (.*)/g);
    let checked = 0;
    for (const [, command = '', rest = ''] of commands) {
      const known = await optionsOf(...command.split(' '));
      const used = rest.match(/--[a-z-]+/g) ?? [];
      expect(used.filter((option) => !known.includes(option))).toEqual([]);
      checked += used.length;
    }
    expect(checked).toBeGreaterThan(2);
  },
);
