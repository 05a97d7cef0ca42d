import { errorMessage } from '../../../lib/error-message.ts';
/** The connection that the output was published over was refused or has broken off. */
export class OutputLostError extends Error {
  override readonly name = 'OutputLostError';
  readonly code = 'OUTPUT_LOST';
  readonly url: string;

  /** @param againInMs when it is published again; `undefined` when it is not */
  constructor(url: string, airedS: number, againInMs: number | undefined, cause: unknown) {
    const said = errorMessage(cause);
    const next =
      againInMs === undefined
        ? 'it is given up'
        : `it is published again in ${(againInMs / 1000).toFixed(1)} s`;
    super(`the output ${url} was lost at ${airedS.toFixed(1)} s, ${next}; ${said}`, { cause });
    this.url = url;
  }
}
