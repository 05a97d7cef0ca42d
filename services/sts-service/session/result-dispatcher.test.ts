import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FragmentData } from '../../contracts/fragment.ts';
import { type FaultPlanInput, faultPlanSchema } from '../../contracts/sts-faults.ts';
import { FaultAudio } from '../faults/fault-audio.ts';
import { StreamFaults } from '../faults/stream-faults.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { ResultDispatcher, waitOrAbort } from './result-dispatcher.ts';

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };

let scratch: ScratchFolder;

beforeEach(async () => {
  scratch = await ScratchFolder.create();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(async () => {
  vi.useRealTimers();
  await scratch.remove();
});

/** A dispatcher with faults, and the sequence numbers of the results that it sent. */
function dispatcherWith(...faults: FaultPlanInput['faults']) {
  const sent: number[] = [];
  const closing = new AbortController();
  const faultsOfStream = new StreamFaults(faultPlanSchema.parse({ faults }), new FaultAudio(scratch));
  const session = {
    faults: () => (faultsOfStream.removed.aborted ? undefined : faultsOfStream),
    send: ({ sequence_number }: FragmentData) => void sent.push(sequence_number),
    disconnect: () => expect.unreachable(),
    onEmpty: () => undefined,
  };
  const dispatcher = new ResultDispatcher(session, closing.signal);
  const put = (...sequences: number[]): void => {
    for (const sequence_number of sequences) {
      const fragment = { fragment_id: 'f', stream_id: 's', sequence_number, timestamp: 0, audio: AUDIO };
      dispatcher.result(fragment, { result: { status: 'success' }, processingMs: 1 });
    }
  };
  return { dispatcher, sent, put, faultsOfStream, closing };
}

test('delays each result from the time it is ready, not from the previous result', async () => {
  const { sent, put } = dispatcherWith({ kind: 'delay', delay_ms: 100 });
  put(0, 1);
  await vi.advanceTimersByTimeAsync(99);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([0, 1]);
});

test('sends a held result unchanged when its fault is removed', async () => {
  const { sent, put, faultsOfStream } = dispatcherWith(
    { kind: 'stall', when: { nth: 1 } },
    { kind: 'reorder' },
  );
  put(0, 1);
  await vi.advanceTimersByTimeAsync(1000);
  faultsOfStream.remove();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([0, 1]);
});

test('sends nothing after closing, and leaves no listener behind', async () => {
  const { dispatcher, sent, put, faultsOfStream, closing } = dispatcherWith(
    { kind: 'reorder', count: 1 },
    { kind: 'stall', when: { nth: 2 } },
  );
  put(0, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(dispatcher.unsent).toBe(2);
  closing.abort();
  await dispatcher.stopped();
  expect(getEventListeners(faultsOfStream.removed, 'abort')).toEqual([]);
  faultsOfStream.remove();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([]);
});

test.each([1000, Number.POSITIVE_INFINITY])(
  'ends a wait of %d ms on abort, without a timer or listener left',
  async (ms) => {
    const ended = new AbortController();
    const waiting = waitOrAbort(ms, ended.signal);
    ended.abort();
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(ended.signal, 'abort')).toEqual([]);
  },
);

test('waits the full time without an abort, and leaves no listener behind', async () => {
  const ended = new AbortController();
  const waiting = waitOrAbort(1000, ended.signal);
  await vi.advanceTimersByTimeAsync(1000);
  await waiting;
  expect(getEventListeners(ended.signal, 'abort')).toEqual([]);
});

test('does not wait for an aborted signal', async () => {
  await waitOrAbort(Number.POSITIVE_INFINITY, AbortSignal.abort());
});
