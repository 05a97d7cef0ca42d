import { expect, test } from 'vitest';
import { CAUSES, fillPlaceholders } from '../../harness/diagnosis/index.ts';
import { runCli } from '../run-cli.ts';

async function explained(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const context = {
    ...{ scenarios: [], tags: {}, runsFolder: '/none', workingFolder: '/none', env: {} },
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  };
  const code = await runCli(['scenario', 'explain', ...args], context);
  return { code, ...written };
}

test.each(CAUSES.map(({ code }) => code))('explains %s', async (code) => {
  const cause = CAUSES.find((candidate) => candidate.code === code);
  const { code: exitCode, stdout } = await explained(code);
  expect(exitCode).toBe(0);
  const text = stdout.replaceAll(/\s+/g, ' ');
  const fix = fillPlaceholders(cause?.fix ?? '');
  for (const part of [code, cause?.title, cause?.meaning, fix, ...(cause?.evidenceFor ?? [])])
    expect(text).toContain(part?.replaceAll(/\s+/g, ' '));
});

test('explains a class and the unknown cause, in any spelling', async () => {
  expect((await explained('environment')).stdout).toMatch(/^ENVIRONMENT {2}the operators/);
  expect((await explained('cause-unknown')).stdout).toMatch(/^CAUSE_UNKNOWN {2}No known cause matches\n/);
});

test('lists all causes by boundary, and the classes', async () => {
  const { stdout } = await explained();
  const rows = stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
  for (const cause of CAUSES) expect(rows).toContain(`${cause.code} ${cause.class} ${cause.title}`);
  expect(stdout).toMatch(/\nclasses\n {2}PRODUCT /);
});

test('suggests the nearest code', async () => {
  const { code, stderr } = await explained('HOOK_EXECUTABLE');
  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean HOOK_NOT_EXECUTABLE?');
});
