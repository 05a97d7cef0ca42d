import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('inline-cli.ts', import.meta.url));

/** How a command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line under way. */
export interface Started {
  readonly process: ChildProcess;
  /** What it has written to stdout so far. */
  stdout(): string;
  /** Resolves as soon as stdout holds `text`, after its first `from` characters. */
  saw(text: string, from?: number): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts the real command line with the scenarios of these tests, as a process of its own. */
export function startCli(args: readonly string[], runsFolder: string, env: NodeJS.ProcessEnv = {}): Started {
  return startProcess(process.execPath, [SCRIPT, ...args], runsFolder, env);
}

/** The same on a terminal, 100 columns wide. What it writes comes with the terminal's line ends. */
export function startCliOnTerminal(
  args: readonly string[],
  runsFolder: string,
  env: NodeJS.ProcessEnv = {},
): Started {
  const command = `stty cols 100; exec '${process.execPath}' '${SCRIPT}' ${args.join(' ')}`;
  return startProcess('script', ['-qec', command, '/dev/null'], runsFolder, { TERM: 'xterm', ...env });
}

/** @param runsFolder the folder that it is started in */
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
  const saw = async (text: string, from = 0): Promise<void> => {
    while (!stdout.includes(text, from)) {
      const gone = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
      if (gone && !stdout.includes(text, from))
        throw new Error(`ended without "${text}":\n${stdout}\n${stderr}`);
    }
  };
  return { process: child, stdout: () => stdout, saw, ended };
}

/** The output of a run without what differs from run to run: its id, times, and the place of the folder. */
export function normalised(text: string, runsFolder: string): string {
  return text
    .replaceAll(runsFolder, '<runs>')
    .replaceAll(/\d{8}-\d{6}-([a-z-]+)-[0-9a-f]{4}/g, '<$1>')
    .replaceAll(/ +\d+(\.\d+)? (ms|s)(?= |$)(?! \()/gm, ' <time>');
}
