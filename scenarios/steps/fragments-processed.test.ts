import { expect, test } from 'vitest';
import type { StreamView } from '../rig/stream-life.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkFragments, isSessionOver, whyNoMoreResults } from './fragments-processed.ts';

test.each<[readonly string[], boolean]>([
  [[], false],
  [['stream:init', 'stream:ready', 'fragment:data', 'fragment:processed'], false],
  [['stream:init', 'fragment:data', 'stream:end'], false],
  [['stream:init', 'fragment:data', 'stream:complete'], true],
  [['stream:init', 'stream:complete', 'fragment:ack'], true],
  [['stream:init', 'stream:complete', 'stream:init'], false],
])('after %j the session has ended: %s', (names, isOver) => {
  expect(isSessionOver(names.map((event) => ({ event })))).toBe(isOver);
});

const view: StreamView = {
  ...{ worker: 'draining', workerForMs: 9000, publisherEndedForMs: 9000, isAttached: false },
};

const { publisherEndedForMs: _, ...publishing } = view;

test.each<[string, Parameters<typeof whyNoMoreResults>[0], string | undefined]>([
  ['publishing', { sent: 2, processed: 2, quietForMs: 9000, view: publishing }, undefined],
  ['a fragment is in flight', { sent: 3, processed: 2, quietForMs: 9000, view }, undefined],
  ['the last result is recent', { sent: 2, processed: 2, quietForMs: 7000, view }, undefined],
  [
    'the publisher ended recently',
    { sent: 2, processed: 2, quietForMs: 9000, view: { ...view, publisherEndedForMs: 7000 } },
    undefined,
  ],
  [
    'quiet',
    { sent: 2, processed: 2, quietForMs: 8000, view },
    'the publisher has ended, and no fragment is in flight',
  ],
  [
    'the worker has ended',
    { sent: 3, processed: 2, quietForMs: 0, view: { ...view, worker: 'ended' } },
    'the worker has ended',
  ],
  [
    'one segment was not encoded',
    { sent: 0, processed: 0, quietForMs: 0, view: { ...publishing, failedSegments: 1 } },
    undefined,
  ],
  [
    'no segment was encoded',
    {
      sent: 0,
      processed: 0,
      quietForMs: 0,
      view: { ...publishing, failedSegments: 2, error: 'FFMPEG: killed' },
    },
    '2 segments have fallen back and were never sent (FFMPEG: killed)',
  ],
  [
    'the STS service failed all it received',
    { sent: 2, processed: 0, quietForMs: 0, view: { ...publishing, failedSegments: 2 } },
    undefined,
  ],
])('whether a result can still come: %s', (_, progress, reason) => {
  expect(whyNoMoreResults(progress)).toBe(reason);
});

test('without a fragment, its checks are not measured, and the missing results fail', () => {
  const { failed, notMeasured, notes } = recordChecks((ctx) =>
    checkFragments(
      ctx,
      { list: [], malformed: [], missed: [], worker: 'no fallbacks', waitEnded: 'the worker has ended' },
      5,
    ),
  );
  expect(failed).toEqual(['fragments-processed', 'fragment-order']);
  expect(notMeasured).toEqual(['fragment-status', 'fragment-duplicates']);
  expect(notes).toEqual(['worker reports no fallbacks; the worker has ended']);
});
