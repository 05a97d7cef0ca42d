import { readFile } from 'node:fs/promises';
import type { Alterations } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { hookOf, replaceHook, replaceIn } from './mediamtx-config.ts';
import { writeScript } from './write-file.ts';

/**
 * Installs a copy of the hook in which each occurrence of a text is replaced, and configures MediaMTX to run it.
 *
 * @throws {Error} when the hook does not contain the text, so that a change of the hook makes the fault invalid
 */
export function installHook(
  stage: FaultStage,
  text: string,
  by: string,
): NonNullable<Alterations['mediamtxConfig']> {
  return async (yaml) => {
    const script = await readFile(hookOf(yaml), 'utf8');
    return replaceHook(yaml, await writeScript(stage, 'bin/mtx-hook', replaceIn(script, text, by)));
  };
}
