import { type FaultPlanInput, type FaultState, faultStateSchema } from '../../contracts/sts-faults.ts';

/** Sets and removes the faults of one stream over HTTP. */
export class FaultClient {
  readonly #url: string;

  constructor(url: string, streamId = 'stream-1') {
    this.#url = `${url}/v1/faults/${encodeURIComponent(streamId)}`;
  }

  async set(...faults: FaultPlanInput['faults']): Promise<FaultState> {
    return faultStateSchema.parse(await (await this.put({ faults })).json());
  }

  /** @param body may be invalid */
  async put(body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return await fetch(this.#url, { method: 'PUT', headers, body: JSON.stringify(body) });
  }

  async get(): Promise<FaultState> {
    return faultStateSchema.parse(await (await fetch(this.#url)).json());
  }

  async remove(): Promise<number> {
    return (await fetch(this.#url, { method: 'DELETE' })).status;
  }
}
