import { ffmpegTrouble, missingEncoder } from '../../facts/ffmpeg-trouble.ts';
import { fixOfPath, otherTool } from '../../facts/other-tool.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The ffmpeg of media-service was built without the encoder that it needs. */
export const ffmpegWithoutAac = defineCause({
  code: 'FFMPEG_WITHOUT_AAC',
  title: 'The ffmpeg of media-service has no AAC encoder',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  meaning:
    'media-service encodes fragments and output as AAC. Its ffmpeg was built without that encoder, so no fragment can be sent and no output published.',
  evidenceFor: ['"Unknown encoder" in the log of media-service', 'the encoder is not in `ffmpeg -encoders`'],
  evidenceAgainst: ['a fragment that was sent'],
  fix: 'Install a build of ffmpeg with the encoder aac where media-service runs (apt-get install ffmpeg), and restart media-service.',
  confirm: ['ffmpeg -hide_banner -encoders | grep aac'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const trouble = ffmpegTrouble(facts);
    if (trouble?.kind !== 'no-encoder') return undefined;
    const [error] = trouble.errors;
    const probe = facts.probed('tools');
    const { ffmpeg } = probe?.data ?? {};
    const other = otherTool(facts, 'ffmpeg');
    const hasAac = other !== undefined && probe?.data.others?.[other.user]?.ffmpeg?.aacEncoder === true;
    const where = ffmpeg?.path === undefined ? '' : ` (${ffmpeg.path})`;
    return {
      summary: `The ffmpeg of media-service${where} has no encoder ${missingEncoder(error.message) ?? 'for AAC'}.`,
      evidence: [
        error.ref,
        ...(probe !== undefined && ffmpeg?.aacEncoder === false
          ? [observationRef(probe.event, `${ffmpeg.path ?? 'ffmpeg'} lists no AAC encoder`)]
          : []),
      ],
      certainty: 'certain',
      ...(hasAac && { fix: `${fixOfPath(other)} That ffmpeg has the encoder.` }),
    };
  },
});
