import { expect, test } from 'vitest';
import type { BoundaryId } from '../run-data/diagnosis.ts';
import type { CauseDefinition, CauseFinding } from './causes/cause.ts';
import { PipelineFacts } from './facts/pipeline-facts.ts';
import { rankCauses } from './rank-causes.ts';

const facts = new PipelineFacts({ events: [], evidence: new Map() });

function cause(
  code: string,
  boundary: BoundaryId,
  { certainty = 'certain', independent }: { certainty?: CauseFinding['certainty']; independent?: true } = {},
): CauseDefinition {
  return {
    ...{
      code,
      boundary,
      title: code,
      class: 'PRODUCT',
      meaning: '',
      evidenceFor: [],
      evidenceAgainst: [],
      fix: '',
      confirm: [],
    },
    ...(independent && { independent }),
    find: () => ({ summary: code, evidence: [{ text: code }], certainty }),
  };
}

function rank(causes: readonly CauseDefinition[], broken: BoundaryId | undefined) {
  const { causes: roots, alternatives } = rankCauses(causes, facts, broken);
  return [roots.map(({ code }) => code), alternatives.map(({ code }) => code)];
}

const hook = cause('HOOK', 'hook');
const sts = cause('STS', 'sts-connection');
const likelySts = cause('LIKELY_STS', 'sts-connection', { certainty: 'likely' });
const disk = cause('DISK', 'recording', { independent: true });
const metrics = cause('METRICS', 'measurement', { independent: true });

test.each<[string, readonly CauseDefinition[], BoundaryId | undefined, string[], string[]]>([
  ['the most upstream certain cause is the root', [sts, hook], 'hook', ['HOOK'], ['STS']],
  [
    'a certain cause before a likely one further upstream',
    [cause('LIKELY', 'hook', { certainty: 'likely' }), sts],
    'sts-connection',
    ['STS'],
    ['LIKELY'],
  ],
  ['a likely cause at the broken boundary', [likelySts], 'sts-connection', ['LIKELY_STS'], []],
  ['a likely cause elsewhere: unknown', [likelySts], 'asr', [], ['LIKELY_STS']],
  ['a cause downstream of the broken boundary: unknown', [sts], 'hook', [], ['STS']],
  [
    'an independent cause downstream is named beside the root',
    [metrics, hook],
    'hook',
    ['HOOK', 'METRICS'],
    [],
  ],
  ['an independent cause upstream is named first', [hook, disk], 'hook', ['DISK', 'HOOK'], []],
  ['no broken boundary: only certain causes', [likelySts, hook], undefined, ['HOOK'], ['LIKELY_STS']],
  ['no cause: unknown', [], 'hook', [], []],
])('%s', (_, causes, broken, roots, lower) => {
  expect(rank(causes, broken)).toEqual([roots, lower]);
});

test('states why a cause ranks lower', () => {
  const { alternatives } = rankCauses([sts, hook], facts, 'hook');
  expect(alternatives[0]?.lowerBecause).toBe(
    'likely a consequence of HOOK, which comes first in the chain; repair that first',
  );
});
