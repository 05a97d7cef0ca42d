/** A Socket.IO long-polling client that accepts compressed responses, as browsers do and the client for Node does not. */
export class PollingClient {
  /** The content-encodings of the responses to polls. */
  readonly codings = new Set<string | null>();
  readonly #headers: Readonly<Record<string, string>>;
  #url: string;

  /** Opens a session and the main namespace. */
  static async connect(url: string, headers: Readonly<Record<string, string>>): Promise<PollingClient> {
    const client = new PollingClient(url, headers);
    const [open = ''] = await client.poll();
    client.#url += `&sid=${JSON.parse(open.slice(1)).sid}`;
    await client.send('40');
    await client.poll();
    return client;
  }

  private constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#url = `${url}/socket.io/?EIO=4&transport=polling`;
    this.#headers = headers;
  }

  /** Sends Engine.IO packets in one request. */
  async send(...packets: readonly string[]): Promise<void> {
    const response = await fetch(this.#url, {
      method: 'POST',
      body: packets.join('\x1e'),
      headers: this.#headers,
    });
    if (!response.ok) throw new Error(`the POST failed with status ${response.status}`);
    await response.text();
  }

  /** The next Engine.IO packets. */
  async poll(): Promise<string[]> {
    const response = await fetch(this.#url, { headers: this.#headers });
    this.codings.add(response.headers.get('content-encoding'));
    return (await response.text()).split('\x1e');
  }
}
