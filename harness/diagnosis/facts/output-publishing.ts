import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { oncePerRecord } from './once-per-record.ts';
import {
  outputExits,
  type Publication,
  publicationCount,
  publicationsIn,
  streamLogs,
} from './output-facts.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { endedOrStopped } from './process-life.ts';
import { type LogEvent, logRef, observationRef } from './run-facts.ts';
import { dubbedFragments, pathStates } from './stream-facts.ts';
import { isNew } from './worker-progress.ts';

/** MediaMTX lists a publisher after it has read 2 s of it, and both parts log what they do at once. */
const LISTED_WITHIN_MS = 6000;
const LOGGED_WITHIN_MS = 3000;

/** What became of the output that the worker published. A run has at most one of them. */
export interface PublishingFault {
  /**
   * - `refused`: MediaMTX does not accept it.
   * - `elsewhere`: it is published under another name.
   * - `nowhere`: MediaMTX never received it.
   * - `again`: it was published more than once, by a worker whose processes were well.
   */
  readonly kind: 'refused' | 'elsewhere' | 'nowhere' | 'again';
  /** A sentence without its full stop. */
  readonly text: string;
  readonly certainty: 'certain' | 'likely';
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** The fault of publishing the output, or `undefined`: there is none, or something upstream is at fault. */
export const publishingFault = oncePerRecord((facts): PublishingFault | undefined => {
  const { outPath } = facts;
  if (outPath === undefined || hasBrokenPart(facts)) return undefined;
  const refused = refusedOrElsewhere(facts, outPath);
  if (refused !== undefined) return refused;
  if (isPublished(facts, outPath)) return again(facts, outPath);
  return elsewhere(facts, outPath) ?? nowhere(facts, outPath);
});

/** A service or the output ffmpeg was killed or stopped: whatever happens to the output follows from that. */
function hasBrokenPart(facts: PipelineFacts): boolean {
  const parts = ['mediamtx', 'media-service'].some((name) => endedOrStopped(facts, name) !== undefined);
  return (
    parts || outputExits(facts).some(({ signal, exitCode }) => signal !== undefined || isBySignal(exitCode))
  );
}

/** ffmpeg that ends by SIGINT or SIGTERM exits with 255; a shell adds 128 to the number of a signal. */
function isBySignal(exitCode: number | undefined): boolean {
  return exitCode !== undefined && ((exitCode > 128 && exitCode < 160) || exitCode === 255);
}

function isPublished(facts: PipelineFacts, outPath: string): boolean {
  return (
    publicationsIn(facts).some(({ path }) => path === outPath) ||
    pathStates(facts, outPath).some(({ data }) => data.ready)
  );
}

function again(facts: PipelineFacts, outPath: string): PublishingFault | undefined {
  const count = publicationCount(facts) ?? 0;
  if (count < 2) return undefined;
  const lines = publicationsIn(facts).filter(({ path }) => path === outPath);
  const times = lines.map(({ line }) => `${(line.atMs / 1000).toFixed(1)} s`);
  const text = `The output ${outPath} was published ${count} times${times.length > 1 ? `, at ${times.join(' and ')}` : ''}: it went off the air and was published again`;
  const offline = streamLogs(facts, /^output is offline/).map((line) => logRef(line));
  const state = facts.workerStates.at(-1);
  const [ref, ...more] = [
    ...offline,
    ...lines.flatMap(({ line, closed }) => [logRef(line), ...(closed ? [logRef(closed)] : [])]),
    ...(state === undefined
      ? []
      : [observationRef(state.event, `media-service: ${state.data.output.publications} publications`)]),
  ];
  return ref === undefined
    ? undefined
    : { kind: 'again', text, certainty: 'certain', evidence: [ref, ...more] };
}

const CLOSED = /^\[\w+\] \[(\w+ \S+)\] closed: (.*)$/;
const READS_OR_PUBLISHES = /^\[\w+\] \[(\w+ \S+)\] is (?:reading from|publishing to) path/;
/** Connections that end by themselves. */
const ORDINARY = /^(EOF|terminated|.*connection reset by peer|.*broken pipe)$/i;

/** Connections that MediaMTX closed with a reason, although they had neither published nor read. */
function refusals(facts: PipelineFacts): readonly { readonly line: LogEvent; readonly reason: string }[] {
  const used = new Set(
    facts
      .logs({ source: 'mediamtx', message: READS_OR_PUBLISHES })
      .map(({ message }) => READS_OR_PUBLISHES.exec(message)?.[1]),
  );
  return facts.logs({ source: 'mediamtx', message: CLOSED }).flatMap((line) => {
    const [, connection, reason = ''] = CLOSED.exec(line.message) ?? [];
    return used.has(connection) || ORDINARY.test(reason) ? [] : [{ line, reason }];
  });
}

const NAMED_PATH = /path '([^']+)'/;
const SERVER_ERROR = /Server error: ([^|]+)/;
const CONNECTION_ERROR =
  /(Connection refused|No route to host|Connection timed out|Name or service not known)/;

/** A publication of a path that began after a line. */
function isAfter(line: LogEvent, outPath: string): (publication: Publication) => boolean {
  return (one) => one.path === outPath && one.line.atMs > line.atMs;
}

