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
])('matches %s with %s', (typed, meant) => {
  expect(nearestMatch(typed, SCENARIOS)).toBe(meant);
});

test.each(['docker', 'x', '', 'zzzzzzzzzzzz'])('matches %j with nothing', (typed) => {
  expect(nearestMatch(typed, SCENARIOS)).toBeUndefined();
});

test('prefers the smaller distance, and of equal distances the first word', () => {
  expect(nearestMatch('rtmq', ['rtsp', 'rtmp'])).toBe('rtmp');
  expect(nearestMatch('rtxp', ['rtsp', 'rtmp'])).toBe('rtsp');
});

test('nearestBeginning finds the first word with a similar start', () => {
  const known = ['sts-service', 'mediamtx', 'media-service'];
  expect(nearestBeginning('stz', known)).toBe('sts-service');
  expect(nearestBeginning('midi', known)).toBe('mediamtx');
  expect(nearestBeginning('xyz', known)).toBeUndefined();
});
