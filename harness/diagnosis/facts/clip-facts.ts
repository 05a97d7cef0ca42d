import type { ErrorRecord } from '../../engine/index.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { publisherTrouble } from './publisher-facts.ts';

/** What is wrong with the clip. */
export interface ClipTrouble {
  readonly kind: 'missing' | 'unreadable' | 'corrupt' | 'without-audio' | 'codec' | 'manifest' | 'too-short';
  /** A sentence without a full stop. */
  readonly text: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

const CODES: Readonly<Record<string, ClipTrouble['kind']>> = {
  FIXTURE_UNKNOWN: 'missing',
  FIXTURE_NOT_FOUND: 'missing',
  FIXTURE_UNREADABLE: 'unreadable',
  FIXTURE_CORRUPT: 'corrupt',
  FIXTURE_MISMATCH: 'corrupt',
  FIXTURE_NO_VIDEO: 'corrupt',
  FIXTURE_NO_AUDIO: 'without-audio',
  FIXTURE_UNSUPPORTED_CODEC: 'codec',
  FIXTURE_MANIFEST_MISSING: 'manifest',
  FIXTURE_MANIFEST_INVALID: 'manifest',
  CLIP_TOO_SHORT: 'too-short',
};
/** The steps that examine the clip. */
const EXAMINED_IN = ['environment-setup', 'fixture-matches'];
const OF_PUBLISHER = {
  'file-missing': 'missing',
  'file-unreadable': 'corrupt',
  'clip-codec': 'codec',
} as const;
const VIDEO = 'H264';
const AUDIO = 'MPEG-4 Audio';

/** Why the clip cannot be used: as step 0, the publisher or MediaMTX found. */
export const clipTrouble = oncePerRecord((facts): ClipTrouble | undefined => {
  return rejectedClip(facts) ?? unreadableClip(facts) ?? receivedTracks(facts);
});

function rejectedClip(facts: PipelineFacts): ClipTrouble | undefined {
  const event = facts.events.find((end) => end.type === 'step:end' && EXAMINED_IN.includes(end.result.id));
  if (event?.type !== 'step:end') return undefined;
  for (let { error } = event.result; error !== undefined; error = error.cause) {
    const kind = CODES[error.code];
    if (kind === undefined) continue;
    const text = problemOf(error);
    return {
      kind,
      text,
      evidence: [{ text, atMs: event.atMs, seq: event.seq, source: event.result.id }],
    };
  }
  return undefined;
}

function unreadableClip(facts: PipelineFacts): ClipTrouble | undefined {
  const trouble = publisherTrouble(facts);
  if (trouble === undefined || !(trouble.kind in OF_PUBLISHER)) return undefined;
  const kind = OF_PUBLISHER[trouble.kind as keyof typeof OF_PUBLISHER];
  return { kind, text: trouble.evidence[0].text, evidence: trouble.evidence };
}

/** MediaMTX lists the tracks that it receives. */
function receivedTracks(facts: PipelineFacts): ClipTrouble | undefined {
  const event = facts.events.find(
    (found) => found.type === 'check' && found.check.id === 'input-tracks' && found.check.status === 'failed',
  );
  if (event?.type !== 'check' || !Array.isArray(event.check.actual)) return undefined;
  const tracks = event.check.actual.map(String);
  if (tracks.length === 0) return undefined;
  const kind = tracks.every((track) => track === VIDEO) ? 'without-audio' : 'codec';
  if (kind === 'codec' && tracks.every((track) => track === VIDEO || track === AUDIO)) return undefined;
  const text = `MediaMTX receives ${tracks.join(' and ')}, expected ${VIDEO} and ${AUDIO}`;
  return { kind, text, evidence: [{ text, atMs: event.atMs, seq: event.seq, source: 'check' }] };
}

/** The first sentence of an error, with the first of the details that follow it. */
function problemOf({ code, message }: ErrorRecord): string {
  const [head = code, detail] = message.split('\n', 2);
  const [sentence = head] = head.split(/\. (?=[A-Z`])/, 1);
  const text = sentence.endsWith(':') && detail !== undefined ? `${sentence} ${detail.trim()}` : sentence;
  return text.replace(/[.:]$/, '').replace(/^(No|The) /, (word) => word.toLowerCase());
}
