import { isServiceSetting } from '../../services/contracts/service-setting.ts';
import type { RunContext } from '../engine/index.ts';

/**
 * The settings of services in this process's own environment, by their names. The services of a run get none of them:
 * what a run proves follows from its scenario and its options, and a secret that only some of them were given would
 * keep them apart.
 */
function callerSettings(): string[] {
  return Object.keys(process.env).filter(isServiceSetting).toSorted();
}

/** What takes them away from a process that is started: `undefined` for each. */
export function withoutCallerSettings(): Record<string, undefined> {
  return Object.fromEntries(callerSettings().map((name) => [name, undefined]));
}

/** Says which there are that the services do not get. Values may be secret. */
export function tellCallerSettings(run: Pick<RunContext, 'log'>): void {
  const names = callerSettings();
  if (names.length === 0) return;
  const what = `${names.join(', ')} of this environment ${names.length === 1 ? 'is' : 'are'} not passed on`;
  run.log('harness', 'warn', `${what}: the services of a run have the settings of its scenario`);
}
