import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { z } from 'zod';
import { isServiceSetting } from '../../services/contracts/service-setting.ts';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 8000;
const TAIL_LINES = 15;

const lineSchema = z.object({
  level: z.string(),
  msg: z.string().optional(),
  url: z.string().optional(),
  /** Of an HTTP answer. */
  status: z.number().optional().catch(undefined),
});

/** A service under fuzz. */
export class ServiceProcess {
  readonly name: string;
  /** Log lines of level error or fatal, except those about a rejected request, which are expected. */
  readonly errors: string[] = [];
  readonly #child;
  readonly #tail: string[] = [];
  readonly #listening = Promise.withResolvers<string>();
  #stopping = false;
  #crash: string | undefined;

  /** @param env added to the environment of this process, without its service settings */
  constructor(name: string, command: readonly [string, ...string[]], env: Readonly<Record<string, string>>) {
    this.name = name;
    const [program, ...args] = command;
    this.#child = execa(program, args, {
      env: { ...withoutSettings(), ...env },
      extendEnv: false,
      reject: false,
      buffer: false,
      all: true,
      stdin: 'ignore',
    });
    createInterface({ input: this.#child.all }).on('line', (line) => this.#line(line));
    void this.#child.then(({ exitCode, signal }) => {
      if (this.#stopping) return;
      const how = signal === undefined ? `exit code ${exitCode}` : signal;
      this.#crash = `${name} ended with ${how}; its last lines:\n${this.#tail.join('\n')}`;
      this.#listening.reject(new Error(this.#crash));
    });
    // Not every service is awaited.
    this.#listening.promise.catch(() => undefined);
  }

  /** Describes an unexpected end, if there was one. */
  get crash(): string | undefined {
    return this.#crash;
  }

  /** The URL that the service logs when it listens. @throws {Error} when it ends first or takes too long */
  async url(): Promise<string> {
    const timer = setTimeout(() => {
      this.#listening.reject(new Error(`${this.name} did not log its URL:\n${this.#tail.join('\n')}`));
    }, START_TIMEOUT_MS);
    return await this.#listening.promise.finally(() => clearTimeout(timer));
  }

  /** Resident memory in MB. */
  async residentMb(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
  }

  /** Stops the process. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#child;
    clearTimeout(timer);
  }

  #line(line: string): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    const entry = readLine(line);
    if (entry?.msg === 'listening' && entry.url !== undefined) this.#listening.resolve(entry.url);
    const isRejection = entry?.status !== undefined && entry.status < 500;
    if ((entry?.level === 'error' && !isRejection) || entry?.level === 'fatal') this.errors.push(line);
  }
}

function readLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The environment of this process without the settings of services. */
function withoutSettings(): Record<string, string | undefined> {
  const isSetting = (name: string): boolean => isServiceSetting(name) || name === 'LOG_LEVEL';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting(name)));
}
