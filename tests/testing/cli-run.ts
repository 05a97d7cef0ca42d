import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { RunEvent, RunResult } from '../../harness/engine/index.ts';
import { readEventLog } from '../../harness/engine/index.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Runs `dubstep scenario` in a child process. */
export class CliRun {
  readonly lines: string[] = [];
  readonly #child;
  readonly #waiting = new Map<RegExp, (line: string) => void>();

  constructor(...args: readonly string[]) {
    this.#child = execa(process.execPath, ['cli/main.ts', 'scenario', ...args], {
      cwd: PROJECT,
      env: { NO_COLOR: '1' },
      reject: false,
      buffer: false,
      all: true,
      forceKillAfterDelay: false,
    });
    createInterface({ input: this.#child.all }).on('line', (line) => {
      this.lines.push(line);
      for (const [pattern, resolve] of this.#waiting) if (pattern.test(line)) resolve(line);
    });
  }

  /** The output so far. */
  get output(): string {
    return this.lines.join('\n');
  }

  /** Waits for the first line that matches, including lines already printed. Rejects when the run ends without one. */
  async line(pattern: RegExp): Promise<string> {
    const printed = this.lines.find((line) => pattern.test(line));
    if (printed !== undefined) return printed;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiting.set(pattern, resolve);
    void this.#child.then(() => reject(new Error(`ended without a line like ${pattern}:\n${this.output}`)));
    return await promise;
  }

  /** The run id from the second line of the output. */
  async runId(): Promise<string> {
    const line = await this.line(/^environment \S+ · \d{8}-\d{6}-/);
    return line.split(' · ')[1]?.trim() ?? '';
  }

  async folder(): Promise<string> {
    return join(PROJECT, 'reports', 'runs', await this.runId());
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async exitCode(): Promise<number | undefined> {
    return (await this.#child).exitCode;
  }

  async result(): Promise<RunResult> {
    return JSON.parse(await readFile(join(await this.folder(), 'result.json'), 'utf8')) as RunResult;
  }

  async events(): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    for await (const event of readEventLog(join(await this.folder(), 'events.ndjson'))) events.push(event);
    return events;
  }

  /** The pid of a service of this run. */
  async pidOf(service: string): Promise<number> {
    const text = await readFile(join(await this.folder(), 'events.ndjson'), 'utf8');
    const pid = new RegExp(`${service} started \\(pid (\\d+)\\)`).exec(text)?.[1];
    if (pid === undefined) throw new Error(`${service} was not started`);
    return Number(pid);
  }

  /** The pid of the command line. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The pids of all running processes that this run has started. */
  async leftovers(): Promise<number[]> {
    const mark = `DUBSTEP_RUN_ID=${await this.runId()}`;
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const environments = await Promise.all(
      // A process may end while it is examined.
      pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
    );
    return pids.filter((_, index) => environments[index]?.includes(mark)).map(Number);
  }
}
