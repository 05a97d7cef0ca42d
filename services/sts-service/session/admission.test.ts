import { expect, test } from 'vitest';
import { fragmentDataSchema, MAX_AUDIO_BASE64_LENGTH } from '../../contracts/fragment.ts';
import { type AdmissionView, refusalOf } from './admission.ts';

function refusal(view: Partial<AdmissionView> = {}, base64Length = 4) {
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
  return refusalOf(fragment, {
    streamId: 's',
    state: 'active',
    maxInflight: 3,
    unanswered: 0,
    sequenceState: 'new',
    service: { taken: 0, max: 100 },
    ...view,
  });
}

test('a fragment is taken up to the last place and the last character', () => {
  expect(refusal({ unanswered: 5 }, MAX_AUDIO_BASE64_LENGTH)).toBeUndefined();
});

test.each([
  [{ streamId: 'other' }, 'STREAM_NOT_FOUND', '"other", not "s"'],
  [{ state: 'paused' }, 'STREAM_NOT_FOUND', 'paused'],
  [{ state: 'ending' }, 'STREAM_NOT_FOUND', 'ending'],
  [{ state: 'complete' }, 'STREAM_NOT_FOUND', 'complete'],
  [{ sequenceState: 'answered' }, 'INVALID_SEQUENCE', '7 was answered'],
  [{ unanswered: 6 }, 'QUEUE_FULL', '6 fragments are unanswered'],
  [{ service: { taken: 100, max: 100 } }, 'QUEUE_FULL', '100 fragments of all streams'],
] as const)('%o is refused with %s', (view, code, message) => {
  expect(refusal(view)).toMatchObject({ code, fragmentId: 'f', message: expect.stringContaining(message) });
});

test('the stream that a fragment names is the one that is told of', () => {
  expect(refusal({ streamId: 'other' })?.streamId).toBe('s');
});

test('one character more is too large', () => {
  expect(refusal({}, MAX_AUDIO_BASE64_LENGTH + 1)).toMatchObject({ code: 'FRAGMENT_TOO_LARGE' });
});

test('a duplicate of what is being worked on does not name the fragment, whose answer is still to come', () => {
  const duplicate = refusal({ sequenceState: 'pending' });
  expect(duplicate?.code).toBe('INVALID_SEQUENCE');
  expect(duplicate?.fragmentId).toBeUndefined();
  expect(duplicate?.metadata).toEqual({ sequence_number: 7 });
});
