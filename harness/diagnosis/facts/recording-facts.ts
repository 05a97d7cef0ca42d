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

/** What is wrong with the recording of the input; `undefined` when it is as it should be, or nothing is known. */
export function recordingTrouble(facts: PipelineFacts): RecordingTrouble | undefined {
  const errors = recorderErrors(facts);
  return (
    writeError('disk-full', DISK_FULL, errors) ??
    writeError('not-writable', NOT_WRITABLE, errors) ??
    off(facts) ??
    (errors.length > 0 ? undefined : restarts(facts))
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
  const config = facts.probed('mediamtx-config');
  if (config?.data.record !== false || readsRtmp(facts)) return undefined;
  const entry = config.data.entry === undefined ? '' : `, entry ${config.data.entry}`;
  return {
    kind: 'off',
    detail: entry,
    evidence: [
      observationRef(config.event, `MediaMTX: record is false for ${config.data.path ?? facts.inPath}`),
    ],
  };
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
