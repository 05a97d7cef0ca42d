import type { ErrorRecord, RunEvent, StepResult } from '../../engine/index.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { logRef } from './run-facts.ts';
import { serviceTrouble } from './service-life.ts';
import { stsExchange } from './sts-exchange.ts';
import { fallbacks } from './worker-errors.ts';

/** Something that took longer than its limit, with the time in which it should have happened. */
export interface Delay {
  readonly fromMs: number;
  readonly toMs: number;
  /** The services that work on it. */
  readonly parts: readonly string[];
  /** As the subject and predicate of a sentence. */
  readonly text: string;
  readonly ref: EvidenceRef;
  /** Whether a step failed because of it. */
  explains(step: StepResult): boolean;
}

/** The worker's limit of a segment. */
const SEGMENT_MS = 9000;
/** MediaMTX restarts a recording when its media is this much behind the clock. */
const RECORDING_MS = 5000;

/** Everything in the run that was late, in the order of the pipeline. */
export const delays = oncePerRecord((facts): readonly Delay[] => {
  return [...startDelays(facts), ...stepDelays(facts), ...segmentDelays(facts), ...recordingDelays(facts)];
});

const UNREADY = /^(mediamtx|sts-service|media-service)\b.* runs\b/;
/** It answered, with the wrong status: more time would not help. */
const ANSWERED = /last: \d{3}\b/;

/** A service that was not ready in time although its process runs. */
function startDelays(facts: PipelineFacts): readonly Delay[] {
  return stepsNamed(facts, 'environment-setup').flatMap(({ event, error, fromMs }): Delay[] => {
    const notReady = causesOf(error).find(({ code }) => code === 'SERVICE_NOT_READY');
    const [, service] = UNREADY.exec(notReady?.message ?? '') ?? [];
    if (notReady === undefined || service === undefined || ANSWERED.test(notReady.message)) return [];
    const text = `${service} was not ready in time`;
    const ref = refTo(event, firstLine(notReady.message));
    const explains = (step: StepResult) => step.id === 'environment-setup';
    return [{ fromMs, toMs: event.atMs, parts: [service], text, ref, explains }];
  });
}

/** A step that waited for a process of the pipeline until its limit, or measured that it took longer. */
function stepDelays(facts: PipelineFacts): readonly Delay[] {
  const waits = [
    { id: 'mediamtx-received-stream', check: 'input-ready-after', parts: ['publisher', 'mediamtx'] },
    { id: 'worker-connected', check: 'worker-visible-after', parts: ['mediamtx', 'media-service'] },
  ];
  return waits.flatMap(({ id, check, parts }) =>
    stepsNamed(facts, id).flatMap(({ event, error, fromMs, checks }): Delay[] => {
      const late = checks.find((one) => one.id === check && one.status === 'failed');
      const ended = causesOf(error).find(({ code }) => code === 'POLL_TIMEOUT' || code === 'STEP_TIMEOUT');
      if (late === undefined && ended === undefined) return [];
      const text =
        late === undefined
          ? `step ${id} ran out of time`
          : `${late.title}: ${late.actual} ${late.unit ?? ''}`.trim();
      const ref = refTo(event, firstLine(ended?.message ?? text));
      return [{ fromMs, toMs: event.atMs, parts, text, ref, explains: (step) => step.id === id }];
    }),
  );
}

type StepEnd = Extract<RunEvent, { type: 'step:end' }>;

function stepsNamed(facts: PipelineFacts, id: string) {
  return facts.events.flatMap((event) => {
    if (event.type !== 'step:end' || event.result.id !== id) return [];
    const { durationMs, error, checks } = event.result;
    return [{ event, error, checks, fromMs: event.atMs - durationMs }];
  });
}

/** An error and what caused it. */
function causesOf(error: ErrorRecord | undefined): readonly ErrorRecord[] {
  return error === undefined ? [] : [error, ...causesOf(error.cause)];
}

