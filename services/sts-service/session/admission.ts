import { type FragmentData, MAX_AUDIO_BASE64_LENGTH } from '../../contracts/fragment.ts';
import type { QueueBound } from './queue-bound.ts';
import type { Refusal } from './refusal.ts';
import type { SequenceState } from './result-sequencer.ts';

/**
 * Unanswered fragments that a session takes, as a multiple of `max_inflight`. One time is what a worker may
 * send; the second is for a worker that gave up on those and sent others before their results went out.
 */
const QUEUE_LIMIT_FACTOR = 2;

/** Where a session is in its life. */
export type SessionState = 'active' | 'paused' | 'ending' | 'complete';

/** What the decision on a fragment depends on. */
export interface AdmissionView {
  readonly streamId: string;
  readonly state: SessionState;
  readonly maxInflight: number;
  /** Fragments without an answer so far. */
  readonly unanswered: number;
  readonly sequenceState: SequenceState;
  /** That of all sessions together. */
  readonly service: Pick<QueueBound, 'taken' | 'max'>;
}

/** Why a fragment is not taken, or `undefined` when it is. */
export function refusalOf(fragment: FragmentData, view: AdmissionView): Refusal | undefined {
  const { sequence_number: sequence, fragment_id: fragmentId, audio } = fragment;
  if (fragment.stream_id !== view.streamId) {
    const message = `This connection's stream is "${view.streamId}", not "${fragment.stream_id}": send stream:init for it first.`;
    return { code: 'STREAM_NOT_FOUND', message, streamId: fragment.stream_id, fragmentId };
  }
  if (view.state !== 'active') {
    const remedy = view.state === 'paused' ? 'send stream:resume first' : 'send stream:init to begin another';
    return { code: 'STREAM_NOT_FOUND', message: `The stream is ${view.state}: ${remedy}.`, fragmentId };
  }
  if (view.sequenceState === 'answered') {
    const message = `Sequence number ${sequence} was answered already: go on with a higher one.`;
    return { code: 'INVALID_SEQUENCE', message, fragmentId };
  }
  if (view.sequenceState === 'pending') {
    // Without the fragment's id: it may be that of the first one, whose answer is still to come.
    const message = `Sequence number ${sequence} is being worked on: this second fragment is ignored.`;
    return {
      code: 'INVALID_SEQUENCE',
      message,
      severity: 'warning',
      metadata: { sequence_number: sequence },
    };
  }
  const { length } = audio.data_base64;
  if (length > MAX_AUDIO_BASE64_LENGTH) {
    const message = `audio.data_base64 has ${length} characters, of at most ${MAX_AUDIO_BASE64_LENGTH}: send shorter fragments.`;
    return { code: 'FRAGMENT_TOO_LARGE', message, fragmentId };
  }
  const limit = QUEUE_LIMIT_FACTOR * view.maxInflight;
  if (view.unanswered >= limit) {
    const message = `${limit} fragments are unanswered, ${QUEUE_LIMIT_FACTOR} times max_inflight: send it again after the next result.`;
    return { code: 'QUEUE_FULL', message, fragmentId };
  }
  if (view.service.taken >= view.service.max) {
    const message = `${view.service.max} fragments of all streams are unanswered, as many as the service takes: send it again after the next result.`;
    return { code: 'QUEUE_FULL', message, fragmentId };
  }
  return undefined;
}
