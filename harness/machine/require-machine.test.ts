import { expect, test } from 'vitest';
import { limitProblem, type MachineLimits } from './require-machine.ts';

const ENOUGH: MachineLimits = {
  openFiles: 1024,
  processes: 4096,
  freeBytes: 1e9,
  freeFiles: 1e6,
  nowMs: Date.UTC(2026, 0, 1),
};

test.each<[string, Partial<MachineLimits>, RegExp]>([
  ['files', { openFiles: 64 }, /^A process may have 64 files open, .* ulimit -n/],
  ['processes', { processes: 16 }, /^This user may have 16 processes .* ulimit -u/],
  ['space', { freeBytes: 49e6 }, /^The disk of \/runs has 49 MB left, .* free some space/],
  ['files on the disk', { freeFiles: 3 }, /^The disk of \/runs can hold 3 more files/],
  ['a clock that was never set', { nowMs: 0 }, /^The clock of this machine shows 1970-01-01T/],
  ['a clock before 2020', { nowMs: Date.UTC(2019, 11, 31) }, /shows 2019-12-31T/],
])('too few %s', (_, changed, sentence) => {
  const problem = limitProblem({ ...ENOUGH, ...changed }, '/runs');
  expect(problem).toMatch(sentence);
  expect(problem).not.toContain('\n');
});

test.each<[string, Partial<MachineLimits>]>([
  ['enough of everything', {}],
  ['no limits', { openFiles: Infinity, processes: Infinity, freeFiles: undefined }],
  ['exactly enough', { openFiles: 256, processes: 256, freeBytes: 50e6, freeFiles: 100 }],
])('%s is no problem', (_, changed) => {
  expect(limitProblem({ ...ENOUGH, ...changed }, '/runs')).toBeUndefined();
});
