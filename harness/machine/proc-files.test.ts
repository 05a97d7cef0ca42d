import { expect, test } from 'vitest';
import { busyShare, parseAvailableMib, parseCpuTimes, parseLoad1 } from './proc-files.ts';

const STAT = 'cpu  100 20 30 800 50 4 3 13 70 7\ncpu0 50 10 15 400 25 2 1 6 35 3\nintr 1 2\n';

test('reads processor times without counting guest time twice', () => {
  expect(parseCpuTimes(STAT)).toEqual({ total: 1020, idle: 850 });
});

test('reads load and available memory', () => {
  expect(parseLoad1('15.30 16.83 11.97 14/349 12058\n')).toBe(15.3);
  expect(parseAvailableMib('MemTotal:  8000000 kB\nMemAvailable:    2097152 kB\n')).toBe(2048);
});

test.each(['', 'intr 1 2', 'cpu  1 2'])('a file of another form gives no value: %s', (text) => {
  expect(parseCpuTimes(text)).toBeUndefined();
  expect(parseLoad1(text.replace(/\d/g, 'x'))).toBeUndefined();
  expect(parseAvailableMib(text)).toBeUndefined();
});

test('the busy share counts waiting for a disk as idle', () => {
  expect(busyShare({ total: 1000, idle: 600 }, { total: 1200, idle: 650 })).toBe(0.75);
});

test.each([
  ['there is one reading', undefined, { total: 2, idle: 1 }],
  ['no time has passed', { total: 2, idle: 1 }, { total: 2, idle: 1 }],
  ['the second cannot be read', { total: 2, idle: 1 }, undefined],
])('the busy share is absent when %s', (_, from, to) => {
  expect(busyShare(from, to)).toBeUndefined();
});
