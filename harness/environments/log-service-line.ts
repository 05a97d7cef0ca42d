import type { RunContext } from '../engine/index.ts';
import { parseServiceLogLine } from './service-log-line.ts';

/** MediaMTX logs with the level info that it has refused or replaced a publisher or reader. */
const REFUSAL =
  /closing existing publisher|someone is already publishing|is not configured$|failed to authenticate/;

/** Records a line that a service printed in the event log; a call of the MediaMTX hook also as an observation. */
export function logServiceLine(
  run: Pick<RunContext, 'log' | 'observe'>,
  service: string,
  line: string,
): void {
  const { level, message, data, hookCall } = parseServiceLogLine(line);
  const isRefusal = service === 'mediamtx' && level === 'info' && REFUSAL.test(message);
  run.log(service, isRefusal ? 'warn' : level, message, data);
  if (service === 'mediamtx' && hookCall !== undefined) run.observe('hook', 'call', hookCall);
}
