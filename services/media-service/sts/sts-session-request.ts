import type { FragmentAck, FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamConfig } from '../../contracts/stream-session.ts';
import type { Backpressure, StsErrorNotice } from '../../contracts/sts-notice.ts';

/** Where the STS service is. */
export interface StsEndpoint {
  readonly url: string;
  readonly authToken: string | undefined;
}

/** What a stream asks of the STS service. */
export interface StsSessionRequest {
  readonly streamId: string;
  readonly workerId: string;
  readonly config: StreamConfig;
  readonly maxInflight: number;
  readonly timeoutMs: number;
}

/** An event that does not fit the protocol. */
export interface InvalidEvent {
  readonly event: string;
  /** The fragment that it is about, if it tells. */
  readonly fragmentId: string | undefined;
  readonly why: string;
}

/** What the STS service says in a session. */
export interface StsConnectionEvents {
  queued(ack: FragmentAck): void;
  processed(result: FragmentProcessed): void;
  backpressure(notice: Backpressure): void;
  error(notice: StsErrorNotice): void;
  invalid(event: InvalidEvent): void;
}
