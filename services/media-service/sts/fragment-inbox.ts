import type { FragmentAck, FragmentProcessed } from '../../contracts/fragment.ts';
import type { Backpressure, StsErrorNotice } from '../../contracts/sts-notice.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { DubbingFailure, isKnownCode, rejectedFragment } from './dubbing-failure.ts';
import type { PendingFragments } from './pending-fragments.ts';
import type { SendPace } from './send-pace.ts';
import type { InvalidEvent, StsConnection, StsConnectionEvents } from './sts-connection.ts';

export interface FragmentInboxOptions {
  readonly pending: PendingFragments;
  readonly pace: SendPace;
  /** Returns the open session, for acknowledgements. */
  readonly session: () => Pick<StsConnection, 'useSequence' | 'reuseSequence' | 'acknowledge'> | undefined;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
}

/** Handles the events of the STS service: forwards each to the fragment or the pace that it concerns. */
export class FragmentInbox implements StsConnectionEvents {
  readonly #options: FragmentInboxOptions;

  constructor(options: FragmentInboxOptions) {
    this.#options = options;
  }

  queued({ fragment_id: fragmentId }: FragmentAck): void {
    const { pending, session } = this.#options;
    session()?.useSequence(fragmentId);
    pending.queued(fragmentId);
  }

  processed(result: FragmentProcessed): void {
    const { pending, session, metrics, log } = this.#options;
    const { fragment_id: fragmentId, status } = result;
    // Also for late results: the acknowledgement frees their place in the service.
    session()?.acknowledge(fragmentId);
    if (pending.settle(result)) return;
    metrics.error('sts_late_result');
    log.warn({ fragmentId, status }, 'ignoring a result: its fragment has timed out or is unknown');
  }

  error(notice: StsErrorNotice): void {
    const { pending, session, metrics, log } = this.#options;
    // One label per code of the protocol; unknown codes must not create labels.
    metrics.error(isKnownCode(notice.code) ? `sts_${notice.code.toLowerCase()}` : 'sts_other');
    log.warn({ notice }, 'error event from the STS service');
    const { fragment_id: fragmentId } = notice;
    if (fragmentId === undefined) return;
    const failure = rejectedFragment(notice);
    // A refused fragment does not use up its sequence number, unless the number itself was refused.
    if (notice.code !== 'INVALID_SEQUENCE') session()?.reuseSequence(fragmentId);
    pending.fail(fragmentId, failure);
  }

  backpressure(notice: Backpressure): void {
    const { pace, metrics, log } = this.#options;
    metrics.backpressure(notice.action);
    log.info({ notice }, 'backpressure event from the STS service');
    pace.applyBackpressure(notice);
  }

  invalid({ event, fragmentId, why }: InvalidEvent): void {
    const { pending, session, metrics } = this.#options;
    metrics.error('sts_invalid_event');
    if (event !== 'fragment:processed' || fragmentId === undefined) return;
    session()?.acknowledge(fragmentId);
    const message = `invalid result: ${why}`;
    pending.fail(fragmentId, new DubbingFailure('invalid_result', message, { countsAsServiceFailure: true }));
  }
}
