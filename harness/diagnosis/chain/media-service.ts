import { WORKER_METRICS } from '../../../services/contracts/metric-name.ts';
import { ownFfmpegTrouble } from '../facts/ffmpeg-trouble.ts';
import { ingestStall } from '../facts/ingest-stall.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import { logRef, observationRef } from '../facts/run-facts.ts';
import { isSilent } from '../facts/service-life.ts';
import { inputAudioTrack, openedSource } from '../facts/source-facts.ts';
import { seriesValue, stsEvents, workerSeries, workerStarted } from '../facts/stream-facts.ts';
import { lostSessions } from '../facts/worker-errors.ts';
import type { Boundary } from './boundary.ts';
import { nothingIn, ok, unseen, wrong } from './observed.ts';
import { healthFailure, serviceOutage, stepRef } from './source.ts';

/** The last hook call of the input that reports a start. */
function readyCalls(facts: PipelineFacts) {
  const { inPath } = facts;
  return facts.hookCalls.filter(
    ({ data }) => data.event === 'ready' && (data.path === undefined || data.path === inPath),
  );
}

/** Whether a hook was sent to media-service at its documented place, so that its answer is media-service's own. */
function isSentToMediaService(facts: PipelineFacts, url: string | undefined): boolean {
  const { mediaServiceUrl } = facts.setup?.endpoints ?? {};
  return mediaServiceUrl !== undefined && url === `${mediaServiceUrl}/v1/mediamtx/events/ready`;
}

/** MediaMTX reports the stream with its hook. */
export const hook: Boundary = {
  id: 'hook',
  title: 'hook',
  proofIn: 'the input path became ready',
  proofOut: 'a hook call `ready` that media-service answered with 2xx, or a worker for the stream',
  sources: ['hook calls', 'MediaMTX log', 'hook file', 'MediaMTX configuration', 'media-service log'],
  observe(facts) {
    if (facts.step('mediamtx-received-stream')?.status !== 'passed') return nothingIn();
    const input = `${facts.inPath} became ready`;
    const worker = workerStarted(facts);
    const calls = readyCalls(facts);
    const end = calls.findLast(({ data }) => data.phase === 'end');
    const answered =
      end === undefined
        ? undefined
        : observationRef(
            end.event,
            `hook ready ended with exit code ${end.data.exitCode}${end.data.status === undefined ? '' : `, answered ${end.data.status}`}`,
          );
    if (worker !== undefined)
      return ok({ in: input, out: answered?.text ?? worker.text, evidence: [answered, worker] });
    if (serviceOutage(facts, 'media-service') !== undefined)
      return ok({
        in: input,
        out: answered?.text ?? 'media-service was not available',
        evidence: [answered],
      });
    if (
      end !== undefined &&
      (end.data.exitCode === 0 || (end.data.status === 404 && isSentToMediaService(facts, end.data.url)))
    )
      return ok({ in: input, out: answered?.text, evidence: [answered] });
    const start = calls.find(({ data }) => data.phase === 'start');
    const log = facts.logs({ source: 'mediamtx', message: /runOn(Available|Ready)|mtx-hook|hook/ });
    const file = facts.probed('hook-file');
    if (
      end === undefined &&
      start === undefined &&
      log.length === 0 &&
      file === undefined &&
      facts.logs({ source: 'mediamtx' }).length === 0
    )
      return unseen({ in: input });
    const began =
      start === undefined ? undefined : observationRef(start.event, 'hook ready started and has not ended');
    return wrong({
      in: input,
      out: answered?.text ?? began?.text ?? 'no hook call',
      evidence: [
        answered,
        end === undefined ? began : undefined,
        ...log
          .filter(({ level }) => level !== 'info')
          .slice(0, 2)
          .map((line) => logRef(line)),
      ],
    });
  },
};

