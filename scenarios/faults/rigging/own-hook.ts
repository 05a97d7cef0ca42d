import { readFile } from 'node:fs/promises';
import type { Alterations } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { hookOf, replaceHook } from './mediamtx-config.ts';
import { writeScript } from './write-file.ts';

/** Installs a changed copy of the hook, and configures MediaMTX to run it. */
export function installHook(
  stage: FaultStage,
  change: (script: string) => string,
): NonNullable<Alterations['mediamtxConfig']> {
  return async (yaml) => {
    const script = await readFile(hookOf(yaml), 'utf8');
    return replaceHook(yaml, await writeScript(stage, 'bin/mtx-hook', change(script)));
  };
}
