import {
  type FaultPlanInput,
  type FaultState,
  faultStateSchema,
} from '../../services/contracts/sts-faults.ts';
import { HarnessError } from '../engine/index.ts';
import { requestText, type TextResponse } from '../http/index.ts';

/** The STS service rejected a request to its fault API. */
export class FaultApiError extends HarnessError {
  declare readonly code: 'FAULT_API_OFF' | 'FAULTS_REFUSED';
  readonly url: string;
  readonly status: number;

  constructor(code: FaultApiError['code'], url: string, status: number, reason: string) {
    super(`the fault API of the STS service at ${url} returned ${status}: ${reason}`, {
      code,
      fault: code === 'FAULT_API_OFF' ? 'ENVIRONMENT' : 'HARNESS',
    });
    this.url = url;
    this.status = status;
  }
}

/** Sets, reads and removes the faults that the STS service applies to one stream. */
export class FaultClient {
  readonly #url: string;

  /** @param stsUrl address of the service, such as `http://127.0.0.1:3000` */
  constructor(stsUrl: string, streamId: string) {
    this.#url = `${stsUrl.replace(/\/+$/, '')}/v1/faults/${encodeURIComponent(streamId)}`;
  }

  /**
   * Replaces the faults of the stream. The stream need not have started.
   *
   * @throws {@link FaultApiError} `FAULT_API_OFF`, or `FAULTS_REFUSED` with the reason of the service
   * @throws {@link HttpError} when there is no complete response
   */
  async set(faults: FaultPlanInput['faults'], signal: AbortSignal): Promise<FaultState> {
    return this.#stateIn(await requestText(this.#url, { method: 'PUT', json: { faults }, signal }));
  }

  /** Reads the faults and how many times each was applied. Throws as {@link set} does. */
  async get(signal: AbortSignal): Promise<FaultState> {
    return this.#stateIn(await requestText(this.#url, { signal }));
  }

  /** Removes the faults. The service then sends what they held back. Throws as {@link set} does. */
  async remove(signal: AbortSignal): Promise<void> {
    const { status, body } = await requestText(this.#url, { method: 'DELETE', signal });
    if (status !== 204) throw this.#rejection(status, body);
  }

  #stateIn({ status, body }: TextResponse): FaultState {
    if (status !== 200) throw this.#rejection(status, body);
    return faultStateSchema.parse(JSON.parse(body));
  }

  #rejection(status: number, body: string): FaultApiError {
    if (status !== 404) return new FaultApiError('FAULTS_REFUSED', this.#url, status, body.slice(0, 1000));
    return new FaultApiError('FAULT_API_OFF', this.#url, status, 'start the service with STS_FAULT_API=on');
  }
}
