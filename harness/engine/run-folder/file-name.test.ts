import { expect, test } from 'vitest';
import { confinedPath, safeFileName } from './file-name.ts';

test.each([
  ['ffprobe.json', 'ffprobe.json'],
  ['../../etc/passwd', 'etc-passwd'],
  ['/absolute', 'absolute'],
  ['.hidden', 'hidden'],
  ['a b\u0000c<script>.txt', 'a-b-c-script-.txt'],
  ['…', 'unnamed'],
  ['', 'unnamed'],
  ['..', 'unnamed'],
])('converts %j to %j', (text, name) => {
  expect(safeFileName(text)).toBe(name);
});

test('keeps the extension of a long name', () => {
  const name = safeFileName(`${'x'.repeat(300)}.json`);
  expect(name).toHaveLength(100);
  expect(name).toMatch(/x\.json$/);
});

test('normalises a path in the run folder', () => {
  expect(confinedPath('captures/./a/../out.mp4')).toBe('captures/out.mp4');
});

test.each(['/etc/passwd', '..', '../other', 'a/../../b', '.', ''])('rejects the path %j', (path) => {
  expect(() => confinedPath(path)).toThrow('is outside the run folder');
});