function refusedOrElsewhere(facts: PipelineFacts, outPath: string): PublishingFault | undefined {
  const [offline] = streamLogs(facts, /^output is offline/);
  if (offline === undefined || publicationsIn(facts).some(isAfter(offline, outPath))) return undefined;
  const printed = offline.message;
  const refusal = refusals(facts).find(({ line }) => Math.abs(line.atMs - offline.atMs) <= LOGGED_WITHIN_MS);
  const reason =
    refusal?.reason ?? SERVER_ERROR.exec(printed)?.[1]?.trim() ?? CONNECTION_ERROR.exec(printed)?.[1];
  if (reason === undefined) return undefined;
  const lost = logRef(offline);
  const evidence: PublishingFault['evidence'] = refusal === undefined ? [lost] : [logRef(refusal.line), lost];
  const named = NAMED_PATH.exec(reason)?.[1] ?? publishedPath(facts);
  if (named !== undefined && named !== outPath) {
    const text = `The worker publishes the output as ${named} instead of ${outPath}, and MediaMTX refuses it: ${reason}`;
    return { kind: 'elsewhere', text, certainty: 'certain', evidence };
  }
  const text = `MediaMTX does not accept the output ${outPath}: ${reason}`;
  return { kind: 'refused', text, certainty: 'certain', evidence };
}

const onAirSchema = z.looseObject({ url: z.string() });

/** The path of the URL that the worker reports for its output. */
function publishedPath(facts: PipelineFacts): string | undefined {
  const [line] = streamLogs(facts, /^output is on air$/);
  const url = facts.workerStates.at(-1)?.data.output.url ?? onAirSchema.safeParse(line?.data).data?.url;
  return url === undefined ? undefined : pathOf(url);
}

function pathOf(url: string): string | undefined {
  return /^\w+:\/\/[^/]*\/([^?]+)/.exec(url)?.[1];
}

/** Another stream can begin at the same time as the output, which takes some seconds to be listed. */
const STRAY_AFTER_MS = 8000;

function elsewhere(facts: PipelineFacts, outPath: string): PublishingFault | undefined {
  const [onAir] = streamLogs(facts, /^output is on air$/);
  const named = publishedPath(facts);
  if (named !== undefined && named !== outPath) {
    const state = facts.workerStates.at(-1);
    const ref =
      onAir !== undefined
        ? logRef(onAir)
        : state && observationRef(state.event, `media-service publishes ${state.data.output.url}`);
    const text = `The worker publishes the output as ${named} instead of ${outPath}`;
    return ref === undefined ? undefined : { kind: 'elsewhere', text, certainty: 'certain', evidence: [ref] };
  }
  if (onAir === undefined || isNew(facts, onAir, STRAY_AFTER_MS)) return undefined;
  const stray = publicationsIn(facts).find((one) => isStray(facts, one, onAir));
  if (stray === undefined) return undefined;
  const text = `The output is published as ${stray.path} instead of ${outPath}`;
  return {
    kind: 'elsewhere',
    text,
    certainty: 'certain',
    evidence: [logRef(stray.line), logRef(onAir)],
  };
}

/** Whether a publication of another path is the output: it began with it and, if both have ended, ended with it. */
function isStray(facts: PipelineFacts, { path, line, closed }: Publication, onAir: LogEvent): boolean {
  if (path === facts.inPath || path === facts.outPath) return false;
  const began = line.atMs - onAir.atMs;
  if (began < -LOGGED_WITHIN_MS || began > LISTED_WITHIN_MS) return false;
  const exit = outputExits(facts).at(-1);
  if (exit === undefined || closed === undefined) return exit === undefined && closed === undefined;
  return Math.abs(exit.line.atMs - closed.atMs) <= LOGGED_WITHIN_MS;
}

function nowhere(facts: PipelineFacts, outPath: string): PublishingFault | undefined {
  const step = facts.step('output-stream');
  const fragments = dubbedSegments(facts);
  // Without a dubbed segment there was nothing to publish.
  if (fragments === 0 || (step?.status !== 'failed' && step?.status !== 'timed-out')) return undefined;
  if (facts.pathSamples.length === 0 && facts.logs({ source: 'mediamtx' }).length === 0) return undefined;
  const [onAir] = streamLogs(facts, /^output is on air$/);
  const offline = streamLogs(facts, /^output is offline/);
  const aired = streamLogs(facts, /^stream has been aired$/);
  const state = facts.workerStates.at(-1);
  const seen = [onAir, ...offline, ...aired].filter((line) => line !== undefined);
  const [ref, ...more] = [
    ...seen.map((line) => logRef(line)),
    ...(state === undefined
      ? []
      : [
          observationRef(
            state.event,
            `media-service: output aired up to ${state.data.output.airedS} s, ${state.data.output.publications} publications`,
          ),
        ]),
    ...fragmentsRef(facts, fragments),
  ];
  const what =
    onAir === undefined
      ? `The worker dubbed ${fragments} segments and never published the output ${outPath}`
      : `The worker reports the output ${outPath} as on air, and MediaMTX never received it`;
  return ref === undefined
    ? undefined
    : { kind: 'nowhere', text: what, certainty: 'certain', evidence: [ref, ...more] };
}

/** How many segments were dubbed, by the largest number that any source shows. */
function dubbedSegments(facts: PipelineFacts): number {
  return Math.max(
    dubbedFragments(facts)?.list.filter(({ status }) => status === 'success').length ?? 0,
    facts.workerStates.at(-1)?.data.ledger.processed ?? 0,
    streamLogs(facts, /^segment dubbed$/).length,
  );
}

function fragmentsRef(facts: PipelineFacts, fragments: number): EvidenceRef[] {
  const end = facts.events.findLast(
    (event) => event.type === 'step:end' && event.result.id === 'fragments-processed',
  );
  const text = `${fragments} segments were dubbed`;
  return [{ text, source: 'fragments-processed', ...(end && { atMs: end.atMs, seq: end.seq }) }];
}
