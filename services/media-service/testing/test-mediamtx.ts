import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { type MediamtxConfigOptions, mediamtxConfig, resolveMediamtx } from '../../mediamtx/index.ts';

export type TestPorts = MediamtxConfigOptions['ports'];

/** A MediaMTX for one test with the project's configuration and hook. */
export interface TestMediamtx extends AsyncDisposable {
  /** Whether a path is available to readers. */
  isAvailable(path: string): Promise<boolean>;
  /** Closes the newest RTMP connection. */
  kickNewest(): Promise<void>;
  /** Closes the RTMP connections of a path's readers. */
  kickReaders(path: string): Promise<void>;
  /** Kills MediaMTX and restarts it on the same ports. */
  killAndRestart(awayMs: number): Promise<void>;
  /** The recordings of a path. */
  recordings(path: string): Promise<string[]>;
}

/**
 * @param folder for its configuration and its recordings
 * @param orchestratorUrl the media-service that its hooks call
 */
export async function startTestMediamtx(
  folder: string,
  ports: TestPorts,
  orchestratorUrl: string,
): Promise<TestMediamtx> {
  const configFile = join(folder, 'mediamtx.yml');
  await writeFile(configFile, mediamtxConfig({ ports, recordFolder: folder }));
  const start = () => startProcess(configFile, folder, orchestratorUrl);
  let running = await start();
  const api = `http://127.0.0.1:${ports.api}/v3`;
  return {
    isAvailable: async (path) => {
      const answer = await fetch(`${api}/paths/get/${path}`);
      return answer.ok && ((await answer.json()) as { readonly available?: boolean }).available === true;
    },
    kickNewest: async () => {
      const items = await rtmpConnections(api);
      await kick(api, items.toSorted((a, b) => a.created.localeCompare(b.created)).at(-1));
    },
    kickReaders: async (path) => {
      const readers = (await rtmpConnections(api)).filter(
        (item) => item.path === path && item.state === 'read',
      );
      if (readers.length === 0) throw new Error(`${path} has no RTMP reader`);
      for (const reader of readers) await kick(api, reader);
    },
    recordings: async (path) => {
      const files = await readdir(join(folder, path));
      return files.map((file) => join(folder, path, file));
    },
    killAndRestart: async (awayMs) => {
      running().kill('SIGKILL');
      await running();
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      running = await start();
    },
    [Symbol.asyncDispose]: async () => {
      running().kill();
      await running();
    },
  };
}

interface RtmpConnection {
  readonly id: string;
  readonly created: string;
  readonly path: string;
  readonly state: string;
}

async function rtmpConnections(api: string): Promise<readonly RtmpConnection[]> {
  const answer = await fetch(`${api}/rtmpconns/list`);
  return ((await answer.json()) as { readonly items: readonly RtmpConnection[] }).items;
}

async function kick(api: string, connection: RtmpConnection | undefined): Promise<void> {
  const kicked = await fetch(`${api}/rtmpconns/kick/${connection?.id}`, { method: 'POST' });
  if (!kicked.ok) throw new Error(`MediaMTX answered ${kicked.status}: ${await kicked.text()}`);
}

type MediamtxProcess = ReturnType<typeof spawn>;

function spawn(binary: string, configFile: string, folder: string, orchestratorUrl: string) {
  return execa(binary, [configFile], {
    env: { ORCHESTRATOR_URL: orchestratorUrl },
    cwd: folder,
    reject: false,
    buffer: false,
  });
}

/** Starts MediaMTX and waits until it listens. Returns a function, because a process of execa is a promise of its end. */
async function startProcess(
  configFile: string,
  folder: string,
  orchestratorUrl: string,
): Promise<() => MediamtxProcess> {
  const { path: binary } = await resolveMediamtx();
  const child = spawn(binary, configFile, folder, orchestratorUrl);
  const log: string[] = [];
  const listening = Promise.withResolvers<void>();
  createInterface(child.stdout)
    .on('line', (line) => {
      log.push(line);
      if (log.filter((entry) => entry.includes('started with listener')).length === 3) listening.resolve();
    })
    .on('close', () => listening.reject(new Error(`MediaMTX ended before it was up:\n${log.join('\n')}`)));
  await listening.promise;
  return () => child;
}

/** Three free ports. */
export async function freePorts(): Promise<TestPorts> {
  const servers = [createServer(), createServer(), createServer()] as const;
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const [rtmp, rtsp, api] = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) await once(server.close(), 'close');
  return { rtmp, rtsp, api } as TestPorts;
}
