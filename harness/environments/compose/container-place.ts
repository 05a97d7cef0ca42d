import { dirname, resolve } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { errorMessage } from '../../../lib/error-message.ts';
import type { CommandResult, PlaceFile, ServicePlace } from '../../probes/index.ts';
import { type ContainerHandle, type DockerApi, statusOf } from './docker.ts';

/** The header of a file in a tar archive: POSIX.1-1988, "ustar". */
const HEADER_BYTES = 512;
const START_BYTES = 4096;
const SYMBOLIC_LINK = '2';
const REGULAR_FILE = ['0', '\0'];
const MAX_LINKS = 8;
const ANY_EXECUTE_BIT = 0o111;

/** The place of a service that runs in a container, also after its container has ended. */
export class ContainerPlace implements ServicePlace {
  readonly isThisMachine = false;
  readonly workingFolder: string;
  readonly program?: string;
  readonly #docker: DockerApi;
  readonly #container: ContainerHandle;
  readonly #variables: readonly string[];

  static async open(docker: DockerApi, container: ContainerHandle): Promise<ContainerPlace> {
    const { Config } = await container.inspect();
    const [program] = Config.Cmd ?? [];
    return new ContainerPlace(docker, container, {
      workingFolder: Config.WorkingDir || '/',
      variables: Config.Env ?? [],
      ...(program === undefined ? {} : { program }),
    });
  }

  private constructor(
    docker: DockerApi,
    container: ContainerHandle,
    config: {
      readonly workingFolder: string;
      readonly variables: readonly string[];
      readonly program?: string;
    },
  ) {
    this.#docker = docker;
    this.#container = container;
    this.workingFolder = config.workingFolder;
    if (config.program !== undefined) this.program = config.program;
    this.#variables = config.variables;
  }

  async environment(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries(
      this.#variables.map((variable) => {
        const at = variable.indexOf('=');
        return [variable.slice(0, at), variable.slice(at + 1)];
      }),
    );
  }

  async lookUp(name: string, signal: AbortSignal): Promise<string | undefined> {
    const { stdout, exitCode } = await this.run('sh', ['-c', 'command -v -- "$1"', 'sh', name], signal);
    const path = stdout.trim();
    return exitCode === 0 && path.startsWith('/') ? path : undefined;
  }

  async file(path: string): Promise<PlaceFile | undefined> {
    let target = path;
    for (let links = 0; links < MAX_LINKS; links += 1) {
      const entry = await this.#entry(target);
      if (entry === undefined) return undefined;
      const { type, mode, link, start } = entry;
      if (type !== SYMBOLIC_LINK) {
        const isRegular = REGULAR_FILE.includes(type);
        // Its user is not known here: a file that only another user may execute counts as executable.
        const isExecutable = (mode & ANY_EXECUTE_BIT) !== 0;
        return { isRegular, isExecutable, ...(isRegular ? { start } : {}) };
      }
      target = resolve(dirname(target), link);
    }
    return undefined;
  }

  async run(program: string, args: readonly string[], signal: AbortSignal): Promise<CommandResult> {
    try {
      const exec = await this.#container.exec({
        Cmd: [program, ...args],
        AttachStdout: true,
        AttachStderr: true,
      });
      const stream = await exec.start({ hijack: false, stdin: false });
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      this.#docker.modem.demuxStream(stream, stdout, stderr);
      const end = (): void => {
        stdout.end();
        stderr.end();
      };
      const stop = (): void => {
        stream.destroy();
        end();
      };
      stream.on('end', end);
      signal.addEventListener('abort', stop, { once: true });
      const [printed, errors] = await Promise.all([text(stdout), text(stderr)]);
      signal.removeEventListener('abort', stop);
      const { ExitCode } = await exec.inspect();
      return {
        stdout: printed,
        stderr: errors,
        ...(ExitCode === null ? { problem: 'it did not end in time' } : { exitCode: ExitCode }),
      };
    } catch (error) {
      return { stdout: '', stderr: '', problem: errorMessage(error) };
    }
  }

  /** The first entry of the archive of a path: the file itself. */
  async #entry(path: string): Promise<TarEntry | undefined> {
    let archive: NodeJS.ReadableStream;
    try {
      archive = await this.#container.getArchive({ path });
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
    return parseEntry(await firstBytes(archive as Readable, HEADER_BYTES + START_BYTES));
  }
}

interface TarEntry {
  readonly type: string;
  readonly mode: number;
  /** Target of a symbolic link. */
  readonly link: string;
  readonly start: string;
}

function parseEntry(bytes: Buffer): TarEntry {
  const field = (from: number, length: number): string =>
    bytes.toString('latin1', from, from + length).replace(/\0.*$/s, '');
  const size = Number.parseInt(field(124, 12), 8);
  return {
    type: bytes.toString('latin1', 156, 157),
    mode: Number.parseInt(field(100, 8), 8),
    link: field(157, 100),
    start: bytes.toString('latin1', HEADER_BYTES, HEADER_BYTES + Math.min(size, START_BYTES)),
  };
}

async function firstBytes(stream: Readable, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop destroys the stream.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= count) break;
  }
  return Buffer.concat(chunks);
}
