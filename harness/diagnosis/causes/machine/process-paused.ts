import { pausedProcess } from '../../facts/paused-process.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** A process of the pipeline was stopped for some time. */
export const processPaused = defineCause({
  code: 'PROCESS_PAUSED',
  title: 'A process of the pipeline was stopped for some time',
  boundary: 'processes',
  class: 'ENVIRONMENT',
  meaning:
    'A service or the publisher was stopped (SIGSTOP, a debugger, a frozen container) and continued later. Its work of that time came too late.',
  evidenceFor: [
    'samples of the process in state T, and later in another state',
    'a part of the pipeline that was late at that time, or a wait that ended because the process was stopped',
  ],
  evidenceAgainst: ['the process is still stopped', 'nothing was late'],
  fix: 'End the debugger, checkpoint or job control that stops the process (SIGSTOP), or keep its container from being paused; then rerun.',
  confirm: ['ps -eo pid,stat,lstart,args | grep -E "mediamtx|media-service|sts-service|ffmpeg"'],
  find(facts): CauseFinding | undefined {
    const pause = pausedProcess(facts);
    if (pause === undefined) return undefined;
    const { name, pid, seenMs, effect, evidence } = pause;
    return {
      summary: `${name} (pid ${pid}) was stopped for about ${(seenMs / 1000).toFixed(0)} s and ran again: ${effect}.`,
      evidence,
      certainty: 'certain',
      confirm: [`ps -o pid,stat,lstart,cmd -p ${pid}`],
    };
  },
});
