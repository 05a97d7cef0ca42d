import { expect, test } from 'vitest';
import { withScenario } from './scenario-index.ts';

const HEAD = `import type { Definition } from '../harness/engine/index.ts';
import { alpha } from './alpha.ts';
import { gamma } from './gamma.ts';
`;

test('a scenario is imported where it belongs, and comes last in the list', () => {
  const text = `${HEAD}\nexport const scenarios: readonly Definition[] = [gamma, alpha];\n`;
  const added = withScenario(text, 'beta', './beta.ts');
  expect(added).toBe(
    text
      .replace('import { gamma }', "import { beta } from './beta.ts';\nimport { gamma }")
      .replace('[gamma, alpha]', '[gamma, alpha, beta]'),
  );
  expect(withScenario(text, 'zeta', './zeta.ts')).toContain(
    "'./gamma.ts';\nimport { zeta } from './zeta.ts';\n\n",
  );
});

test('a list that would be too wide is written in lines, and one in lines stays so', () => {
  const wide = Array.from({ length: 9 }, (_, index) => `scenario${index}`).join(', ');
  const text = `${HEAD}export const scenarios: readonly Definition[] = [${wide}];\n`;
  const added = withScenario(text, 'beta', './beta.ts');
  expect(added).toContain('= [\n  scenario0,\n');
  expect(added).toContain('  scenario8,\n  beta,\n];\n');
  expect(withScenario(added, 'b', './b.ts')).toContain('  beta,\n  b,\n];\n');
  const two = `${HEAD}export const scenarios = [\n  alpha,\n  ...gamma,\n];\n`;
  expect(withScenario(two, 'b', './b.ts')).toContain('[\n  alpha,\n  ...gamma,\n  b,\n];\n');
});

test('where the list is not found nothing is guessed', () => {
  for (const text of ['', HEAD, `${HEAD}export const all = [alpha];`, 'export const scenarios = [alpha];']) {
    expect(() => withScenario(text, 'beta', './beta.ts')).toThrow('write it in by hand');
  }
});
