import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('inline-cli.ts', import.meta.url));

/** The output and exit code of a command. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface Started {
  readonly process: ChildProcess;
  /** Its output on stdout so far. */
  stdout(): string;
  /** Resolves as soon as stdout contains `text` after its first `from` characters. */
  waitFor(text: string, from?: number): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts the real command line with the scenarios of the tests, as a child process. */
export function startCli(args: readonly string[], runsFolder: string, env: NodeJS.ProcessEnv = {}): Started {
  return startProcess(process.execPath, [SCRIPT, ...args], runsFolder, env);
}

/** Starts it on a terminal, 100 columns wide. Its output has the line ends of a terminal. */
export function startCliOnTerminal(
  args: readonly string[],
  runsFolder: string,
  env: NodeJS.ProcessEnv = {},
): Started {
  const command = `stty cols 100; exec '${process.execPath}' '${SCRIPT}' ${args.join(' ')}`;
  return startProcess('script', ['-qec', command, '/dev/null'], runsFolder, { TERM: 'xterm', ...env });
}

/** @param runsFolder also the working folder */
export function startProcess(
  file: string,
  args: readonly string[],
  runsFolder: string,
  env: NodeJS.ProcessEnv = {},
): Started {
  const child = spawn(file, args, {
    cwd: runsFolder,
    env: { PATH: process.env.PATH, RUNS_FOLDER: runsFolder, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }));
  const waitFor = async (text: string, from = 0): Promise<void> => {
    while (!stdout.includes(text, from)) {
      const gone = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
      if (gone && !stdout.includes(text, from))
        throw new Error(`ended without "${text}":\n${stdout}\n${stderr}`);
    }
  };
  return { process: child, stdout: () => stdout, waitFor, ended };
}

/** Replaces everything that differs between runs: ids, times, and the runs folder. */
export function normalised(text: string, runsFolder: string): string {
  return text
    .replaceAll(runsFolder, '<runs>')
    .replaceAll(/\d{8}-\d{6}-([a-z-]+)-[0-9a-f]{4}/g, '<$1>')
    .replaceAll(/ +\d+(\.\d+)? (ms|s)(?= |$)(?! \()/gm, ' <time>');
}
