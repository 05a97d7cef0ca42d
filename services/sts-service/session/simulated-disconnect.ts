import type { z } from 'zod';
import type { SimulateDisconnectAck, simulateDisconnectSchema } from '../../contracts/sts-fault-events.ts';

/** The disconnect that a worker ordered for its own socket. A later order replaces an earlier one. */
export class SimulatedDisconnect {
  readonly #disconnect: (reason: string) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(disconnect: (reason: string) => void) {
    this.#disconnect = disconnect;
  }

  schedule({
    delay_ms,
    reason = 'none given',
  }: z.infer<typeof simulateDisconnectSchema>): SimulateDisconnectAck {
    this.cancel();
    this.#timer = setTimeout(() => this.#disconnect(reason), delay_ms);
    return {
      status: 'scheduled',
      disconnect_at_ms: Date.now() + delay_ms,
      message: `The server disconnects in ${delay_ms} ms. Reason: ${reason}.`,
    };
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
