import { expect, test } from 'vitest';
import { BOUNDARIES } from '../../run-data/diagnosis.ts';
import { PipelineFacts } from '../facts/pipeline-facts.ts';
import { CHAIN } from './chain.ts';
import { observeChain } from './observe-chain.ts';

test('has each boundary once, in order', () => {
  expect(CHAIN.map(({ id }) => id)).toEqual(BOUNDARIES);
});

test('a run without any event: nothing is ok, and nothing is broken', () => {
  const { chain, broken } = observeChain(CHAIN, new PipelineFacts({ events: [], evidence: new Map() }));
  expect(broken).toBeUndefined();
  expect(new Set(chain.map(({ status }) => status))).toEqual(new Set(['unseen', 'not-reached']));
});
