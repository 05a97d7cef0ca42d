import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FragmentData } from '../../contracts/fragment.ts';
import { type FaultPlanInput, faultPlanSchema } from '../../contracts/sts-faults.ts';
import { FaultAudio } from '../faults/fault-audio.ts';
import { StreamFaults } from '../faults/stream-faults.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { ResultLine } from './result-line.ts';

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

/** A line with these faults, and the sequence numbers of what came out of it. */
function lineWith(...faults: FaultPlanInput['faults']) {
  const out: number[] = [];
  const closing = new AbortController();
  const inForce = new StreamFaults(faultPlanSchema.parse({ faults }), new FaultAudio(scratch));
  const ends = {
    faults: () => (inForce.removed.aborted ? undefined : inForce),
    send: ({ sequence_number }: FragmentData) => void out.push(sequence_number),
    disconnect: () => expect.unreachable(),
    onEmpty: () => undefined,
  };
  const line = new ResultLine(ends, closing.signal);
  const put = (...sequences: number[]): void => {
    for (const sequence_number of sequences) {
      const fragment = { fragment_id: 'f', stream_id: 's', sequence_number, timestamp: 0, audio: AUDIO };
      line.result(fragment, { result: { status: 'success' }, processingMs: 1 });
    }
  };
  return { line, out, put, inForce, closing };
}

test('each result is delayed from when it was ready, not from when the one before it went out', async () => {
  const { out, put } = lineWith({ kind: 'delay', delay_ms: 100 });
  put(0, 1);
  await vi.advanceTimersByTimeAsync(99);
  expect(out).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(out).toEqual([0, 1]);
});

test('a fault that is removed while it holds a result up does nothing to it any more', async () => {
  const { out, put, inForce } = lineWith({ kind: 'stall', when: { nth: 1 } }, { kind: 'reorder' });
  put(0, 1);
  await vi.advanceTimersByTimeAsync(1000);
  inForce.remove();
  await vi.advanceTimersByTimeAsync(0);
  expect(out).toEqual([0, 1]);
});

test('what is held back does not go out after the line was closed, and nothing waits to send it', async () => {
  const { line, out, put, inForce, closing } = lineWith(
    { kind: 'reorder', count: 1 },
    { kind: 'stall', when: { nth: 2 } },
  );
  put(0, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(line.unsent).toBe(2);
  closing.abort();
  await line.stopped();
  expect(getEventListeners(inForce.removed, 'abort')).toEqual([]);
  inForce.remove();
  await vi.advanceTimersByTimeAsync(0);
  expect(out).toEqual([]);
});
