import { assessVersion } from '../../../versions/index.ts';
import { rejectedByFfmpeg } from '../../facts/tool-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** ffmpeg does not accept an argument although it is not too old. */
export const ffmpegRejectsArgument = defineCause({
  code: 'FFMPEG_REJECTS_ARGUMENT',
  title: 'ffmpeg does not accept an argument',
  boundary: 'machine',
  class: 'ENVIRONMENT',
  meaning:
    'The installed ffmpeg does not have an option, codec, filter, format or protocol that media-service or the harness uses: a later version removed it, or the build leaves it out.',
  evidenceFor: ['the line in which ffmpeg rejects the argument', 'the version that the program prints'],
  evidenceAgainst: [
    'an ffmpeg that is too old: FFMPEG_TOO_OLD',
    'an error about the media or the connection',
  ],
  fix: 'Install a version of ffmpeg that docs/versions.md lists as supported: apt-get install ffmpeg, or run ./setup.',
  confirm: ['ffmpeg -version', 'pnpm dubstep doctor'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const rejected = rejectedByFfmpeg(facts);
    if (rejected === undefined) return undefined;
    const { user, version, line, evidence } = rejected;
    const which = version === undefined ? 'an ffmpeg of unknown version' : `ffmpeg ${version}`;
    const assessed = version === undefined ? undefined : assessVersion('ffmpeg', version);
    const known = assessed === undefined || assessed.state === 'supported' ? '' : ` ${assessed.text}.`;
    return {
      summary: `${user} uses ${which}, which does not accept an argument: ${line.replace(/[.]$/, '')}.${known}`,
      evidence,
      certainty: 'certain',
    };
  },
});
