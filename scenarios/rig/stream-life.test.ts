import { expect, test } from 'vitest';
import { describeView, type StreamView, whyAnothersOutput, whyNotListed, whyOver } from './stream-life.ts';

const running: StreamView = { worker: 'running', workerForMs: 30_000, isAttached: false };

test.each<[Partial<StreamView>, string | undefined]>([
  [{}, undefined],
  [{ publisherEndedForMs: 14_000 }, undefined],
  [
    { publisherEndedForMs: 15_000 },
    'the publisher ended 15.0 s ago, longer than the last segment takes to be dubbed or to fall back',
  ],
  [{ worker: 'draining', publisherEndedForMs: 9000 }, undefined],
  [{ worker: 'ended', workerForMs: 900 }, undefined],
  [{ worker: 'ended', workerForMs: 1000 }, 'the worker has ended'],
  [{ worker: 'failed', error: 'OUTPUT: refused' }, 'the worker has failed (OUTPUT: refused)'],
  [{ worker: 'none' }, undefined],
  [{ worker: 'none', publisherEndedForMs: 4000 }, undefined],
  [
    { worker: 'none', publisherEndedForMs: 5000 },
    'the publisher ended 5.0 s ago, and media-service has no worker for the stream',
  ],
  [{ worker: 'silent', workerForMs: 5000 }, undefined],
  [
    { worker: 'silent', workerForMs: 6000, error: 'refused' },
    'media-service has not responded for 6.0 s (refused)',
  ],
  [{ worker: 'unseen', isAttached: true, publisherEndedForMs: 29_000 }, undefined],
  [
    { worker: 'unseen', isAttached: true, publisherEndedForMs: 31_000 },
    'the publisher ended 31.0 s ago, longer than the last segment takes to be dubbed or to fall back',
  ],
])('%j: %s', (view, reason) => {
  expect(whyOver({ ...running, ...view })).toBe(reason);
});

test.each<[Partial<StreamView>, string | undefined]>([
  [{}, undefined],
  [{ sentS: 7.9 }, undefined],
  [{ sentS: 8 }, 'the worker has sent 8.0 s of the output, and MediaMTX does not list it'],
])('an output that is not listed, %j: %s', (view, reason) => {
  expect(whyNotListed({ ...running, ...view })).toBe(reason);
});

test.each<[Partial<StreamView>, string | undefined]>([
  [{}, undefined],
  [{ publications: 1, error: 'OUTPUT_LOST: closed' }, undefined],
  [
    { publications: 2, error: 'OUTPUT_LOST: closed' },
    'the worker has published the output 2 times, and MediaMTX lists one stream without interruption (OUTPUT_LOST: closed)',
  ],
])('an output that is listed, %j: %s', (view, reason) => {
  expect(whyAnothersOutput({ ...running, ...view })).toBe(reason);
});

test('describes what is known', () => {
  expect(describeView(running)).toBe('worker running, publishing');
  expect(describeView({ ...running, worker: 'none', publisherEndedForMs: 2100 })).toBe(
    'media-service has no worker for the stream, publisher ended 2.1 s ago',
  );
  expect(describeView({ ...running, worker: 'unseen' })).toBe('publishing');
});
