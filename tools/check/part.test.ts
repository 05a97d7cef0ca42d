import { expect, test } from 'vitest';
import { partsOf, runPart } from './part.ts';

const run = (command: string) => runPart({ name: 'x', command }, import.meta.dirname);

test('returns the scripts with the prefix "check:" in their order', () => {
  const scripts = {
    check: 'node main.ts',
    'check:types': 'tsc',
    test: 'vitest',
    'check:style': 'biome ci .',
  };
  expect(partsOf(JSON.stringify({ scripts }))).toEqual([
    { name: 'types', command: 'tsc' },
    { name: 'style', command: 'biome ci .' },
  ]);
});

test('passes for exit code 0 and fails for any other, with the output', async () => {
  expect(await run('echo fine')).toMatchObject({ passed: true, output: 'fine' });
  expect(await run('echo one; echo two >&2; exit 3')).toMatchObject({ passed: false, output: 'one\ntwo' });
});

test('reports why a command without output failed or could not be started', async () => {
  const missing = await run('no-such-program');
  expect(missing.passed).toBe(false);
  expect(missing.output).toContain('no-such-program');
  const silent = await run('exit 7');
  expect(silent.passed).toBe(false);
  expect(silent.output).toContain('exit code 7');
});
