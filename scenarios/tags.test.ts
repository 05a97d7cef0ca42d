import { expect, test } from 'vitest';
import { scenarios } from './index.ts';
import { defineDubbingScenario } from './rig/define-dubbing-scenario.ts';
import { TAGS } from './tags.ts';

test('every tag belongs to a scenario', () => {
  const used = new Set<string>(scenarios.flatMap(({ tags }) => tags));
  expect(Object.keys(TAGS).filter((tag) => !used.has(tag))).toEqual([]);
});

test('a tag that is not registered does not compile', () => {
  const fixture = { fixture: '30s-counting-english', segmentS: 6, domainHints: [] };
  // @ts-expect-error: 'documnted' is not a tag
  defineDubbingScenario({ id: 'x', title: 'x', tags: ['documnted'], steps: [], ...fixture });
});
