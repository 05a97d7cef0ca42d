import { expect, test } from 'vitest';
import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { scenarios } from '../index.ts';
import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { type DubbingCheck, dubbingChecks } from './registry.ts';

const all: [string, DubbingCheck][] = Object.entries(dubbingChecks);

test('ids are kebab-case and titles are unique within a step', () => {
  for (const [id] of all) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  const titles = all.flatMap(([, { title, steps }]) => steps.map((step) => `${step}: ${title}`));
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

test('each check names steps that exist', () => {
  const options = scenarioOptionsSchema.parse({});
  const steps = new Set(scenarios.flatMap((scenario) => scenario.build(options).steps.map(({ id }) => id)));
  expect([...new Set(all.flatMap(([, check]) => check.steps))].filter((id) => !steps.has(id))).toEqual([]);
});

test('a check id that is not registered does not compile, unless the scenario declares it', () => {
  const scenario = { id: 'x', title: 'x', tags: [], fixture: 'x', segmentS: 2, domainHints: [] };
  defineDubbingScenario({
    ...scenario,
    checks: { 'my-check': { title: 'my check' } },
    steps: [
      {
        id: 'step',
        title: 'Step',
        timeoutMs: 1,
        async run(ctx) {
          ctx.check('my-check', { actual: 1, expected: 1 });
          ctx.check('frames-dropped', { actual: 1, expected: 1 });
          // @ts-expect-error: a mistyped id
          ctx.check('frames-droped', { actual: 1, expected: 1 });
          return undefined;
        },
      },
    ],
  });
});
