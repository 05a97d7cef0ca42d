import { ffmpegTrouble } from '../../facts/ffmpeg-trouble.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Something outside of media-service ended its ffmpeg processes. */
export const ffmpegKilled = defineCause({
  code: 'FFMPEG_KILLED',
  title: 'ffmpeg processes of media-service were killed',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  meaning:
    'ffmpeg ended by a signal that media-service did not send. Likely senders: the kernel for lack of memory, a limit of the container, a person.',
  evidenceFor: ['"was killed by SIG…" in the log of media-service, or an exit code of 128 + a signal'],
  evidenceAgainst: ['media-service itself ended them, because it was stopping'],
  fix: 'Free memory or raise the limit of the container if the log of the kernel shows the OOM killer; otherwise stop the watchdog or script that sends the signal.',
  confirm: ['journalctl -k | grep -i "killed process"', 'ulimit -a'],
  find(facts): CauseFinding | undefined {
    const trouble = ffmpegTrouble(facts);
    if (trouble?.kind !== 'killed') return undefined;
    const { errors } = trouble;
    const [first] = errors;
    const signal =
      first.signal ??
      /killed by (SIG\w+)/.exec(first.message)?.[1] ??
      (first.exitCode === undefined ? 'a signal' : `signal ${first.exitCode - 128}`);
    const often = errors.length === 1 ? 'An ffmpeg process' : `${errors.length} ffmpeg processes`;
    return {
      summary: `${often} of media-service ended by ${signal}, which did not come from media-service.`,
      evidence: [first.ref, ...errors.slice(1, 3).map(({ ref }) => ref)],
      certainty: 'certain',
    };
  },
});
