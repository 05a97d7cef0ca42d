import { expect, test } from 'vitest';
import type { DubbedFragment } from './dubbed-fragments.ts';
import { allWindows, dubbedWindows } from './window-audio.ts';

/** A fragment as it was seen; `name` is in the names of its files. */
function fragment(name: string, startS: number, sequenceNumber: number, isDubbed = true): DubbedFragment {
  const file = (path: string) => ({ path, format: 'm4a', durationMs: 2000 });
  return {
    fragmentId: name,
    sequenceNumber,
    status: isDubbed ? 'success' : 'failed',
    startS,
    durationS: 2,
    original: file(`${name}-original`),
    ...(isDubbed ? { dubbed: file(`${name}-dubbed`) } : {}),
    sentAtMs: 0,
    processedAtMs: 0,
  };
}

/** What came over one connection. */
const part = (startS: number, durationS: number) => ({ file: 'received.mp4', startS, durationS });

test('only what came back dubbed, as the worker cut it', () => {
  expect(dubbedWindows([fragment('a', 0, 0), fragment('b', 2, 1, false)])).toEqual([
    { sequence: 0, startS: 0, durationS: 2, originalFile: 'a-original', dubbedFile: 'a-dubbed' },
  ]);
});

test('every window, sent or not, by where it begins: in a second session numbers begin anew', () => {
  const seen = [fragment('a', 0, 0), fragment('b', 2.001, 1, false), fragment('c', 6, 0)];
  expect(allWindows(seen, { parts: [part(0, 9.5)], segmentS: 2 })).toEqual([
    { sequence: 0, startS: 0, durationS: 2, originalFile: 'a-original', dubbedFile: 'a-dubbed' },
    { sequence: 1, startS: 2, durationS: 2, originalFile: 'b-original' },
    { sequence: 2, startS: 4, durationS: 2 },
    { sequence: 3, startS: 6, durationS: 2, originalFile: 'c-original', dubbedFile: 'c-dubbed' },
    { sequence: 4, startS: 8, durationS: 1.5 },
  ]);
});

test('of a window that was sent twice the one that came back counts', () => {
  const twice = [fragment('a', 0, 0), fragment('again', 0, 0, false)];
  expect(allWindows(twice, { parts: [part(0, 2)], segmentS: 2 })).toMatchObject([{ dubbedFile: 'a-dubbed' }]);
});

test('with a publisher that came back windows begin anew; a rest that is not dubbed has a number too', () => {
  const seen = [fragment('a', 0, 0), fragment('b', 4.3, 1)];
  const parts = [part(0, 4.3), part(4.3, 3.5)];
  expect(allWindows(seen, { parts, segmentS: 2 })).toEqual([
    { sequence: 0, startS: 0, durationS: 2, originalFile: 'a-original', dubbedFile: 'a-dubbed' },
    { sequence: 1, startS: 2, durationS: 2 },
    { sequence: 3, startS: 4.3, durationS: 2, originalFile: 'b-original', dubbedFile: 'b-dubbed' },
    { sequence: 4, startS: 6.3, durationS: 1.5 },
  ]);
});
