import type { FragmentAck, FragmentProcessed } from '../../contracts/fragment.ts';
import type { Backpressure, StsErrorNotice } from '../../contracts/sts-notice.ts';
import type { Logger } from '../../runtime/logger.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { isKnownCode, refusedFragment } from './failed-fragment.ts';
import type { PendingFragments } from './pending-fragments.ts';
import type { SendPace } from './send-pace.ts';
import type { StsConnection } from './sts-connection.ts';
import type { InvalidEvent, StsConnectionEvents } from './sts-session-request.ts';

export interface FragmentInboxOptions {
  readonly pending: PendingFragments;
  readonly pace: SendPace;
  /** The session that is open, to answer in. */
  readonly session: () => Pick<StsConnection, 'refused' | 'acknowledge'> | undefined;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
}

/** What the STS service says, and whom it concerns. */
export class FragmentInbox implements StsConnectionEvents {
  readonly #options: FragmentInboxOptions;

  constructor(options: FragmentInboxOptions) {
    this.#options = options;
  }

  queued(ack: FragmentAck): void {
    this.#options.pending.queued(ack.fragment_id);
  }

  processed(result: FragmentProcessed): void {
    const { pending, session, metrics, log } = this.#options;
    const { fragment_id: fragmentId, status } = result;
    // Late ones too: it frees their place at the service.
    session()?.acknowledge(fragmentId);
    if (pending.settle(result)) return;
    metrics.error('sts_late_result');
    log.warn({ fragmentId, status }, 'a result came that nobody waits for: it is not aired');
  }

  error(notice: StsErrorNotice): void {
    const { pending, session, metrics, log } = this.#options;
    // A label of its own for each code that exists, not for each that a service may think of.
    metrics.error(isKnownCode(notice.code) ? `sts_${notice.code.toLowerCase()}` : 'sts_other');
    log.warn({ notice }, 'the STS service tells of an error');
    const { fragment_id: fragmentId } = notice;
    if (fragmentId === undefined) return;
    const failure = refusedFragment(notice);
    // Such as QUEUE_FULL: it could be sent again.
    if (failure.serviceIsIll && !pending.isQueued(fragmentId)) session()?.refused(fragmentId);
    pending.fail(fragmentId, failure);
  }

  backpressure(notice: Backpressure): void {
    const { pace, metrics, log } = this.#options;
    metrics.backpressure(notice.action);
    log.info({ notice }, 'the STS service tells of backpressure');
    pace.heed(notice);
  }

  invalid({ event, fragmentId, why }: InvalidEvent): void {
    const { pending, session, metrics } = this.#options;
    metrics.error('sts_invalid_event');
    if (event !== 'fragment:processed' || fragmentId === undefined) return;
    session()?.acknowledge(fragmentId);
    const what = `the result is not valid: ${why}`;
    pending.fail(fragmentId, new DubbingFailure('invalid_result', what, { serviceIsIll: true }));
  }
}
