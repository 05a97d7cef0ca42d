import { expect, test } from 'vitest';
import { fragmentDataSchema, MAX_AUDIO_BASE64_LENGTH } from '../../contracts/fragment.ts';
import { type AdmissionState, rejectionOf } from './rejection.ts';

function rejection(session: Partial<AdmissionState> = {}, base64Length = 4) {
  const fragment = fragmentDataSchema.parse({
    fragment_id: 'f',
    stream_id: 's',
    sequence_number: 7,
    timestamp: 0,
    audio: {
      format: 'm4a',
      sample_rate_hz: 48_000,
      channels: 1,
      duration_ms: 6000,
      data_base64: 'A'.repeat(base64Length),
    },
  });
  return rejectionOf(fragment, {
    streamId: 's',
    state: 'active',
    maxInflight: 3,
    unanswered: 0,
    sequenceState: 'new',
    service: { used: 0, max: 100 },
    ...session,
  });
}

test('accepts a fragment at both limits', () => {
  expect(rejection({ unanswered: 9 }, MAX_AUDIO_BASE64_LENGTH)).toBeUndefined();
});

test.each([
  [{ streamId: 'other' }, 'STREAM_NOT_FOUND', '"other", not "s"'],
  [{ state: 'paused' }, 'STREAM_NOT_FOUND', 'paused'],
  [{ state: 'ending' }, 'STREAM_NOT_FOUND', 'ending'],
  [{ state: 'complete' }, 'STREAM_NOT_FOUND', 'complete'],
  [{ sequenceState: 'answered' }, 'INVALID_SEQUENCE', '7 was already answered'],
  [{ unanswered: 10 }, 'QUEUE_FULL', '10 fragments are unanswered'],
  [{ service: { used: 100, max: 100 } }, 'QUEUE_FULL', '100 fragments of all streams'],
] as const)('rejects a fragment in state %o with %s', (session, code, message) => {
  expect(rejection(session)).toMatchObject({
    code,
    fragmentId: 'f',
    message: expect.stringContaining(message),
  });
});

test('reports the stream id of the fragment', () => {
  expect(rejection({ streamId: 'other' })?.streamId).toBe('s');
});

test('rejects audio of one character more', () => {
  expect(rejection({}, MAX_AUDIO_BASE64_LENGTH + 1)).toMatchObject({ code: 'FRAGMENT_TOO_LARGE' });
});

test.each([
  [1, 10],
  [3, 10],
  [5, 10],
  [6, 12],
  [10, 20],
])('with max_inflight %d, rejects the fragment after %d unanswered ones', (maxInflight, limit) => {
  expect(rejection({ maxInflight, unanswered: limit - 1 })).toBeUndefined();
  expect(rejection({ maxInflight, unanswered: limit })?.code).toBe('QUEUE_FULL');
});

test('names a duplicate of a pending number unless both have the same id', () => {
  const named = rejection({ sequenceState: 'pending', pendingFragmentId: 'g' });
  expect(named).toMatchObject({ code: 'INVALID_SEQUENCE', fragmentId: 'f', severity: 'warning' });
  const duplicate = rejection({ sequenceState: 'pending', pendingFragmentId: 'f' });
  expect(duplicate?.code).toBe('INVALID_SEQUENCE');
  expect(duplicate?.fragmentId).toBeUndefined();
  expect(duplicate?.metadata).toEqual({ sequence_number: 7 });
});
