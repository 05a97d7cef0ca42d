import { expect, test } from 'vitest';
import type { RunEvent } from '../../../harness/engine/index.ts';
import { CaseStage } from './case-stage.ts';

const published = (mediaS: number): RunEvent => ({
  ...{ seq: 1, atMs: 1, step: null, type: 'observation' },
  ...{ source: 'publisher', name: 'progress', data: { mediaS } },
});

test('runs an action once, at the published second', async () => {
  const stage = new CaseStage('/');
  const acts: string[] = [];
  stage.whenPublished(2, () => void acts.push('at 2 s'));
  stage.whenPublished(9, () => void acts.push('at 9 s'));
  for (const mediaS of [1.5, 2, 2.5]) stage.onEvent(published(mediaS));
  await stage.end();
  expect(acts).toEqual(['at 2 s']);
  expect(stage.isComplete).toBe(false);
});

test('records actions and clean-ups that fail, and ends the rest', async () => {
  const stage = new CaseStage('/');
  const ended: string[] = [];
  stage.defer(() => void ended.push('first'));
  stage.defer(() => {
    throw new Error('is gone');
  });
  stage.whenPublished(1, async () => {
    throw new Error('no such process');
  });
  stage.onEvent(published(1));
  await stage.end();
  await stage.end();
  expect(stage.problems).toEqual(['an action failed: no such process', 'a clean-up failed: is gone']);
  expect(ended).toEqual(['first']);
  expect(stage.signal.aborted).toBe(true);
});
