import { ffmpegTrouble } from '../../facts/ffmpeg-trouble.ts';
import { fixOfPath, otherTool } from '../../facts/other-tool.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** media-service cannot start ffmpeg. */
export const ffmpegMissing = defineCause({
  code: 'FFMPEG_MISSING',
  title: 'ffmpeg is not available to media-service',
  boundary: 'media-service',
  class: 'ENVIRONMENT',
  meaning:
    'ffmpeg or ffprobe is not on the PATH of media-service, or is not executable. The worker cannot read the source, encode fragments or publish the output.',
  evidenceFor: ['"spawn ffmpeg ENOENT" in the log of media-service', 'no ffmpeg on the PATH of its process'],
  evidenceAgainst: ['an ffmpeg that started'],
  fix: 'Install ffmpeg and ffprobe where media-service runs (apt-get install ffmpeg), make them executable, and restart media-service with their folder on PATH.',
  confirm: [
    "PATH=$(tr '\\0' '\\n' </proc/<media-service-pid>/environ | sed -n 's/^PATH=//p') command -v ffmpeg ffprobe",
  ],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const trouble = ffmpegTrouble(facts);
    if (trouble?.kind !== 'missing') return undefined;
    const [error] = trouble.errors;
    const other = otherTool(facts, trouble.program);
    return {
      summary: `media-service cannot start ${trouble.program}: ${error.message}`,
      evidence: [error.ref, ...probeRef(facts, trouble.program)],
      certainty: 'certain',
      ...(other !== undefined && { fix: fixOfPath(other) }),
    };
  },
});

function probeRef(facts: PipelineFacts, program: 'ffmpeg' | 'ffprobe') {
  const probe = facts.probed('tools');
  const tool = probe?.data[program];
  if (probe === undefined || tool?.error === undefined) return [];
  return [observationRef(probe.event, `${program} on the PATH of media-service: ${tool.error}`)];
}
