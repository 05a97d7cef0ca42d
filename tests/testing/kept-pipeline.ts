import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect } from 'vitest';
import { LingeringProxy } from '../../harness/media/publish/lingering-proxy.ts';
import { MediamtxClient } from '../../harness/mediamtx/index.ts';
import { environmentOutputSchema } from '../../scenarios/evidence/environment-output.ts';
import { CliRun } from './cli-run.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Time for MediaMTX to process the last packets before the publisher disconnects: docs/decisions/0096. */
const UNPUBLISH_AFTER_MS = 300;

/** A running pipeline to attach to: the kept environment of a run. */
export class KeptPipeline {
  readonly #pids: number[];
  readonly #endpoints: Readonly<Record<string, string>>;
  #mediaService: ChildProcess | undefined;

  static async start(): Promise<KeptPipeline> {
    const host = new CliRun('quick', '--keep-env', '--sts', 'echo');
    const exitCode = await host.exitCode();
    const pids = [];
    for (const service of ['mediamtx', 'sts-service', 'media-service']) pids.push(await host.pidOf(service));
    const { endpoints } = environmentOutputSchema.parse((await host.result()).steps[0]?.output);
    const pipeline = new KeptPipeline(pids, endpoints);
    // A failed run keeps its services running too.
    if (exitCode !== 0) await pipeline.end();
    expect(exitCode, host.output).toBe(0);
    return pipeline;
  }

  private constructor(pids: number[], endpoints: Readonly<Record<string, string>>) {
    this.#pids = pids;
    this.#endpoints = endpoints;
  }

  /**
   * Writes a configuration of this pipeline.
   *
   * @param more source of additional properties
   * @returns the path of the file
   */
  async configIn(folder: string, more = ''): Promise<string> {
    const { rtmpUrl, rtspUrl, mediamtxApiUrl, mediaServiceUrl, stsUrl } = this.#endpoints;
    const urls = { rtmp: rtmpUrl, rtsp: rtspUrl, mediamtxApi: mediamtxApiUrl, mediaService: mediaServiceUrl };
    const file = join(folder, 'dubstep.config.ts');
    await writeFile(
      file,
      `import { defineConfig } from ${JSON.stringify(join(PROJECT, 'harness', 'index.ts'))};
       const endpoints = ${JSON.stringify({ ...urls, sts: stsUrl })};
       export default defineConfig({ endpoints, segmentS: 2, ${more} });`,
    );
    return file;
  }

  /**
   * Relays a stream to another path once it is published, like a reader that joins late. Resolves when the stream has
   * ended.
   */
  async relay(from: string, to: string): Promise<void> {
    const { rtmpUrl, mediamtxApiUrl } = this.#endpoints;
    const mediamtx = new MediamtxClient(String(mediamtxApiUrl));
    const isReady = async (): Promise<boolean> =>
      (await mediamtx.listPaths(AbortSignal.timeout(1000))).some(({ name, ready }) => name === from && ready);
    await expect.poll(isReady, { timeout: 30_000 }).toBe(true);
    const connection = await LingeringProxy.open({
      url: `${rtmpUrl}/${to}`,
      beforeUnpublish: (signal) => sleep(UNPUBLISH_AFTER_MS, undefined, { signal }),
      onLost: () => undefined,
    });
    const args = ['-i', `${rtmpUrl}/${from}`, '-c', 'copy', '-f', 'flv', connection.url];
    const { failed } = await execa('ffmpeg', ['-v', 'error', '-nostdin', ...args], { reject: false });
    // Without a failure the connection closes itself after the delay.
    if (failed) connection.close();
  }

  /** Restarts media-service with another URL of the STS service. */
  async setStsUrl(stsUrl: string): Promise<void> {
    const pid = this.#pids.pop() as number;
    const lines = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter((line) => line !== '');
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    process.kill(pid, 'SIGTERM');
    await expect
      .poll(() => readFile(`/proc/${pid}/environ`).catch(() => 'gone'), { timeout: 10_000 })
      .toBe('gone');
    this.#mediaService = spawn(process.execPath, ['services/media-service/main.ts'], {
      cwd: PROJECT,
      env: { ...env, STS_URL: stsUrl },
      stdio: 'ignore',
    });
    const isReady = async (): Promise<boolean> =>
      (await fetch(`${this.#endpoints.mediaServiceUrl}/ready`)).ok;
    await expect.poll(() => isReady().catch(() => false), { timeout: 10_000 }).toBe(true);
  }

  async end(): Promise<void> {
    for (const pid of this.#pids) process.kill(pid, 'SIGTERM');
    const mediaService = this.#mediaService;
    if (mediaService === undefined) return;
    const ended = once(mediaService, 'exit');
    mediaService.kill();
    await ended;
  }
}
