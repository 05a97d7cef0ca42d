import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const RUN = '20261122-120000-passes-0001';

const inline = useInlineCli();
beforeEach(async () => {
  await mkdir(join(inline.runsFolder, RUN));
  await writeFile(join(inline.runsFolder, RUN, 'events.ndjson'), '');
});

test('completes in bash, and defines the command', async () => {
  const { stdout: script } = await inline.run('completion', 'bash');
  await writeFile(join(inline.runsFolder, 'completion.bash'), script);
  const shell = spawn('script', ['-qec', 'bash --noprofile --norc -i', '/dev/null'], {
    cwd: inline.runsFolder,
    env: { PATH: process.env.PATH, RUNS_FOLDER: inline.runsFolder, TERM: 'dumb', PS1: '> ', HISTFILE: '' },
  });
  onTestFinished(async () => {
    if (shell.exitCode === null && shell.signalCode === null) {
      shell.kill();
      await once(shell, 'close');
    }
  });
  let shown = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const sees = (text: string) => expect.poll(() => shown, { timeout: 20_000 }).toContain(text);
  shell.stdin.write('source completion.bash; echo rea""dy\n');
  await sees('ready\r\n');
  shell.stdin.write('dubstep scenario list pas\t--json\n');
  await sees('dubstep scenario list passes --json\r\n');
  await sees('"title": "A run that passes"');
  shell.stdin.write(`dubstep scenario show 2026\t`);
  await sees(`show ${RUN}`);
  shell.stdin.end('\u0003exit\n');
  await once(shell, 'close');
});

test('prints scripts for zsh and fish, and rejects other shells', async () => {
  for (const shell of ['zsh', 'fish']) {
    const { code, stdout } = await inline.run('completion', shell);
    expect(code).toBe(0);
    expect(stdout).toContain(`${process.execPath} `);
    expect(stdout).toContain('complete -- ');
  }
  const other = await inline.run('completion', 'bsh');
  expect(other).toMatchObject({ code: 2, stdout: '' });
  expect(other.stderr).toContain('Did you mean bash? Known: bash, zsh, fish.');
});
