import { expect, test } from 'vitest';
import { nearestBeginning, nearestMatch } from './nearest-match.ts';

const SCENARIOS = ['full-pipeline', 'quick', 'preflight', 'resilience/sts-restart'];

test.each([
  ['full-pipline', 'full-pipeline'],
  ['ful-pipeline', 'full-pipeline'],
  ['full_pipeline', 'full-pipeline'],
  ['Full-Pipeline', 'full-pipeline'],
  ['fullpipeline', 'full-pipeline'],
  ['pipeline', 'full-pipeline'],
  ['full', 'full-pipeline'],
  ['qiuck', 'quick'],
  ['quik', 'quick'],
  ['pre', 'preflight'],
  ['sts-restart', 'resilience/sts-restart'],
])('%s means %s', (typed, meant) => {
  expect(nearestMatch(typed, SCENARIOS)).toBe(meant);
});

test.each(['docker', 'x', '', 'zzzzzzzzzzzz'])('%j is like nothing that is known', (typed) => {
  expect(nearestMatch(typed, SCENARIOS)).toBeUndefined();
});

test('of two that are alike the nearer one is meant, of two as near the first', () => {
  expect(nearestMatch('rtmq', ['rtsp', 'rtmp'])).toBe('rtmp');
  expect(nearestMatch('rtxp', ['rtsp', 'rtmp'])).toBe('rtsp');
});

test('of words that are typed by their beginning, the first that begins alike is meant', () => {
  const known = ['sts-service', 'mediamtx', 'media-service'];
  expect(nearestBeginning('stz', known)).toBe('sts-service');
  expect(nearestBeginning('midi', known)).toBe('mediamtx');
  expect(nearestBeginning('xyz', known)).toBeUndefined();
});
