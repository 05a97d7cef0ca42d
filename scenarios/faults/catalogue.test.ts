import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DISTRACTORS } from './distractors/index.ts';
import { FAULTS } from './registry.ts';
import { allCases, selectCases } from './runner/planned-case.ts';

const root = join(import.meta.dirname, '..', '..');

test('every case has its own id', () => {
  const ids = allCases().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id } of [...FAULTS, ...DISTRACTORS]) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
});

test('the diagnosis names no fault of the catalogue', async () => {
  const ids = [...FAULTS, ...DISTRACTORS].map(({ id }) => id);
  const found: string[] = [];
  for await (const file of glob('harness/diagnosis/**/*.ts', { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8');
    // The file of a cause may have the name of a fault.
    const code = text.replaceAll(/^(?:import|export) .* from '.*';$/gm, '');
    for (const id of ids)
      if (new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(code)) found.push(`${file}: ${id}`);
  }
  expect(found).toEqual([]);
});

const fault = (id: string, boundary: 'hook' | 'input') =>
  ({ id, title: id, boundary, expected: { step: 'a', cause: 'A' } }) as const;
const cases = allCases(
  [fault('one-fault', 'hook'), fault('two-fault', 'input')],
  [
    { id: 'a-warning', title: 'a', beside: ['two-fault'] },
    { id: 'a-second-fault', title: 'b', beside: ['one-fault'], adds: 'B' },
  ],
);

test.each([
  [[], ['one-fault', 'two-fault', 'a-warning', 'a-warning+two-fault', 'a-second-fault+one-fault']],
  [
    ['hook', 'two-fault'],
    ['one-fault', 'two-fault'],
  ],
  [['a-warning'], ['a-warning', 'a-warning+two-fault']],
  [['a-warning+two-fault'], ['a-warning+two-fault']],
  [['distractors'], ['a-warning', 'a-warning+two-fault', 'a-second-fault+one-fault']],
])('selects cases by %j', (names, ids) => {
  expect(selectCases(cases, names).map(({ id }) => id)).toEqual(ids);
});

test('rejects a name that selects nothing', () => {
  expect(() => selectCases(cases, ['hook', 'three-fault'])).toThrow('three-fault: no case');
});

test('rejects a distractor beside an unknown fault', () => {
  expect(() => allCases([], [{ id: 'a-warning', title: 'a', beside: ['four-fault'] }])).toThrow(
    'a-warning is tried beside four-fault, which is no fault',
  );
});
