import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { errorMessage } from '../../lib/error-message.ts';
import { type Address, urlOf } from './address.ts';
import { TapError } from './tap-error.ts';

/**
 * A TCP server that can stop listening, so that the system refuses connections, and listen at the same address again.
 */
export class ReopenableServer {
  readonly #onConnection: (socket: Socket) => void;
  #address: Address;
  #server: Server | undefined;

  /**
   * @param address port 0 selects a free one
   * @param onConnection receives sockets whose two directions end independently
   */
  constructor(address: Address, onConnection: (socket: Socket) => void) {
    this.#address = address;
    this.#onConnection = onConnection;
  }

  /** Where it listens. It keeps its port. */
  get address(): Address {
    return this.#address;
  }

  /** @throws TapError TAP_CANNOT_LISTEN */
  async listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, this.#onConnection);
    this.#server = server;
    server.listen(this.#address);
    try {
      await once(server, 'listening');
    } catch (error) {
      this.#server = undefined;
      throw new TapError(
        'TAP_CANNOT_LISTEN',
        `the tap cannot listen at ${urlOf(this.#address)}: ${errorMessage(error)}`,
        error,
      );
    }
    const { port } = server.address() as AddressInfo;
    this.#address = { ...this.#address, port };
  }

  /** Refuses new connections; open ones stay. */
  close(): void {
    this.#server?.close();
    this.#server = undefined;
  }
}
