import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { requireUsableId } from '../checks.ts';
import type { CheckResult } from '../event.ts';
import { collectEvents } from '../testing/collect-events.ts';
import { RunResultBuilder } from './run-result.ts';
import { upgradeCheck } from './upgrade-event.ts';

const EARLIER_VERSION = fileURLToPath(new URL('../testing/earlier-version.ndjson', import.meta.url));

test('reads the checks of an event log of an earlier version', async () => {
  const events = await collectEvents(EARLIER_VERSION);
  const builder = new RunResultBuilder();
  for (const event of events) builder.add(event);
  const { status, steps } = builder.result();
  expect([status, steps.length]).toEqual(['passed', 7]);

  const logged = events.flatMap((event) => (event.type === 'check' ? [event.check] : []));
  expect(steps.flatMap(({ checks }) => checks)).toEqual(logged);
  expect(logged).toHaveLength(67);
  expect(logged).toContainEqual({
    id: 'a-v-delta-measured-worst-window',
    title: 'A/V delta measured, worst window',
    status: 'passed',
    actual: expect.any(Number),
    limit: { min: -120, max: 120 },
    unit: 'ms',
    note: expect.any(String),
  });
  for (const { checks } of steps) {
    for (const [index, check] of checks.entries()) requireUsableId(check, checks.slice(0, index));
  }
});

test.each([
  ['frames missing inside', 'frames-missing-inside'],
  ['MediaMTX /v3/config/global/get', 'mediamtx-v3-config-global-get'],
  ['2nd größte', 'check-2nd-gro-te'],
  ['…', 'check'],
])('converts the name %j to the id %s', (name, id) => {
  expect(upgradeCheck({ name, status: 'passed', actual: 1 })).toEqual({
    id,
    title: name,
    status: 'passed',
    actual: 1,
  });
});

test('returns a check of the current version unchanged', () => {
  const check: CheckResult = { id: 'frames', title: 'Frames', status: 'passed', actual: 1 };
  expect(upgradeCheck(check)).toBe(check);
});
