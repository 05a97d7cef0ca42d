import { expect, test } from 'vitest';
import { nodeProblem } from './require-node.ts';

test.each(['24.0.0', '24.21.0', '25.1.0', '100.0.0'])('Node %s is supported', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(['18.19.0', '20.20.2', '22.21.1', '23.11.0', '2.4.0'])('Node %s is not', (version) => {
  expect(nodeProblem(version)).toBe(`dubstep needs Node 24 or later, this is ${version}`);
});

test('is the version of package.json', async () => {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  expect(manifest.engines.node).toBe('>=24');
});
