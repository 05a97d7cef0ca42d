import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP server that closes at the end of the test. */
export interface TestServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly server: Server;
  /** Closes the server and its connections; its port is then not in use. */
  close(): Promise<void>;
}

/** Starts an HTTP server on a free port of the loopback interface. */
export async function serveHttp(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, close };
}
