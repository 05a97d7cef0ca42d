import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CAUSES } from './registry.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PLACE = /\bservices\/[\w-]+\/[\w/-]+(?:\.ts|\/)/g;

test.each(CAUSES)('$code: the places of its code exist', ({ places = [] }) => {
  for (const place of places) expect(existsSync(join(ROOT, place)), place).toBe(true);
});

test('the files of the services that a fix can name exist', () => {
  const files = [import.meta.dirname, join(import.meta.dirname, '..', 'facts')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(folder, name)),
  );
  const named = files.flatMap((file) => readFileSync(file, 'utf8').match(PLACE) ?? []);
  const missing = named.filter((place) => !existsSync(join(ROOT, place)));
  expect(named.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
