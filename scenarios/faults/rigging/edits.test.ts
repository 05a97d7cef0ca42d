import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAULTS } from '../registry.ts';
import { CaseStage } from '../runner/case-stage.ts';

test('the text that an edit of a service replaces is still in its module', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-'));
  const problems: string[] = [];
  for (const { id, alter } of FAULTS) {
    const stage = new CaseStage(folder.path);
    try {
      await alter?.(stage);
    } catch (error) {
      problems.push(`${id}: ${String(error)}`);
    }
    await stage.end();
  }
  expect(problems).toEqual([]);
});
