import { init } from 'es-module-lexer';
import { beforeAll, expect, test } from 'vitest';
import { importedSpecifiers } from './module-graph.ts';

beforeAll(() => init);

test.each([
  [`import a from './a.ts'`],
  [`import { a as b, type C } from './a.ts';`],
  [`import * as a from\n  './a.ts';`],
  [`import './a.ts'`],
  [`import type from './a.ts'`],
  [`export { a } from './a.ts'`],
  [`export * from './a.ts'`],
  [`const a: A<B> = await import('./a.ts') as A<B>;`],
  [`import data from './a.ts' with { type: 'json' };`],
])('finds the import in %j', (source) => {
  expect(importedSpecifiers(source)).toEqual(['./a.ts']);
});

test.each([
  [`import type { A } from './a.ts'`],
  [`import type A from './a.ts'`],
  [`export type { A } from './a.ts'`],
  [`import { readFile } from 'node:fs/promises'`],
  [`// import './a.ts'`],
  ["const text = `\nimport a from './a.ts';\n`;"],
  [`type A = import('node:fs').Stats;`],
  [`const cut = (`],
])('finds no import in %j', (source) => {
  expect(importedSpecifiers(source)).toEqual([]);
});
