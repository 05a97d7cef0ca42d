import type { PipelineFacts } from './pipeline-facts.ts';
import { loggedErrors, type WorkerError } from './worker-errors.ts';

/** How ffmpeg or ffprobe failed for a worker. */
export interface FfmpegTrouble {
  readonly kind: 'missing' | 'no-encoder' | 'killed' | 'failed';
  readonly program: 'ffmpeg' | 'ffprobe';
  readonly errors: readonly [WorkerError, ...WorkerError[]];
}

const NO_ENCODER = /Unknown encoder '?(\w+)|Encoder (\w+) not found|encoder '(\w+)' not found/i;
const NOT_STARTED =
  /(spawn|with ENOENT:|with EACCES:) \S*(ffmpeg|ffprobe)\b|\b(ffmpeg|ffprobe)\S* (ENOENT|EACCES)|ffmpeg \(\w+\) could not be started/;

/** The first trouble with ffmpeg in media-service's log. Each of its errors is of one kind. */
export function ffmpegTrouble(facts: PipelineFacts): FfmpegTrouble | undefined {
  const errors = loggedErrors(facts).filter(
    ({ type, message }) =>
      type === 'FfmpegError' || NOT_STARTED.test(message) || /\bffmpeg \(\w+\)/.test(message),
  );
  const [first, ...others] = errors;
  if (first === undefined) return undefined;
  const kind = kindOf(first);
  const program = /ffprobe/.test(first.message) ? 'ffprobe' : 'ffmpeg';
  return { kind, program, errors: [first, ...others.filter((error) => kindOf(error) === kind)] };
}

/**
 * Trouble that lies in ffmpeg itself or in what the worker gives it, as opposed to dubbed audio that cannot be decoded and an
 * output that is refused.
 */
export function ownFfmpegTrouble(facts: PipelineFacts): FfmpegTrouble | undefined {
  const trouble = ffmpegTrouble(facts);
  if (trouble?.kind !== 'failed') return trouble;
  const [{ message, task }] = trouble.errors;
  return /decode|output/.test(task ?? message) ? undefined : trouble;
}

/** The encoder that ffmpeg lacks, by the message of an error. */
export function missingEncoder(message: string): string | undefined {
  return NO_ENCODER.exec(message)
    ?.slice(1)
    .find((name) => name !== undefined);
}

function kindOf({ message, signal, exitCode }: WorkerError): FfmpegTrouble['kind'] {
  if (NOT_STARTED.test(message)) return 'missing';
  if (NO_ENCODER.test(message)) return 'no-encoder';
  if (signal !== undefined || /was killed by SIG/.test(message)) return 'killed';
  // A shell that starts ffmpeg reports a signal as 128 + its number.
  return exitCode !== undefined && exitCode > 128 && exitCode < 160 ? 'killed' : 'failed';
}
