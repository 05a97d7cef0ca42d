import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { errorMessage } from '../../lib/error-message.ts';
import { type Address, urlOf } from './address.ts';
import { TapError } from './tap-error.ts';

/** A listening socket that can be shut, so that connections are really refused, and opened again. */
export class Doorway {
  readonly #onConnection: (socket: Socket) => void;
  #address: Address;
  #server: Server | undefined;

  /**
   * @param address port 0 takes a free one
   * @param onConnection gets sockets whose two directions end on their own
   */
  constructor(address: Address, onConnection: (socket: Socket) => void) {
    this.#address = address;
    this.#onConnection = onConnection;
  }

  /** Where it listens; the same each time that it is opened. */
  get address(): Address {
    return this.#address;
  }

  /** @throws TapError TAP_CANNOT_LISTEN */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, this.#onConnection);
    this.#server = server;
    server.listen(this.#address);
    try {
      await once(server, 'listening');
    } catch (error) {
      this.#server = undefined;
      const why = errorMessage(error);
      throw new TapError(
        'TAP_CANNOT_LISTEN',
        `the tap cannot listen at ${urlOf(this.#address)}: ${why}`,
        error,
      );
    }
    const { port } = server.address() as AddressInfo;
    this.#address = { ...this.#address, port };
  }

  /** From now on connections are refused; those that were made go on. */
  shut(): void {
    this.#server?.close();
    this.#server = undefined;
  }
}
