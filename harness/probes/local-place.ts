import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { execa } from 'execa';
import { signalGroup } from '../../lib/signal-group.ts';
import type { CommandResult, PlaceFile, ServicePlace } from './service-place.ts';

const START_BYTES = 4096;

export interface LocalPlaceOptions {
  readonly workingFolder: string;
  readonly program?: string;
  /** The environment variables of the service; `undefined` for a variable that it does not have. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The place of a service that runs on this machine, outside a container. */
export class LocalPlace implements ServicePlace {
  readonly isThisMachine = true;
  readonly workingFolder: string;
  readonly program?: string;
  readonly #environment: Readonly<Record<string, string>>;

  constructor({ workingFolder, program, environment }: LocalPlaceOptions) {
    this.workingFolder = workingFolder;
    if (program !== undefined) this.program = program;
    this.#environment = Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  }

  async environment(): Promise<Readonly<Record<string, string>>> {
    return this.#environment;
  }

  async file(path: string): Promise<PlaceFile | undefined> {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    const isExecutable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    const isRegular = found.isFile();
    const start = isRegular ? await readStart(path) : undefined;
    return { isRegular, isExecutable, ...(start === undefined ? {} : { start }) };
  }

  async run(program: string, args: readonly string[], signal: AbortSignal): Promise<CommandResult> {
    signal.throwIfAborted();
    // Its own process group, so that the children of a wrapper script end, too.
    const running = execa(program, [...args], {
      cwd: this.workingFolder,
      env: this.#environment,
      extendEnv: false,
      stdin: 'ignore',
      detached: true,
      reject: false,
      maxBuffer: 1024 * 1024,
    });
    const kill = (): void => {
      if (running.pid !== undefined) signalGroup(running.pid, 'SIGKILL');
    };
    signal.addEventListener('abort', kill, { once: true });
    try {
      const { stdout, stderr, exitCode, failed, shortMessage } = await running;
      return {
        stdout,
        stderr,
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(failed && exitCode === undefined ? { problem: shortMessage ?? 'it was killed' } : {}),
      };
    } finally {
      signal.removeEventListener('abort', kill);
    }
  }
}

async function readStart(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(START_BYTES) });
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    // Not readable by this user.
    return undefined;
  }
}
