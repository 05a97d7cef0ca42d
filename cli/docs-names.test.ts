import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarioOptionsSchema } from '../harness/environments/scenario-options.ts';
import { PUBLISH_PROTOCOL_NAMES } from '../harness/media/index.ts';
import { REPORTER_NAMES } from '../reports/create-reporter.ts';
import { dubbingChecks } from '../scenarios/checks/registry.ts';
import { fullPipeline } from '../scenarios/full-pipeline.ts';
import { scenarios } from '../scenarios/index.ts';
import { TAGS } from '../scenarios/tags.ts';

const root = join(import.meta.dirname, '..');

test.each<[page: string, what: string, names: readonly string[]]>([
  ['docs/reports.md', 'reporter', REPORTER_NAMES],
  ['docs/command-line.md', 'publish protocol', PUBLISH_PROTOCOL_NAMES],
])('%s names every %s', async (page, _what, names) => {
  const text = await readFile(join(root, page), 'utf8');
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test('README.md shows scenarios, steps and check titles that exist', async () => {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  expect(text).not.toContain('@@');
  const ids = [...text.matchAll(/pnpm scenario ([a-z][a-z-]+)/g)].map(([, id = '']) => id);
  const known = [
    ...scenarios.map(({ id }) => id),
    'list',
    'show',
    'diagnose',
    'explain',
    'stop',
    ...Object.keys(TAGS),
  ];
  expect(ids.filter((id) => !known.includes(id))).toEqual([]);
  const titles: readonly string[] = Object.values(dubbingChecks).map(({ title }) => title);
  const checks = [...text.matchAll(/^ {4}✓ (.+?)(?: {2,}| \d)/gm)].map(([, title = '']) => title);
  expect(checks.length).toBeGreaterThan(5);
  expect(checks.filter((title) => !titles.includes(title))).toEqual([]);
  const { steps } = fullPipeline.build(scenarioOptionsSchema.parse({}));
  for (const step of steps) expect(text).toMatch(new RegExp(`✓ \\d ${step.id} .*${step.title}`));
});
