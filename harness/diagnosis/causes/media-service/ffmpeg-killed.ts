import { ffmpegTrouble } from '../../facts/ffmpeg-trouble.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Something outside of media-service ended its ffmpeg processes. */
export const ffmpegKilled = defineCause({
  code: 'FFMPEG_KILLED',
  title: 'ffmpeg processes of media-service were killed',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  meaning:
    'ffmpeg ended by a signal that media-service did not send: the kernel for lack of memory, a limit of the container, or a person.',
  evidenceFor: ['"was killed by SIG…" in the log of media-service, or an exit code of 128 + a signal'],
  evidenceAgainst: ['media-service itself ended them, because it was stopping'],
  fix: 'Find who sent the signal: the kernel log for lack of memory, limits of the container, a watchdog.',
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
      summary: `${often} of media-service ended by ${signal}, which media-service did not send.`,
      evidence: [first.ref, ...errors.slice(1, 3).map(({ ref }) => ref)],
      certainty: 'certain',
    };
  },
});
