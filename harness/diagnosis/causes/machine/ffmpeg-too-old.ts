import { fixOfPath, otherTool } from '../../facts/other-tool.ts';
import { FFMPEG_OLDEST, oldFfmpeg } from '../../facts/tool-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** ffmpeg is too old. */
export const ffmpegTooOld = defineCause({
  code: 'FFMPEG_TOO_OLD',
  title: 'ffmpeg is too old',
  boundary: 'machine',
  class: 'ENVIRONMENT',
  meaning: 'The worker and the measurements use options that an older ffmpeg does not have.',
  evidenceFor: [
    'the version that the program prints',
    'an error of the program about a file or an option that it does not support',
  ],
  evidenceAgainst: ['a recent version'],
  fix: `Install ffmpeg ${FFMPEG_OLDEST.join('.')} or newer: apt-get install ffmpeg, or run ./setup.`,
  confirm: ['ffmpeg -version'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const old = oldFfmpeg(facts);
    if (old === undefined) return undefined;
    const { name, user, version, evidence } = old;
    const other =
      user === 'media-service' && (name === 'ffmpeg' || name === 'ffprobe')
        ? otherTool(facts, name)
        : undefined;
    const isNewer = other?.version !== undefined && isNewEnough(other.version);
    return {
      summary: `${user} uses ${name}${version === undefined ? '' : ` ${version}`}, but needs ${FFMPEG_OLDEST.join('.')} or newer.`,
      evidence,
      certainty: 'certain',
      ...(other !== undefined && isNewer && { fix: `${fixOfPath(other)} Its version is ${other.version}.` }),
    };
  },
});

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [oldestMajor = 0, oldestMinor = 0] = FFMPEG_OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