function refTo(event: StepEnd, text: string): EvidenceRef {
  return { text, atMs: event.atMs, seq: event.seq, source: event.result.id };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

/** Segments whose dub came too late. Without a stopped or dead service, its processes had that time. */
function segmentDelays(facts: PipelineFacts): readonly Delay[] {
  if (serviceTrouble(facts, 'sts-service') !== undefined) return [];
  const parts = ['sts-service', 'media-service'];
  const { sent, results } = stsExchange(facts);
  // A fragment that failed for another reason fails the step by itself.
  const isLateOnly = results.every(({ status, error }) => status !== 'failed' || error?.code === 'TIMEOUT');
  const fallen = fallbacks(facts);
  const isMissingOnly = isLateOnly && fallen.every(({ reason }) => reason === 'timeout');
  const fell = fallen
    .filter(({ reason }) => reason === 'timeout')
    .map(({ ref }): Delay => {
      const toMs = ref.atMs ?? 0;
      const text = 'a dubbed segment came too late';
      const explains = (step: StepResult) =>
        isOfFallback(step) || (isMissingOnly && hasFailed(step, ['fragments-processed']));
      return { fromMs: toMs - SEGMENT_MS, toMs, parts, text, ref, explains };
    });
  const late = results.flatMap(({ id, event, error, sequence }): Delay[] => {
    const fragment = sent.find((one) => one.id === id);
    if (fragment === undefined || error?.code !== 'TIMEOUT') return [];
    const [fromMs, toMs] = [fragment.event.atMs, event.atMs];
    const ref = {
      text: `fragment ${sequence}: ${error.code}: ${error.message}`,
      atMs: toMs,
      seq: event.seq,
      source: event.source,
    };
    const text = `the result of fragment ${sequence} came too late`;
    return [
      {
        fromMs,
        toMs,
        parts: ['sts-service'],
        text,
        ref,
        explains: (step) => isLateOnly && isOfTimeout(step),
      },
    ];
  });
  return [...fell, ...late];
}

/** MediaMTX started another recording because its media came too slowly. */
function recordingDelays(facts: PipelineFacts): readonly Delay[] {
  return facts
    .logs({
      source: 'mediamtx',
      message: /\[recorder\] detected drift between recording duration and absolute time/,
    })
    .filter(({ message }) =>
      [facts.inPath, facts.outPath].some((path) => path !== undefined && message.includes(path)),
    )
    .map((line): Delay => {
      const parts = ['media-service', 'mediamtx', 'publisher'];
      const text = 'MediaMTX started another recording because its media came too slowly';
      return {
        fromMs: line.atMs - RECORDING_MS,
        toMs: line.atMs,
        parts,
        text,
        ref: logRef(line),
        explains: isOfLostMedia,
      };
    });
}

/** A segment that was aired with its original audio fails these. */
const OF_FALLBACKS = ['segment-audio', 'segment-audio-runs', 'counter-processed', 'counters-not-processed'];
/** Media that MediaMTX did not record fail these. */
const OF_LOST_MEDIA = [
  'output-duration',
  'audio-start-offset',
  'audio-end-offset',
  'video-packet-gap-max',
  'audio-packet-gap-max',
  'frames-missing-start',
  'frames-dropped',
  'frames-missing-end',
  'segment-audio',
];

function isOfFallback(step: StepResult): boolean {
  return hasFailed(step, OF_FALLBACKS) || (step.id === 'fragments-processed' && endedByLimit(step));
}

function isOfTimeout(step: StepResult): boolean {
  return hasFailed(step, ['fragment-status', ...OF_FALLBACKS]);
}

function isOfLostMedia(step: StepResult): boolean {
  const isMissing = causesOf(step.error).some(({ code }) => code === 'CAPTURE_MISSING');
  return (
    isMissing || hasFailed(step, OF_LOST_MEDIA) || (step.id === 'fragments-processed' && endedByLimit(step))
  );
}

/** Whether one of these checks is the first that the step failed. */
function hasFailed({ checks }: StepResult, ids: readonly string[]): boolean {
  const first = checks.find(({ status }) => status === 'failed');
  return first !== undefined && ids.includes(first.id);
}

function endedByLimit({ status, error }: StepResult): boolean {
  return (
    status === 'timed-out' ||
    causesOf(error).some(({ code }) => code === 'POLL_TIMEOUT' || code === 'STEP_TIMEOUT')
  );
}
