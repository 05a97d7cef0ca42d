import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { clipTrouble } from '../facts/clip-facts.ts';
import { apiTrouble, mediamtxTrouble } from '../facts/mediamtx-facts.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import { endedProcess } from '../facts/process-life.ts';
import { publisherTrouble } from '../facts/publisher-facts.ts';
import { recordingTrouble } from '../facts/recording-facts.ts';
import { logRef, observationRef } from '../facts/run-facts.ts';
import { isStarting, type ServiceName, serviceTrouble } from '../facts/service-life.ts';
import { setupErrorRef } from '../facts/setup-error.ts';
import { pathStates, probedService, publishedBy } from '../facts/stream-facts.ts';
import type { Boundary } from './boundary.ts';
import { failedChecks, nothingIn, ok, unseen, wrong } from './observed.ts';

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
    const trouble = clipTrouble(facts);
    if (trouble !== undefined) return wrong({ out: trouble.text, evidence: trouble.evidence });
    const error = setupErrorRef(facts, CLIP_ERRORS);
    if (error !== undefined) return wrong({ out: 'the clip cannot be used', evidence: [error] });
    if (setup !== undefined) {
      const { file = 'clip', durationS } = clipSchema.parse(setup.clip);
      return ok({ in: file, out: `${durationS} s` });
    }
    const recorded = facts.checks('clip')[0];
    return recorded === undefined ? nothingIn() : ok({ out: String(recorded.actual) });
  },
};

/** Errors of step 0 that say nothing about the kind of the trouble. */
const CLIP_ERRORS = ['FFPROBE_NOT_FOUND', 'LEAD_IN_NOT_EXACT'];

/** The publisher: ffmpeg, which sends the clip. */
export const publisher: Boundary = {
  id: 'publisher',
  title: 'publisher',
  proofIn: 'the clip',
  proofOut: 'progress of the publisher up to the end of the clip, on the path of the run',
  sources: ['progress, exit and log of the publisher', 'process samples', 'MediaMTX paths'],
  observe(facts) {
    const notServed = setupErrorRef(facts, ['STREAM_PORT_DEAD']);
    if (notServed !== undefined) return wrong({ out: 'the protocol is not served', evidence: [notServed] });
    const published = publishedBy(facts);
    const failed = publisherTrouble(facts);
    if (failed !== undefined)
      return wrong({
        in: clipText(facts),
        out: failed.evidence[0].text,
        evidence: [...failed.evidence, published?.ref],
      });
    if (facts.setup === undefined || facts.step('mediamtx-received-stream') === undefined) return nothingIn();
    // Nothing is known of a publisher that the step never observed.
    if (published === undefined)
      return facts.environment === undefined || mediamtxFailure(facts) !== undefined
        ? unseen()
        : wrong({ in: clipText(facts), out: 'no progress', evidence: [] });
    return ok({ in: clipText(facts), out: published.ref.text, evidence: [published.ref] });
  },
};

function clipText({ setup }: PipelineFacts): string | undefined {
  return setup === undefined ? undefined : `a clip of ${setup.clip.durationS} s`;
}

/** Evidence that MediaMTX is down, stopped or does not answer as MediaMTX does. */
function mediamtxFailure(facts: PipelineFacts) {
  const trouble = mediamtxTrouble(facts) ?? apiTrouble(facts);
  if (trouble !== undefined) return trouble.evidence[0];
  const probe = probedService(facts, 'mediamtx');
  // No answer in time is silence, which `apiTrouble` judges.
  return probe === undefined || probe.isUp || /no response within/.test(probe.ref.text)
    ? undefined
    : probe.ref;
}

/** MediaMTX receives the stream. */
export const input: Boundary = {
  id: 'input',
  title: 'MediaMTX in',
  proofIn: 'packets of the publisher',
  proofOut: 'the path is listed and ready, its source is the publisher of the run, and its bytes grow',
  sources: ['MediaMTX API', 'MediaMTX log', 'process samples'],
  observe(facts) {
    const trouble = mediamtxFailure(facts);
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

/** Evidence that a service is down, restarts again and again, is stopped or does not answer. */
export function serviceOutage(facts: PipelineFacts, name: ServiceName): EvidenceRef | undefined {
  const dead = serviceTrouble(facts, name)?.evidence[0] ?? endedProcess(facts, name)?.ref;
  if (dead !== undefined) return dead;
  const probe = probedService(facts, name);
  return probe === undefined || probe.isUp || isStarting(facts, name) ? undefined : probe.ref;
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
    const trouble = recordingTrouble(facts);
    if (trouble !== undefined)
      return wrong({ in: inPath, out: trouble.evidence[0].text, evidence: trouble.evidence });
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
