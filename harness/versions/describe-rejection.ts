import type { FaultClass } from '../engine/index.ts';
import { assessVersion } from './assess-version.ts';
import type { RejectedArgument } from './rejected-argument.ts';

/** A rejected argument in words, and who has to act. */
export interface Rejection {
  readonly text: string;
  readonly fault: FaultClass;
}

/**
 * Who has to act on an argument that ffmpeg or ffprobe rejected: whoever passed it when the version is one with which the
 * same arguments work, else who provides the program.
 *
 * @param version as the program prints it; undefined when it could not be read
 */
export function describeRejection({ line, kind }: RejectedArgument, version: string | undefined): Rejection {
  if (version === undefined) {
    return {
      text: `it rejects an argument (${line}), and its version could not be read`,
      fault: 'ENVIRONMENT',
    };
  }
  const { state, text } = assessVersion('ffmpeg', version);
  const isOwn = kind === 'option' && state === 'supported';
  const known = isOwn ? `version ${version} is supported, so the argument itself is wrong` : text;
  return {
    text: `it rejects an argument (${line}); ${known}`,
    fault: isOwn ? 'HARNESS' : 'ENVIRONMENT',
  };
}
