import { once } from 'node:events';

/**
 * A client below Socket.IO, which sends and receives the text frames of the websocket. The Socket.IO client would round
 * long numbers and refuses to send invalid packets.
 */
export class RawClient implements Disposable {
  readonly received: string[] = [];
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = once(socket, 'close').then(() => undefined);
    socket.addEventListener('message', ({ data }) => this.received.push(String(data)));
  }

  /** Connects to a Socket.IO namespace. @param url URL of the service */
  static async connect(url: string, namespace = '/'): Promise<RawClient> {
    const client = new RawClient(
      new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`),
    );
    await client.waitFor('0{');
    client.sendPacket(namespace === '/' ? '0' : `0${namespace},`);
    await client.waitFor('40');
    return client;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  /** Sends a Socket.IO packet: its type followed by JSON, such as `2["event"]`. */
  sendPacket(packet: string): void {
    this.sendFrame(`4${packet}`);
  }

  /** Sends a frame unchanged. */
  sendFrame(frame: string): void {
    this.#socket.send(frame);
  }

  /** Waits for a frame that contains `part` and returns it. */
  async waitFor(part: string): Promise<string> {
    for (;;) {
      const found = this.received.find((frame) => frame.includes(part));
      if (found !== undefined) return found;
      await once(this.#socket, 'message', { signal: AbortSignal.timeout(5000) });
    }
  }
}
