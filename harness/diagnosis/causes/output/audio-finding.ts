import type { CheckResult } from '../../../engine/index.ts';
import type { EvidenceRef } from '../../../run-data/diagnosis.ts';
import type { AudioFault } from '../../facts/output-audio.ts';
import { checkRef, measuredOutput } from '../../facts/output-facts.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import type { CauseFinding } from '../cause.ts';
import { outputFinding } from './output-finding.ts';

/** An edge of a track is known to within two packets of audio. */
const EDGE_MS = 60;

/** What to change when samples are shifted, and when timestamps are. */
export interface AudioFixes {
  readonly samples: string;
  readonly timestamps: string;
}

/** The finding of dubbed audio at another time than its frames: the limit, and the part in which the shift arises. */
export function audioFinding(facts: PipelineFacts, fault: AudioFault, fixes: AudioFixes): CauseFinding {
  const isDrift = fault.kind === 'drifts';
  const [limit] = (isDrift ? ['av-drift'] : ['av-offset-max', 'av-offset-measured']).flatMap(
    (id) => limitOf(facts.checks(id)) ?? [],
  );
  const returned = isDrift ? undefined : asReturned(facts);
  const reported = facts.checks('av-offset-reported').at(-1)?.actual;
  const edge = edgeOf(facts, fault);
  const allowed =
    limit === undefined ? '' : isDrift ? ` (allowed: ${limit} ms in all)` : ` (allowed: ± ${limit} ms)`;
  const since =
    returned === undefined
      ? ''
      : ' It is the audio that the STS service returned, found again in the output, so the shift arises after that, in media-service.';
  const refs: readonly (EvidenceRef | undefined)[] = [
    edge?.ref,
    returned,
    typeof reported === 'number'
      ? checkRef(facts, `media-service itself reports an A/V offset of ${reported} ms`, 'av-offset-reported')
      : undefined,
  ];
  return outputFinding(facts, {
    summary: `${fault.text} relative to the video${allowed}.${since}`,
    evidence: [fault.evidence[0], ...refs.filter((ref) => ref !== undefined), ...fault.evidence.slice(1)],
    fix: edge?.isTimestamps === true ? fixes.timestamps : fixes.samples,
    options: ['-af', '-itsoffset'],
  });
}

function limitOf(checks: readonly CheckResult[]): number | undefined {
  const limit = checks.at(-1)?.limit;
  return typeof limit === 'object' && limit !== null && 'max' in limit && typeof limit.max === 'number'
    ? limit.max
    : undefined;
}

/** How similar the audio in the output is to the audio that the STS service returned. */
function asReturned(facts: PipelineFacts): EvidenceRef | undefined {
  const known = (measuredOutput(facts)?.segments ?? []).flatMap(({ audio, dubbedSimilarity }) =>
    audio === 'dubbed' && dubbedSimilarity !== null && dubbedSimilarity !== undefined
      ? [dubbedSimilarity]
      : [],
  );
  if (known.length === 0) return undefined;
  const least = Math.min(...known).toFixed(2);
  const text = `audio of the output compared with that of the results: similarity ${least} or more, once shifted back`;
  return checkRef(facts, text, 'segment-audio', 'av-offset-measured');
}

/** Whether the audio track begins with the video: then its samples are shifted, otherwise its timestamps are. */
function edgeOf(facts: PipelineFacts, { kind }: AudioFault) {
  const startMs = measuredOutput(facts)?.audioEdges?.startMs;
  const offsets = (measuredOutput(facts)?.segments ?? []).flatMap(({ offsetMs }) => offsetMs ?? []);
  const [first] = offsets;
  if (startMs === undefined || first === undefined || (kind !== 'late' && kind !== 'early')) return undefined;
  const rounded = Math.round(startMs);
  const begins = `the audio track begins ${Math.abs(rounded)} ms ${rounded < 0 ? 'before' : 'after'} the video`;
  const ref = (what: string) => checkRef(facts, `${begins}: ${what}`, 'audio-start-offset');
  if (Math.abs(startMs) <= EDGE_MS)
    return { isTimestamps: false, ref: ref('the samples in it are shifted, not its timestamps') };
  if (Math.abs(startMs - first) <= EDGE_MS)
    return { isTimestamps: true, ref: ref('its timestamps are shifted') };
  return undefined;
}
