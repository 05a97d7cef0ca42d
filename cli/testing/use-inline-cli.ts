import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Ended, normalised, type Started, startCli, startCliOnTerminal } from './run-inline-cli.ts';

/** The real command line with the scenarios of these tests, in a folder of runs that each test has for itself. */
export interface InlineCli {
  /** Where its runs land, and where it is started. */
  readonly runsFolder: string;
  start(args: readonly string[], env?: NodeJS.ProcessEnv): Started;
  startOnTerminal(args: readonly string[], env?: NodeJS.ProcessEnv): Started;
  run(...args: readonly string[]): Promise<Ended>;
  /** What it printed, without what differs from run to run. */
  normalised(text: string): string;
}

/** For every test of a file; to be called at its top. */
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
