import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Ended, normalised, type Started, startCli, startCliOnTerminal } from './run-inline-cli.ts';

/** The real command line with the scenarios of the tests, and a runs folder for each test. */
export interface InlineCli {
  /** Contains the run folders; also the working folder. */
  readonly runsFolder: string;
  start(args: readonly string[], env?: NodeJS.ProcessEnv): Started;
  startOnTerminal(args: readonly string[], env?: NodeJS.ProcessEnv): Started;
  run(...args: readonly string[]): Promise<Ended>;
  /** Output without everything that differs between runs. */
  normalised(text: string): string;
}

/** Sets up every test of a file. Call it at the top of the file. */
export function useInlineCli(): InlineCli {
  let runsFolder = '';
  beforeEach(async () => {
    runsFolder = await realpath(await mkdtemp(join(tmpdir(), 'cli-')));
  });
  afterEach(() => rm(runsFolder, { recursive: true }));
  return {
    get runsFolder() {
      return runsFolder;
    },
    start: (args, env) => startCli(args, runsFolder, env),
    startOnTerminal: (args, env) => startCliOnTerminal(args, runsFolder, env),
    run: (...args) => startCli(args, runsFolder).ended,
    normalised: (text) => normalised(text, runsFolder),
  };
}
