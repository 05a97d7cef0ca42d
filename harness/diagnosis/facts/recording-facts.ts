import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { type LogEvent, logRef, observationRef } from './run-facts.ts';

/** What is wrong with the recording of the input: one of these, so that no two causes rest on the same fact. */
export interface RecordingTrouble {
  readonly kind: 'off' | 'disk-full' | 'not-writable' | 'restarts';
  /** Values for the summary. */
  readonly detail: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

const DISK_FULL = /no space left on device|disk quota exceeded/i;
const NOT_WRITABLE = /permission denied|read-only file system|operation not permitted|not a directory/i;
/** More files than connections of the publisher: the recorder begins a file after a short stall, too. */
const EXTRA_FILES = 3;
const RECORDER_WITHIN_MS = 2000;

/** What is wrong with the recording of the input; `undefined` when it is as it should be, or nothing is known. */
export function recordingTrouble(facts: PipelineFacts): RecordingTrouble | undefined {
  const errors = recorderErrors(facts);
  return (
    writeError('disk-full', DISK_FULL, errors) ??
    writeError('not-writable', NOT_WRITABLE, errors) ??
    off(facts) ??
    (errors.some(({ message }) => facts.inPath !== undefined && message.includes(facts.inPath))
      ? undefined
      : restarts(facts))
  );
}

/** Errors of MediaMTX's recorder, of the input first. */
function recorderErrors(facts: PipelineFacts): readonly LogEvent[] {
  const { inPath } = facts;
  const all = facts.logs({ source: 'mediamtx', level: 'warn', message: /\[recorder\]/ });
  return inPath === undefined
    ? all
    : all.toSorted((a, b) => Number(b.message.includes(inPath)) - Number(a.message.includes(inPath)));
}

function writeError(
  kind: 'disk-full' | 'not-writable',
  pattern: RegExp,
  errors: readonly LogEvent[],
): RecordingTrouble | undefined {
  const line = errors.find(({ message }) => pattern.test(message));
  if (line === undefined) return undefined;
  return { kind, detail: line.message.replace(/^.*\[recorder\] /, ''), evidence: [logRef(line)] };
}

function off(facts: PipelineFacts): RecordingTrouble | undefined {
  if (readsRtmp(facts)) return undefined;
  const config = facts.probed('mediamtx-config');
  if (config?.data.record === false) {
    const { entry, path = facts.inPath } = config.data;
    const text = `MediaMTX: record is false for ${path}${entry === undefined ? '' : ` (entry ${entry})`}`;
    const detail = `record is false${entry === undefined ? '' : ` in its entry ${entry}`}`;
    return { kind: 'off', detail, evidence: [observationRef(config.event, text)] };
  }
  return config?.data.record === true ? undefined : neverRecorded(facts);
}

/** MediaMTX reports its recorder at the start of a stream: before it reports the stream, or just after it. */
function neverRecorded(facts: PipelineFacts): RecordingTrouble | undefined {
  const { inPath } = facts;
  if (inPath === undefined) return undefined;
  const lines = facts
    .logs({ source: 'mediamtx', message: /stream is available|\[recorder\]/ })
    .filter(({ message }) => message.includes(inPath));
  const available = lines.find(({ message }) => message.includes('stream is available'));
  if (available === undefined || lines.some(({ message }) => message.includes('[recorder]')))
    return undefined;
  const forMs = (facts.events.at(-1)?.atMs ?? 0) - available.atMs;
  if (forMs < RECORDER_WITHIN_MS) return undefined;
  const text = `MediaMTX has received ${inPath} for ${(forMs / 1000).toFixed(1)} s and logged no recorder`;
  const detail = `it has logged no recorder within ${(forMs / 1000).toFixed(1)} s`;
  return { kind: 'off', detail, evidence: [logRef(available, text)] };
}

/** The worker needs no recording when it reads over RTMP. */
function readsRtmp({ start }: PipelineFacts): boolean {
  const params = start?.params;
  return typeof params === 'object' && params !== null && 'ingest' in params && params.ingest === 'rtmp';
}

function restarts(facts: PipelineFacts): RecordingTrouble | undefined {
  const { inPath } = facts;
  if (inPath === undefined) return undefined;
  const files = facts.hookCalls.filter(
    ({ data }) => data.event === 'segment-create' && data.phase === 'start' && data.path === inPath,
  );
  const connections = facts
    .logs({ source: 'mediamtx', message: /is publishing to path '/ })
    .filter(({ message }) => message.includes(`'${inPath}'`)).length;
  const [first] = files;
  const last = files.at(-1);
  if (first === undefined || last === undefined || files.length - Math.max(1, connections) < EXTRA_FILES)
    return undefined;
  const overS = ((last.event.atMs - first.event.atMs) / 1000).toFixed(1);
  const text = `${files.length} recordings of ${inPath} in ${overS} s`;
  const config = facts.probed('mediamtx-config');
  const duration = config?.data.recordSegmentDuration;
  const setting =
    config === undefined || duration === undefined
      ? []
      : [observationRef(config.event, `MediaMTX: recordSegmentDuration is ${duration}`)];
  return {
    kind: 'restarts',
    detail: duration === undefined ? text : `${text}, recordSegmentDuration is ${duration}`,
    evidence: [observationRef(last.event, text), ...setting],
  };
}
