import { expect, test } from 'vitest';
import { findScenarios } from './find-scenarios.ts';

function scenario(id: string, title: string, ...tags: string[]) {
  const build = (): never => {
    throw new Error('searching must not build a scenario');
  };
  return { id, title, tags, build };
}

const known = {
  scenarios: [
    scenario('quick', 'A short clip', 'e2e', 'quick'),
    scenario('sts-dies', 'The speech service dies', 'resilience'),
    scenario('worker-dies', 'The worker dies', 'resilience', 'quick'),
  ],
  tags: { e2e: '', quick: '', resilience: '' },
};

function found(names: readonly string[], grep?: string): string[] {
  return findScenarios(names, grep === undefined ? {} : { grep }, known).map(({ id }) => id);
}

test('finds scenarios by id and by tag; an id takes precedence, and duplicates are dropped', () => {
  expect(found(['worker-dies', 'quick'])).toEqual(['worker-dies', 'quick']);
  expect(found(['resilience'])).toEqual(['sts-dies', 'worker-dies']);
  expect(found(['@quick'])).toEqual(['quick', 'worker-dies']);
  expect(found(['resilience', 'worker-dies'])).toEqual(['sts-dies', 'worker-dies']);
});

test('filters the named scenarios by a pattern over id, title and @tag', () => {
  expect(found([], 'DIES')).toEqual(['sts-dies', 'worker-dies']);
  expect(found([], 'short clip')).toEqual(['quick']);
  expect(found([], '@quick')).toEqual(['quick', 'worker-dies']);
  expect(found([], '^sts')).toEqual(['sts-dies']);
  expect(found([], '@e2e|@res')).toEqual(['quick', 'sts-dies', 'worker-dies']);
  expect(found(['resilience'], '@quick')).toEqual(['worker-dies']);
});

test('suggests the nearest name for an unknown one', () => {
  expect(() => found(['resiliance'])).toThrow("unknown scenario 'resiliance'. Did you mean @resilience?");
  expect(() => found([], '@quik|@e2e')).toThrow("unknown tag '@quik'. Did you mean @quick?");
  expect(() => found(['quick'], 'dies')).toThrow("no scenario matches --grep 'dies'. Known: quick.");
  expect(() => found([])).toThrow('name a scenario or a tag. Known: quick, sts-dies, worker-dies, @e2e,');
});