/** media-service starts a worker for the stream. */
export const mediaService: Boundary = {
  id: 'media-service',
  title: 'media-service',
  proofIn: 'a hook call that was answered with 2xx',
  proofOut: 'a worker for the stream, which has not failed',
  sources: ['media-service log', 'status of the stream', 'metrics', 'process samples'],
  observe(facts) {
    const trouble =
      serviceOutage(facts, 'media-service') ??
      (facts.setup === undefined ? healthFailure(facts, 'media-service') : undefined);
    if (trouble !== undefined) return wrong({ out: trouble.text, evidence: [trouble] });
    const failed = facts.workerStates.findLast(({ data }) => data.state === 'failed');
    if (failed !== undefined) {
      const { lastError } = failed.data;
      const text = `worker failed${lastError === undefined ? '' : `: ${lastError.code}: ${lastError.message}`}`;
      return wrong({ in: 'hook call', out: text, evidence: [observationRef(failed.event, text)] });
    }
    const [line] = facts.logs({ source: 'media-service', level: 'error', message: /^worker failed/ });
    if (line !== undefined) return wrong({ in: 'hook call', out: line.message, evidence: [logRef(line)] });
    const ffmpeg = ownFfmpegTrouble(facts);
    if (ffmpeg !== undefined) {
      const [{ ref }] = ffmpeg.errors;
      return wrong({ in: 'hook call', out: `${ffmpeg.program} fails`, evidence: [ref] });
    }
    const worker = workerStarted(facts);
    if (worker !== undefined) return ok({ in: 'hook call', out: worker.text, evidence: [worker] });
    const step = facts.step('worker-connected');
    if (step === undefined || step.status === 'not-run') return nothingIn();
    return step.status === 'passed'
      ? ok({ out: 'worker visible' })
      : wrong({ in: 'hook call', out: 'no worker', evidence: [stepRef(facts, step.id)] });
  },
};

/** The worker reads the recording. */
export const ingest: Boundary = {
  id: 'ingest',
  title: 'ingest',
  proofIn: 'a worker, and a recording that grows',
  proofOut: 'the worker has opened the source with its video and audio',
  sources: ['status of the stream', 'media-service log', 'metrics'],
  observe(facts) {
    const worker = workerStarted(facts);
    if (worker === undefined) return nothingIn();
    const opened = openedSource(facts);
    const input = inputAudioTrack(facts);
    if (opened?.hasAudio === false && input !== undefined)
      return wrong({ in: input.ref.text, out: 'video only', evidence: [opened.ref, input.ref] });
    const stall = ingestStall(facts);
    if (stall !== undefined)
      return wrong({
        in: `${stall.publishedS.toFixed(1)} s published`,
        out: `${stall.read} segments read, nothing for ${Math.round(stall.stillS)} s`,
        evidence: stall.evidence,
      });
    if (opened !== undefined) return ok({ in: worker.text, out: opened.ref.text, evidence: [opened.ref] });
    if (segmentsMade(facts) !== 0 || stsEvents(facts, 'fragment:data').length > 0)
      return segmentsMade(facts) === undefined ? unseen({ in: worker.text }) : ok({ in: worker.text });
    return wrong({ in: worker.text, out: 'no source opened', evidence: [worker] });
  },
};

/** Audio segments that the worker has cut, as its metrics report; `undefined` without metrics. */
export function segmentsMade(facts: PipelineFacts): number | undefined {
  const metrics = workerSeries(facts);
  return metrics === undefined
    ? undefined
    : seriesValue(metrics.series, WORKER_METRICS.segments, { type: 'audio' });
}

/** Fragments that the worker has sent: as observed, as its status, or as its metrics report. */
export function fragmentsSent(facts: PipelineFacts): number | undefined {
  const observed = new Set(stsEvents(facts, 'fragment:data').map(({ seq }) => seq)).size;
  if (observed > 0) return observed;
  const status = facts.workerStates.at(-1)?.data.ledger.sent;
  if (status !== undefined) return status;
  const metrics = workerSeries(facts);
  return metrics === undefined ? undefined : seriesValue(metrics.series, WORKER_METRICS.fragmentsSent);
}

