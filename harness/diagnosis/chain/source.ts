import { z } from 'zod';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import { logRef, observationRef } from '../facts/run-facts.ts';
import { deadOrStopped, pathStates, probedService, publishedBy, stopped } from '../facts/stream-facts.ts';
import type { Boundary } from './boundary.ts';
import { failedChecks, nothingIn, ok, setupError, unseen, wrong } from './observed.ts';

const clipSchema = z.looseObject({ file: z.string().optional(), durationS: z.number() });

/** The clip that is published. */
export const clip: Boundary = {
  id: 'clip',
  title: 'clip',
  proofIn: 'the manifest of the clip',
  proofOut: 'hash, duration and tracks of the file match the manifest',
  sources: ['step 0'],
  observe(facts) {
    const { setup } = facts;
    const error = setupError(facts, CLIP_ERRORS);
    if (error !== undefined) return wrong({ out: 'the clip cannot be used', evidence: [error] });
    const tracks = failedChecks(facts, ['input-tracks']);
    // What was published is what the clip has: MediaMTX lists the tracks that it receives.
    if (tracks.length > 0)
      return wrong({ in: 'a clip with H.264 video and AAC audio', out: 'other tracks', evidence: tracks });
    if (setup !== undefined) {
      const { file = 'clip', durationS } = clipSchema.parse(setup.clip);
      return ok({ in: file, out: `${durationS} s` });
    }
    const recorded = facts.checks('clip')[0];
    return recorded === undefined ? nothingIn() : ok({ out: String(recorded.actual) });
  },
};

/** Errors of `loadClip` and of the preparation of the clip. */
const CLIP_ERRORS = [
  'FIXTURE_NOT_FOUND',
  'FIXTURE_INVALID',
  'FIXTURE_CHANGED',
  'CLIP_INVALID',
  'MANIFEST_INVALID',
  'LEAD_IN_NOT_EXACT',
];

/** The publisher: ffmpeg, which sends the clip. */
export const publisher: Boundary = {
  id: 'publisher',
  title: 'publisher',
  proofIn: 'the clip',
  proofOut: 'progress of the publisher up to the end of the clip, on the path of the run',
  sources: ['progress, exit and log of the publisher', 'process samples', 'MediaMTX paths'],
  observe(facts) {
    const notServed = setupError(facts, ['STREAM_PORT_DEAD']);
    if (notServed !== undefined) return wrong({ out: 'the protocol is not served', evidence: [notServed] });
    const published = publishedBy(facts);
    const failed = publisherFailure(facts);
    if (failed !== undefined && mediamtxTrouble(facts) === undefined)
      return wrong({
        in: clipText(facts),
        out: published?.ref.text ?? 'nothing',
        evidence: [failed, published?.ref],
      });
    if (facts.setup === undefined || facts.step('mediamtx-received-stream') === undefined) return nothingIn();
    if (published === undefined)
      return facts.environment === undefined
        ? unseen()
        : wrong({ in: clipText(facts), out: 'no progress', evidence: [] });
    const elsewhere = otherPath(facts);
    if (elsewhere !== undefined)
      return wrong({ in: clipText(facts), out: elsewhere.text, evidence: [elsewhere, published.ref] });
    return ok({ in: clipText(facts), out: published.ref.text, evidence: [published.ref] });
  },
};

function clipText({ setup }: PipelineFacts): string | undefined {
  return setup === undefined ? undefined : `a clip of ${setup.clip.durationS} s`;
}

/** Evidence that the publisher has failed: its error, its end, its stop. */
function publisherFailure(facts: PipelineFacts) {
  const dead = facts.endedProcesses.find(
    ({ data }) => data.name === 'publisher' && (data.exitCode !== 0 || data.signal !== undefined),
  );
  if (dead !== undefined) {
    const { exitCode, signal, pid } = dead.data;
    return observationRef(
      dead.event,
      `publisher (pid ${pid}) ended ${signal === undefined ? `with exit code ${exitCode}` : `by ${signal}`}`,
    );
  }
  const halted = stopped(facts, 'publisher');
  if (halted !== undefined) return halted;
  for (const step of facts.steps) {
    for (let error = step.error; error !== undefined; error = error.cause)
      if (error.code === 'PUBLISHER_DIED') {
        const end = facts.events.find((event) => event.type === 'step:end' && event.result.id === step.id);
        return {
          text: error.message.split('\n', 1)[0] ?? error.code,
          source: step.id,
          ...(end && { atMs: end.atMs, seq: end.seq }),
        };
      }
  }
  const [line] = facts.logs({ source: 'publisher', level: 'error' });
  return line === undefined ? undefined : logRef(line);
}

/** MediaMTX receives a publisher on another path, and none on that of the run. */
function otherPath(facts: PipelineFacts) {
  const { inPath, outPath } = facts;
  if (inPath === undefined || facts.pathSamples.length === 0 || pathStates(facts, inPath).length > 0)
    return undefined;
  for (const { event, data } of facts.pathSamples)
    for (const { name, sourceType } of data.paths)
      if (name !== outPath && sourceType)
        return observationRef(event, `MediaMTX receives ${name}, not ${inPath}`);
  return undefined;
}

