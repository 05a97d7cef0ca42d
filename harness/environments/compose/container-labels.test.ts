import { hostname } from 'node:os';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { currentOwner, ownerStatus, runNames } from './container-labels.ts';

test('recognises this process as alive', async () => {
  expect(await ownerStatus(await currentOwner())).toBe('alive');
});

test('recognises an ended process as gone', async () => {
  const child = execa('true');
  const { pid } = child;
  await child;
  expect(await ownerStatus(`${hostname()}/${pid}/1`)).toBe('gone');
});

test('recognises a reused pid as gone', async () => {
  const [host, pid] = (await currentOwner()).split('/');
  expect(await ownerStatus(`${host}/${pid}/1`)).toBe('gone');
});

test.each(['another-host/1/1', '', `${hostname()}`, `${hostname()}/x/1`, `${hostname()}/-1/1`])(
  'does not know the owner "%s"',
  async (owner) => {
    expect(await ownerStatus(owner)).toBe('unknown');
  },
);

test('derives names that Compose accepts', () => {
  expect(runNames('20260101-000000-My.scenario_1-8d5d')).toEqual({
    mediaProject: 'dubstep-20260101-000000-my-scenario_1-8d5d-media',
    stsProject: 'dubstep-20260101-000000-my-scenario_1-8d5d-sts',
    network: 'dubstep-20260101-000000-my-scenario_1-8d5d',
  });
});
