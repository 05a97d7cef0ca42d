import { randomUUID } from 'node:crypto';
import { type FragmentData, MAX_AUDIO_BASE64_LENGTH } from '../../contracts/fragment.ts';
import { STS_ERROR_CODES, type StsErrorCode } from '../../contracts/sts-error-code.ts';
import type { StsErrorNotice } from '../../contracts/sts-notice.ts';
import type { SequenceState } from './result-sequencer.ts';

/** Why an event of a worker is rejected. */
export interface Rejection {
  readonly code: StsErrorCode;
  /** What happened, what was expected, and what to do. */
  readonly message: string;
  readonly streamId?: string | undefined;
  readonly fragmentId?: string | undefined;
  readonly severity?: StsErrorNotice['severity'];
  readonly metadata?: Record<string, unknown>;
}

/** The `error` event for a rejection. */
export function errorNotice(rejection: Rejection): StsErrorNotice {
  return {
    error_id: randomUUID(),
    ...(rejection.streamId === undefined ? {} : { stream_id: rejection.streamId }),
    ...(rejection.fragmentId === undefined ? {} : { fragment_id: rejection.fragmentId }),
    code: rejection.code,
    message: rejection.message,
    severity: rejection.severity ?? 'error',
    retryable: STS_ERROR_CODES[rejection.code].retryable,
    ...(rejection.metadata === undefined ? {} : { metadata: rejection.metadata }),
  };
}

/** Counts the unanswered fragments of all sessions against the limit of the service. */
export class QueueLimit {
  readonly max: number;
  #used = 0;

  constructor(max: number) {
    this.max = max;
  }

  get used(): number {
    return this.#used;
  }

  add(): void {
    this.#used += 1;
  }

  remove(count: number): void {
    this.#used -= count;
  }
}

/**
 * Limit of unanswered fragments in a session (docs/protocol.md §1). A worker may have `max_inflight` in flight; the rest
 * is for a worker that abandoned those and sent others before their results.
 */
function queueLimitOf(maxInflight: number): number {
  return Math.max(10, 2 * maxInflight);
}

/** Life cycle of a session. */
export type SessionState = 'active' | 'paused' | 'ending' | 'complete';

/** The state of a session that decides whether it accepts a fragment. */
export interface AdmissionState {
  readonly streamId: string;
  readonly state: SessionState;
  readonly maxInflight: number;
  /** Unanswered fragments of the session. */
  readonly unanswered: number;
  readonly sequenceState: SequenceState;
  /** The unanswered fragment with the same sequence number. */
  readonly pendingFragmentId?: string | undefined;
  /** Unanswered fragments of all sessions. */
  readonly service: Pick<QueueLimit, 'used' | 'max'>;
}

/** Why a session rejects a fragment; `undefined` when it accepts it. */
export function rejectionOf(fragment: FragmentData, session: AdmissionState): Rejection | undefined {
  const { sequence_number: sequence, fragment_id: fragmentId, audio } = fragment;
  if (fragment.stream_id !== session.streamId) {
    const message = otherStreamMessage(session.streamId, fragment.stream_id);
    return { code: 'STREAM_NOT_FOUND', message, streamId: fragment.stream_id, fragmentId };
  }
  if (session.state !== 'active') {
    const advice =
      session.state === 'paused' ? 'Send stream:resume first' : 'Send stream:init to start another';
    return { code: 'STREAM_NOT_FOUND', message: `The stream is ${session.state}. ${advice}.`, fragmentId };
  }
  if (session.sequenceState === 'answered') {
    const message = `Sequence number ${sequence} was already answered. Continue with a higher one.`;
    return { code: 'INVALID_SEQUENCE', message, fragmentId };
  }
  if (session.sequenceState === 'pending') {
    // Without an id that is also that of the first fragment, which is still unanswered.
    const isSameId = fragmentId === session.pendingFragmentId;
    const message = `Sequence number ${sequence} is already being processed. This duplicate is ignored.`;
    return {
      code: 'INVALID_SEQUENCE',
      message,
      ...(isSameId ? {} : { fragmentId }),
      severity: 'warning',
      metadata: { sequence_number: sequence },
    };
  }
  const { length } = audio.data_base64;
  if (length > MAX_AUDIO_BASE64_LENGTH) {
    const message = `audio.data_base64 has ${length} characters; the maximum is ${MAX_AUDIO_BASE64_LENGTH}. Send shorter fragments.`;
    return { code: 'FRAGMENT_TOO_LARGE', message, fragmentId };
  }
  const limit = queueLimitOf(session.maxInflight);
  if (session.unanswered >= limit) {
    const message = `${limit} fragments are unanswered, the limit of a session. Retry after the next result.`;
    return { code: 'QUEUE_FULL', message, fragmentId };
  }
  if (session.service.used >= session.service.max) {
    const message = `${session.service.max} fragments of all streams are unanswered, the limit of the service. Retry after the next result.`;
    return { code: 'QUEUE_FULL', message, fragmentId };
  }
  return undefined;
}

/** For an event whose stream is not the one of the connection. */
export function otherStreamMessage(ownStreamId: string, otherStreamId: string | undefined): string {
  return `The stream of this connection is "${ownStreamId}", not "${otherStreamId}". Send stream:init for it first.`;
}