/** Segments that the clip has; `undefined` before step 0 has ended. */
export function expectedSegments({ setup, start }: PipelineFacts): number | undefined {
  const params = start?.params;
  const planned =
    typeof params === 'object' &&
    params !== null &&
    'segmentS' in params &&
    typeof params.segmentS === 'number'
      ? params.segmentS
      : undefined;
  const segmentS = setup?.profile.segmentS ?? planned;
  if (setup === undefined || segmentS === undefined) return undefined;
  const full = Math.floor(setup.clip.durationS / segmentS + 1e-6);
  // The worker sends a shorter last segment from 1 s on.
  return full + (setup.clip.durationS - full * segmentS >= 1 ? 1 : 0);
}

/** The worker cuts the audio into segments and sends them. */
export const segmenter: Boundary = {
  id: 'segmenter',
  title: 'segmenter',
  proofIn: 'a source with audio',
  proofOut: 'one fragment sent for each segment of the clip, while a session with the STS service is open',
  sources: ['fragment:data events', 'status of the stream', 'metrics'],
  observe(facts) {
    const worker = workerStarted(facts);
    const sent = fragmentsSent(facts);
    const made = segmentsMade(facts);
    if (worker === undefined && sent === undefined) return nothingIn();
    const expected = expectedSegments(facts);
    const input = expected === undefined ? 'source' : `a clip of ${expected} segments`;
    const text = `${made ?? 'unknown number of'} segments made, ${sent ?? 'unknown number of'} fragments sent`;
    const series = workerSeries(facts)?.event;
    const evidence = series === undefined ? [] : [observationRef(series, text)];
    if (sent === undefined && made === undefined) return unseen({ in: input });
    if (isNothingEmitted(facts) && (made ?? 0) > 0)
      return wrong({ in: input, out: `${made} segments made, no fragment:data`, evidence });
    if (made === 0 && (sent ?? 0) === 0)
      return isSourceOver(facts) || facts.failedStep?.id === 'fragments-processed'
        ? wrong({ in: input, out: text, evidence })
        : nothingIn();
    // Without a session nothing can be sent: that is the next boundary.
    if ((sent ?? 0) === 0)
      return hasSession(facts)
        ? wrong({ in: input, out: text, evidence })
        : ok({ in: input, out: text, evidence });
    const total = Math.max(made ?? 0, sent ?? 0);
    if (expected !== undefined && isSourceOver(facts) && total < expected && !hasStsTrouble(facts))
      return wrong({ in: input, out: text, evidence });
    return ok({ in: input, out: text, evidence });
  },
};

/** A session was open and was not lost, and the observer saw no fragment, whatever the worker counts. */
function isNothingEmitted(facts: PipelineFacts): boolean {
  const [ready] = stsEvents(facts, 'stream:ready');
  return (
    ready !== undefined &&
    stsEvents(facts, 'fragment:data').length === 0 &&
    lostSessions(facts).length === 0 &&
    !isSilent(facts, 'sts-service') &&
    (isSourceOver(facts) || facts.failedStep?.id === 'fragments-processed')
  );
}

/** The worker has read its source to the end. */
function isSourceOver(facts: PipelineFacts): boolean {
  const state = facts.workerStates.at(-1)?.data.state;
  return (
    state === 'draining' ||
    state === 'ended' ||
    facts.logs({ source: 'media-service', message: /^worker ended$/ }).length > 0
  );
}

/** Fallbacks and drops reduce the number of fragments that are sent. */
function hasStsTrouble(facts: PipelineFacts): boolean {
  const ledger = facts.workerStates.at(-1)?.data.ledger;
  return ledger !== undefined && ledger.fallback + ledger.dropped > 0;
}

/** A session with the STS service has been opened. */
export function hasSession(facts: PipelineFacts): boolean {
  return (
    stsEvents(facts, 'stream:ready').length > 0 ||
    facts.workerStates.some(({ data }) => data.sts.connected || data.sts.sessionId !== undefined) ||
    facts.logs({ source: 'media-service', message: /^session with the STS service opened$/ }).length > 0
  );
}
