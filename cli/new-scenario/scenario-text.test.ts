import { expect, test } from 'vitest';
import { scenarioText } from './scenario-text.ts';

const TEXT = `import { define } from '../rig/define.ts';
import { LIMIT } from './limit.ts';

const MORE = 5;

/** What it proves. */
export const old = define({
  id: 'old',
  title: 'What it proves',
  steps: [one(LIMIT + MORE)],
});
`;

test('what the other scenario is made of comes along, and leads to the same files', () => {
  const source = { id: 'old', path: '/s/group/old.ts', text: TEXT };
  expect(scenarioText(source, 'young', 'young', '/s')).toBe(`import { LIMIT } from './group/limit.ts';
import { define } from './rig/define.ts';

const MORE = 5;

/** Begun as a copy of old: say here what it proves. */
export const young = define({
  id: 'young',
  title: 'young, begun as a copy of old',
  steps: [one(LIMIT + MORE)],
});
`);
});

test('what is no table of steps is not copied', () => {
  for (const text of ['', 'export const old = make();', "const old = { id: 'old' };"]) {
    expect(() => scenarioText({ id: 'old', path: '/s/old.ts', text }, 'a', 'a', '/s')).toThrow(
      '--from quick',
    );
  }
});
