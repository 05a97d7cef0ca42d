import {
  type FaultPlanInput,
  type FaultState,
  faultStateSchema,
} from '../../services/contracts/sts-faults.ts';
import { requestText, type TextAnswer } from '../http/index.ts';
import { FaultApiError } from './fault-api-error.ts';

/** Sets, reads and removes the faults that the STS service commits against one stream. */
export class FaultClient {
  readonly #url: string;

  /** @param stsUrl address of the service, e.g. `http://127.0.0.1:3000` */
  constructor(stsUrl: string, streamId: string) {
    this.#url = `${stsUrl.replace(/\/+$/, '')}/v1/faults/${encodeURIComponent(streamId)}`;
  }

  /**
   * Replaces the stream's faults. The stream need not have started.
   *
   * @throws FaultApiError FAULT_API_OFF, or FAULTS_REFUSED with the service's words
   * @throws HttpError when no complete answer came
   */
  async set(faults: FaultPlanInput['faults'], signal: AbortSignal): Promise<FaultState> {
    return this.#stateIn(await requestText(this.#url, { method: 'PUT', json: { faults }, signal }));
  }

  /** Which faults there are, and how often each was applied. Throws as {@link set} does. */
  async get(signal: AbortSignal): Promise<FaultState> {
    return this.#stateIn(await requestText(this.#url, { signal }));
  }

  /** Removes them: what they hold back goes out. Throws as {@link set} does. */
  async remove(signal: AbortSignal): Promise<void> {
    const { status, body } = await requestText(this.#url, { method: 'DELETE', signal });
    if (status !== 204) throw this.#refusal(status, body);
  }

  #stateIn({ status, body }: TextAnswer): FaultState {
    if (status !== 200) throw this.#refusal(status, body);
    return faultStateSchema.parse(JSON.parse(body));
  }

  #refusal(status: number, body: string): FaultApiError {
    if (status !== 404) return new FaultApiError('FAULTS_REFUSED', this.#url, status, body.slice(0, 1000));
    return new FaultApiError('FAULT_API_OFF', this.#url, status, 'start the service with STS_FAULT_API=on');
  }
}
