import { expect, test } from 'vitest';
import { runLabels } from './run-labels.ts';

const quick = { scenario: 'quick', environment: 'process', sts: 'real', publish: 'rtmp' };

test('labels a run with scenario, environment and the options that vary', () => {
  expect(runLabels([quick])).toEqual(['quick · process']);
  expect(runLabels([quick, { ...quick, sts: 'echo' }])).toEqual([
    'quick · process · real',
    'quick · process · echo',
  ]);
  const compose = { ...quick, environment: 'compose', publish: 'rtsp' };
  expect(runLabels([quick, compose])).toEqual(['quick · process · rtmp', 'quick · compose · rtsp']);
});

test('numbers equal runs', () => {
  const full = { ...quick, scenario: 'full' };
  expect(runLabels([quick, full, quick])).toEqual([
    'quick · process · 1 of 2',
    'full · process',
    'quick · process · 2 of 2',
  ]);
});
