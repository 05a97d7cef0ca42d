import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { diagnosedRun } from '../diagnosis/testing/diagnosed-run.ts';
import { HOOK_DIAGNOSIS } from '../diagnosis/testing/inline-diagnosis.ts';
import { HOSTILE, sampleRun } from '../testing/sample-run.ts';
import { sourcePlace, workflowCommand } from './annotations.ts';
import { githubReporter } from './github-reporter.ts';

import { escapeMarkdown } from './step-summary.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Reports a run. @returns the lines of the job log and the summary */
async function report(folder: string): Promise<{ lines: string[]; summary: string }> {
  let log = '';
  const write = (text: string): void => {
    log += text;
  };
  const path = join(folder, 'step-summary');
  await writeFile(path, 'earlier\n');
  const env = { GITHUB_STEP_SUMMARY: path, GITHUB_WORKSPACE: REPOSITORY };
  await githubReporter({ stream: { write }, env, workingFolder: '/' }).finish?.(folder);
  return { lines: log.split('\n').slice(0, -1), summary: await readFile(path, 'utf8') };
}

/** In the order in which the runner decodes them. */
const ESCAPES = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };

/** Parses a command like the runner. */
function parseCommand(line: string): { properties: Record<string, string>; message: string } {
  const [, properties = '', message = ''] = /^::error ([^:]*)::(.*)$/.exec(line) ?? [];
  const read = (text: string): string =>
    Object.entries(ESCAPES).reduce((left, [escaped, plain]) => left.replaceAll(escaped, plain), text);
  const pairs = properties.split(',').map((pair) => pair.split('=').map(read));
  return { properties: Object.fromEntries(pairs), message: read(message) };
}

test('adds only a table to the summary for a run that passed', async () => {
  const { lines, summary } = await report(await sampleRun('measures', 'skips'));
  expect(lines).toEqual([]);
  expect(summary).toMatch(/^earlier\n### ✅ sample: passed\n/);
  expect(summary).toMatch(/\n\| ✅ \| 0 measures \| passed \| \d+ ms \| 2 of 2 \| {2}\|\n/);
  expect(summary).toMatch(/\n\| ⚪ \| 1 skips \| skipped \| {2}\| {2}\| skipped&#58; nothing to see \|\n/);
});

test('annotates a failed step with fault class and source location', async () => {
  const { lines, summary } = await report(await sampleRun('taken', 'measures'));
  expect(lines).toHaveLength(1);
  const { properties, message } = parseCommand(lines[0] ?? '');
  expect(properties).toMatchObject({
    title: 'sample: step 0 taken failed',
    file: 'reports/testing/sample-run.ts',
    line: expect.stringMatching(/^\d+$/),
  });
  expect(message).toBe('ENVIRONMENT PORT_TAKEN\nport 1935 is taken');
  expect(summary).toContain('| not-run |  |  | not run&#58; blocked by step 0 |');
});

test('annotates a failure outside of the steps', async () => {
  const { lines } = await report(await sampleRun('leaks'));
  expect(lines.map((line) => parseCommand(line).properties.title)).toEqual(['sample: failed']);
});

test('keeps each command on one line and each row in one row, whatever the run contains', async () => {
  const { lines, summary } = await report(await sampleRun('hostile'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^::error file=/);
  expect(parseCommand(lines[0] ?? '').message).toContain('%0A::error::x');
  expect(summary).not.toMatch(/<script|::error|\p{Cc}(?<!\n)/u);
  const rows = summary.split('\n').filter((line) => line.startsWith('|'));
  expect(rows.map((line) => line.split('|').length)).toEqual([8, 8, 8, 7, 7, 7]);
});

test('writes only the log without a summary file', async () => {
  const folder = await sampleRun('fails');
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  await githubReporter({ stream, env: {}, workingFolder: '/' }).finish?.(folder);
  expect(written).toHaveLength(1);
});

test('escapes a command as the runner expects', () => {
  const annotation = { title: 'a,b:c%d', message: '100%: a,b\r\n\u001b[31mred', file: 'x.ts', line: 3 };
  expect(workflowCommand('error', annotation)).toBe(
    '::error file=x.ts,line=3,title=a%2Cb%3Ac%25d::100%25: a,b%0Ared',
  );
});

test('escapes Markdown', () => {
  expect(escapeMarkdown('| <b> @you #1 `x`\n**y**')).toBe(
    '&#124; &#60;b&#62; &#64;you &#35;1 &#96;x&#96; ⏎ &#42;&#42;y&#42;&#42;',
  );
  expect(escapeMarkdown(HOSTILE)).not.toMatch(/[<>|`*\p{Cc}]/u);
});

test('locates an error at the innermost frame in the repository outside of the engine', () => {
  const stack = [
    'Error: x',
    '    at evaluate (file:///repo/harness/engine/checks.ts:9:1)',
    '    at call (/repo/node_modules/zod/index.js:1:1)',
    '    at Object.run (file:///repo/scenarios/steps/a%20b.ts:12:34)',
    '    at file:///repo/scenarios/other.ts:1:1',
  ].join('\n');
  const error = { name: 'E', code: 'X', message: 'x', fault: 'PRODUCT' } as const;
  expect(sourcePlace({ ...error, stack }, '/repo')).toEqual({ file: 'scenarios/steps/a b.ts', line: 12 });
  expect(sourcePlace({ ...error, cause: { ...error, stack } }, '/repo')).toMatchObject({ line: 12 });
  expect(sourcePlace({ ...error, stack }, '/elsewhere')).toBeUndefined();
  expect(sourcePlace({ ...error, stack: 'at nothing' }, '/repo')).toBeUndefined();
});

test('starts with the cause of a diagnosed failure', async () => {
  const { lines, summary } = await report(await diagnosedRun(HOOK_DIAGNOSIS));
  const { properties, message } = parseCommand(lines[0] ?? '');
  expect(properties).toEqual({
    title: 'HOOK_NOT_EXECUTABLE: inline, step 0 fails failed',
    file: 'scenarios/steps/worker-connected.ts',
    line: '35',
  });
  expect(message).toMatch(/^HOOK_NOT_EXECUTABLE: The MediaMTX hook .*\nchain /);
  const paragraphs = summary.split('\n\n');
  expect(paragraphs[0]).toContain('### ❌ inline: failed');
  expect(paragraphs[1]).toMatch(/^\*\*HOOK&#95;NOT&#95;EXECUTABLE&#58; The MediaMTX hook/);
  expect(summary.match(/is not executable/g)).toHaveLength(1);
});
