import { expect, test } from 'vitest';
import { runNames } from './run-names.ts';

test('names are such as Compose takes', () => {
  expect(runNames('20260101-000000-My.scenario_1-8d5d')).toEqual({
    mediaProject: 'dubstep-20260101-000000-my-scenario_1-8d5d-media',
    stsProject: 'dubstep-20260101-000000-my-scenario_1-8d5d-sts',
    network: 'dubstep-20260101-000000-my-scenario_1-8d5d',
  });
});
