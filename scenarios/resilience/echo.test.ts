import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ScenarioRejectedError } from '../../harness/engine/index.ts';
import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { scenarios } from '../index.ts';

const echo = scenarioOptionsSchema.parse({ sts: 'echo' });

/** Ids of the scenarios that expect original audio somewhere. Files are named like them. */
async function scenariosWithOriginals(): Promise<string[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => !name.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
  return files.filter((_, index) => texts[index]?.includes("'original'")).map((name) => name.slice(0, -3));
}

function isRejected(scenario: (typeof scenarios)[number]): boolean {
  try {
    scenario.build(echo);
    return false;
  } catch (error) {
    if (error instanceof ScenarioRejectedError) return true;
    throw error;
  }
}

test('--sts echo is rejected by scenarios that distinguish dubbed from original segments', async () => {
  const rejected = scenarios.filter(isRejected).map(({ id }) => id);
  expect(rejected).toContain('sts-timeout');
  expect(rejected.toSorted()).toEqual((await scenariosWithOriginals()).toSorted());
});
