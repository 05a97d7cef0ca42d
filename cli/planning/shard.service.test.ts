import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCli } from '../testing/run-inline-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'cli-')));
});
afterEach(() => rm(folder, { recursive: true }));

const ALL = [
  'scenario',
  'passes',
  'fails',
  'hostile',
  '--env',
  'process,attach',
  '--reporter',
  'console,html',
];
const FILES = ['index.html', 'matrix.json', 'junit.xml', 'ctrf.json', 'summary.md'];

/** Runs with a separate runs folder, like a separate machine. */
async function onMachine(name: string, ...args: string[]): Promise<string> {
  const runsFolder = await mkdtemp(join(folder, `${name}-`));
  await writeFile(join(runsFolder, 'dubstep.config.ts'), 'export default {};\n');
  const ended = await startCli(args, runsFolder).ended;
  expect(ended.stderr).toBe('');
  expect(ended.code).toBeLessThan(2);
  return runsFolder;
}

async function merged(...runsFolders: string[]): Promise<Record<string, string>> {
  const output = await mkdtemp(join(folder, 'merged-'));
  const ended = await startCli(['report', 'merge', ...runsFolders, '--output', output], folder).ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const texts = await Promise.all(FILES.map((name) => readFile(join(output, name), 'utf8')));
  return Object.fromEntries(FILES.map((name, index) => [name, withoutTimes(texts[index] ?? '')]));
}

/** Replaces everything that differs between two runs: ids, times, durations and folders. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/\d{8}-\d{6}-([a-z]+)-[0-9a-f]{4}/g, '<$1>')
    .replaceAll(/(whole|part)-\w{6}/g, '<machine>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<when>')
    .replaceAll(/"(start|stop|duration|durationMs|atMs)": [\d.]+/g, '"$1": <time>')
    .replaceAll(/\b\d+(\.\d+)? m?s\b/g, '<time>')
    .replaceAll(/time="[\d.]+"/g, 'time="<time>"');
}

test('merging three shards gives the same reports as one run of all', { timeout: 120_000 }, async () => {
  const whole = await onMachine('whole', ...ALL);
  const parts = await Promise.all(
    ['1/3', '2/3', '3/3'].map((shard) => onMachine('part', ...ALL, '--shard', shard)),
  );
  const sizes = await Promise.all(
    parts.map(
      async (part) => (await readdir(part)).filter((name) => /-(passes|fails|hostile)-/.test(name)).length,
    ),
  );
  expect(sizes).toEqual([2, 2, 2]);

  const ofParts = await merged(...parts);
  const ofWhole = await merged(whole);
  for (const name of FILES) expect(ofParts[name]).toBe(ofWhole[name]);
  expect(JSON.parse((ofWhole['ctrf.json'] ?? '').replaceAll('<time>', '0')).results.summary.suites).toBe(6);
  expect(ofWhole['index.html']).toContain('Comparison of 6 runs');
  expect(ofWhole['index.html']).toContain('.././<machine>/<fails>/index.html'.replace('.././', './../'));
});

test('an empty shard runs nothing and exits 0', async () => {
  const ended = await startCli(['scenario', 'passes', '--shard', '2/2'], folder).ended;
  expect(ended).toEqual({ code: 0, stdout: 'nothing to run: the shard is empty\n', stderr: '' });
  expect(await readdir(folder)).toEqual([]);
});

test.each(['0/3', '4/3', '3', '1/0', 'a/b'])('--shard %s: exit 2', async (shard) => {
  const ended = await startCli(['scenario', 'passes', '--shard', shard], folder).ended;
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('Expected a part from 1 on and the number of parts, such as 2/5.');
});
