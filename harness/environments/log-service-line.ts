import type { RunContext } from '../engine/index.ts';
import { parseServiceLogLine } from './service-log-line.ts';

/** Records a line that a service printed in the event log; a call of the MediaMTX hook also as an observation. */
export function logServiceLine(
  run: Pick<RunContext, 'log' | 'observe'>,
  service: string,
  line: string,
): void {
  const { level, message, data, hookCall } = parseServiceLogLine(line);
  run.log(service, level, message, data);
  if (service === 'mediamtx' && hookCall !== undefined) run.observe('hook', 'call', hookCall);
}
