import { isServiceSetting } from '../../services/contracts/service-setting.ts';
import type { RunContext } from '../engine/index.ts';

/**
 * Names of the service settings among the environment variables of this process. The services of a run get none of them:
 * the result of a run depends only on its scenario and options, and a secret that only some services receive would
 * separate them.
 */
function callerSettings(): string[] {
  return Object.keys(process.env).filter(isServiceSetting).toSorted();
}

/** Variables that remove these settings from the environment of a child process: `undefined` for each. */
export function withoutCallerSettings(): Record<string, undefined> {
  return Object.fromEntries(callerSettings().map((name) => [name, undefined]));
}

/** Logs the names of the ignored settings, without their values, which may be secret. */
export function logIgnoredSettings(run: Pick<RunContext, 'log'>): void {
  const names = callerSettings();
  if (names.length === 0) return;
  run.log(
    'harness',
    'warn',
    `ignored environment variables: ${names.join(', ')}. The services of a run use only the settings of its scenario.`,
  );
}
