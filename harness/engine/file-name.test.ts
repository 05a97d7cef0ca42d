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
])('%j becomes %j', (text, name) => {
  expect(safeFileName(text)).toBe(name);
});

test('a long name keeps its extension', () => {
  const name = safeFileName(`${'x'.repeat(300)}.json`);
  expect(name).toHaveLength(100);
  expect(name).toMatch(/x\.json$/);
});

test('a path in the run folder is put into its shortest form', () => {
  expect(confinedPath('captures/./a/../out.mp4')).toBe('captures/out.mp4');
});

test.each(['/etc/passwd', '..', '../other', 'a/../../b', '.', ''])('%j is refused', (path) => {
  expect(() => confinedPath(path)).toThrow('does not lie in the run folder');
});