/** Evidence that MediaMTX is down, stopped or does not answer as MediaMTX does. */
function mediamtxTrouble(facts: PipelineFacts) {
  const dead = deadOrStopped(facts, 'mediamtx');
  if (dead !== undefined) return dead;
  const probe = probedService(facts, 'mediamtx');
  return probe === undefined || probe.isUp ? undefined : probe.ref;
}

/** MediaMTX receives the stream. */
export const input: Boundary = {
  id: 'input',
  title: 'MediaMTX in',
  proofIn: 'packets of the publisher',
  proofOut: 'the path is listed, ready, from our publisher, and its bytes grow',
  sources: ['MediaMTX API', 'MediaMTX log', 'process samples'],
  observe(facts) {
    const trouble = mediamtxTrouble(facts);
    const published = publishedBy(facts);
    const states = pathStates(facts, facts.inPath);
    const ready = states.filter(({ data }) => data.ready);
    if (trouble !== undefined)
      return wrong({ in: published?.ref.text, out: trouble.text, evidence: [trouble] });
    if (facts.setup === undefined) {
      const step0 = healthFailure(facts, 'MediaMTX');
      return step0 === undefined ? nothingIn() : wrong({ out: step0.text, evidence: [step0] });
    }
    const checks = failedChecks(facts, ['input-ready-after', 'input-source-type']);
    if (checks.length > 0) return wrong({ in: published?.ref.text, out: checks[0]?.text, evidence: checks });
    const step = facts.step('mediamtx-received-stream');
    if (step === undefined || step.status === 'not-run') return nothingIn();
    const last = ready.at(-1);
    const seen =
      last === undefined
        ? undefined
        : observationRef(last.event, `${last.data.name}: ready, ${last.data.bytesReceived} bytes`);
    const failed = step.status === 'failed' || step.status === 'timed-out';
    if (failed)
      return wrong({
        in: published?.ref.text,
        out: `${facts.inPath}: ${states.length === 0 ? 'not listed' : seen === undefined ? 'listed, not ready' : seen.text}`,
        evidence: [stepRef(facts, step.id), seen],
      });
    return ok({ in: published?.ref.text, out: seen?.text ?? 'ready', evidence: [seen] });
  },
};

/** The error of a failed step, as evidence. */
export function stepRef(facts: PipelineFacts, id: string) {
  const end = facts.events.findLast((event) => event.type === 'step:end' && event.result.id === id);
  const error = facts.step(id)?.error;
  if (end === undefined || error === undefined) return undefined;
  return { text: error.message.split('\n', 1)[0] ?? error.code, atMs: end.atMs, seq: end.seq, source: id };
}

/** A health check of step 0 that failed, or the error that names the service. */
export function healthFailure(facts: PipelineFacts, service: string) {
  const check = failedChecks(facts, ['health-status']).find(({ text }) => text.includes(service));
  if (check !== undefined) return check;
  const error = facts.step('environment-setup')?.error;
  if (error === undefined || !error.message.toLowerCase().includes(service.toLowerCase())) return undefined;
  return stepRef(facts, 'environment-setup');
}

/** MediaMTX records the input. */
export const recording: Boundary = {
  id: 'recording',
  title: 'recording',
  proofIn: 'the ready input path',
  proofOut: 'one recording, which grows',
  sources: ['MediaMTX log', 'hook calls', 'files', 'MediaMTX configuration'],
  observe(facts) {
    const { inPath } = facts;
    if (inPath === undefined || facts.step('mediamtx-received-stream')?.status !== 'passed')
      return nothingIn();
    const errors = facts
      .logs({ source: 'mediamtx', message: /\[recorder\]/, level: 'warn' })
      .filter(({ message }) => message.includes(inPath));
    const [error] = errors;
    if (error !== undefined)
      return wrong({
        in: inPath,
        out: error.message,
        evidence: errors.slice(0, 3).map((line) => logRef(line)),
      });
    const config = facts.probed('mediamtx-config');
    if (config?.data.record === false)
      return wrong({
        in: inPath,
        out: 'recording is off',
        evidence: [observationRef(config.event, 'MediaMTX: record is false for the input path')],
      });
    const files = facts.probed('recordings');
    const ofInput = files?.data.files?.filter(({ path }) => path.includes(inPath));
    if (files !== undefined && ofInput !== undefined) {
      const text = `${ofInput.length} recordings of ${inPath}, ${ofInput.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)} bytes`;
      const ref = observationRef(files.event, text);
      if (ofInput.length === 0 || ofInput.every(({ sizeBytes }) => sizeBytes === 0))
        return wrong({ in: inPath, out: text, evidence: [ref] });
      if (ofInput.length > MAX_RECORDINGS) return wrong({ in: inPath, out: text, evidence: [ref] });
    }
    const missing = failedChecks(facts, ['input-frames-missing']);
    if (missing.length > 0) return wrong({ in: inPath, out: missing[0]?.text, evidence: missing });
    const started = facts
      .logs({ source: 'mediamtx', message: /\[recorder\] recording \d+ track/ })
      .find(({ message }) => message.includes(inPath));
    if (started !== undefined) return ok({ in: inPath, out: started.message, evidence: [logRef(started)] });
    return ofInput === undefined
      ? unseen({ in: inPath })
      : ok({ in: inPath, out: `${ofInput.length} recordings` });
  },
};

/** One recording per publisher; a few more after interruptions. */
const MAX_RECORDINGS = 3;
