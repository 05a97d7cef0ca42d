import { WORKER_METRICS } from '../../../services/contracts/metric-name.ts';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { DubbedFragments } from '../../run-data/dubbed-fragments.ts';
import { blockedLoop } from '../facts/event-loop.ts';
import { describeFailed, failedResults, type Stage } from '../facts/failed-results.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import { logRef, observationRef } from '../facts/run-facts.ts';
import { sharedStream } from '../facts/shared-stream.ts';
import {
  dubbedFragments,
  seriesValue,
  stsEvents,
  workerSeries,
  workerStarted,
} from '../facts/stream-facts.ts';
import type { Boundary, BoundaryObservation } from './boundary.ts';
import { fragmentsSent, hasSession } from './media-service.ts';
import { failedChecks, nothingIn, ok, unseen, wrong } from './observed.ts';
import { healthFailure, serviceOutage, stepRef } from './source.ts';

/** The worker holds a session with the STS service. */
export const stsConnection: Boundary = {
  id: 'sts-connection',
  title: 'STS connection',
  proofIn: 'a worker',
  proofOut: '`stream:ready`, and no disconnection while fragments are in flight',
  sources: ['STS events', 'status of the stream', 'media-service log', 'probe session', 'process samples'],
  observe(facts) {
    const trouble =
      serviceOutage(facts, 'sts-service') ??
      (facts.setup === undefined
        ? (healthFailure(facts, 'STS') ?? healthFailure(facts, 'sts-service'))
        : undefined);
    if (trouble !== undefined) return wrong({ out: trouble.text, evidence: [trouble] });
    const worker = workerStarted(facts);
    if (worker === undefined && !hasSession(facts)) return nothingIn();
    const shared = sharedStream(facts);
    if (shared !== undefined)
      return wrong({
        in: worker?.text,
        out: `${shared.sessions.length} sessions of one stream`,
        evidence: shared.evidence,
      });
    const lost = disconnections(facts);
    const blocked = blockedLoop(facts);
    if (hasSession(facts) && blocked !== undefined)
      return wrong({ in: worker?.text, out: blocked.evidence[0].text, evidence: blocked.evidence });
    if (hasSession(facts) && lost.length > 0)
      return wrong({
        in: worker?.text,
        out: `${lost.length} ${lost.length === 1 ? 'disconnection' : 'disconnections'}`,
        evidence: lost.slice(0, 3),
      });
    if (hasSession(facts)) {
      const [ready] = stsEvents(facts, 'stream:ready');
      return ok({
        in: worker?.text,
        out: 'session open',
        evidence: ready === undefined ? [] : [observationRef(ready, 'stream:ready')],
      });
    }
    const step = facts.step('fragments-processed');
    const refused = facts.logs({
      source: 'media-service',
      message: /cannot open a session with the STS service/,
    });
    const [first] = refused;
    if (first !== undefined)
      return wrong({ in: worker?.text, out: first.message, evidence: [logRef(first)] });
    if (step === undefined || step.status === 'not-run') return nothingIn();
    const connected = workerSeries(facts);
    const value =
      connected === undefined ? undefined : seriesValue(connected.series, WORKER_METRICS.stsConnected);
    if (connected !== undefined && value === 0)
      return wrong({
        in: worker?.text,
        out: 'not connected',
        evidence: [observationRef(connected.event, `${WORKER_METRICS.stsConnected} is 0`)],
      });
    return step.status === 'passed' ? ok({ in: worker?.text }) : unseen({ in: worker?.text });
  },
};

/** Losses of the session while fragments were in flight. */
function disconnections(facts: PipelineFacts): readonly EvidenceRef[] {
  return facts
    .logs({ source: 'media-service', message: /session with the STS service closed/ })
    .filter(({ data }) => {
      const fields = (data ?? {}) as { readonly reason?: unknown };
      return fields.reason !== 'io client disconnect';
    })
    .map((line) =>
      logRef(
        line,
        `${line.message} (${JSON.stringify((line.data as { reason?: unknown } | undefined)?.reason ?? 'no reason')})`,
      ),
    );
}

const CONTENT_CHECKS: Readonly<Record<Stage, readonly string[]>> = {
  asr: ['words-found-worst', 'words-found-total', 'words-inserted', 'echo-transcripts'],
  translation: [
    'translated-words-found-worst',
    'translated-words-found-total',
    'translated-words-inserted',
    'words-untranslated',
    'echo-translations',
  ],
  tts: [
    'dubbed-length-error-max',
    'dubbed-declared-length-error-max',
    'dubbed-level-min',
    'dubbed-audio-not-speech',
    'original-similarity-max',
    'echo-audio-identical',
  ],
};

const MISSING: Readonly<Record<Stage, (fragment: DubbedFragments['list'][number]) => boolean>> = {
  asr: ({ transcript }) => transcript === undefined,
  translation: ({ translatedText }) => translatedText === undefined,
  tts: () => false,
};

/** What a stage of the STS service made of the fragments. */
function observeStage(facts: PipelineFacts, stage: Stage): BoundaryObservation {
  const fragments = dubbedFragments(facts);
  const sent = fragmentsSent(facts);
  if (sent === undefined || sent === 0) return nothingIn();
  const input = `${sent} fragments`;
  if (fragments === undefined || fragments.list.length === 0) return unseen({ in: input });
  const { list } = fragments;
  const ref = (text: string): EvidenceRef => ({
    text,
    file: 'evidence/fragments.json',
    source: 'fragments-processed',
    ...lastResult(facts),
  });
  const failures = failedResults(facts);
  if (failures?.stage === stage && failures.kind !== 'timed-out') {
    const text = describeFailed(failures);
    return wrong({ in: input, out: text, evidence: [ref(text)] });
  }
  const dubbed = list.filter(({ status }) => status === 'success');
  const without = dubbed.filter(MISSING[stage]);
  if (without.length > 0) {
    const text = `${without.length} of ${dubbed.length} results have no ${stage === 'asr' ? 'transcript' : 'translation'}`;
    return wrong({ in: input, out: text, evidence: [ref(text)] });
  }
  // A fragment that failed has no content, which the checks of the content count as missing.
  const checks = dubbed.length === list.length ? failedChecks(facts, CONTENT_CHECKS[stage]) : [];
  if (checks.length > 0) return wrong({ in: input, out: checks[0]?.text, evidence: checks });
  return facts.step('event-data')?.status === 'passed' ||
    list.some(({ transcript }) => transcript !== undefined)
    ? ok({ in: input, out: `${dubbed.length} fragments` })
    : unseen({ in: input });
}

function lastResult(facts: PipelineFacts): Pick<EvidenceRef, 'atMs' | 'seq'> {
  const last = stsEvents(facts, 'fragment:processed').at(-1);
  return last === undefined ? {} : { atMs: last.atMs, seq: last.seq };
}

export const asr: Boundary = {
  id: 'asr',
  title: 'ASR',
  proofIn: 'fragments that were sent',
  proofOut: 'transcripts with the words that are spoken in each segment',
  sources: ['fragment:processed events', 'checks of step 4'],
  observe: (facts) => observeStage(facts, 'asr'),
};

export const translation: Boundary = {
  id: 'translation',
  title: 'translation',
  proofIn: 'transcripts',
  proofOut: 'translations with the words of each segment in the target language',
  sources: ['fragment:processed events', 'checks of step 4'],
  observe: (facts) => observeStage(facts, 'translation'),
};

export const tts: Boundary = {
  id: 'tts',
  title: 'TTS',
  proofIn: 'translations',
  proofOut: 'audible audio of the length of its segment that is not the original',
  sources: ['fragment:processed events', 'checks of step 4'],
  observe: (facts) => observeStage(facts, 'tts'),
};

const RESULT_CHECKS = [
  'fragments-processed',
  'fragment-status',
  'fragment-order',
  'fragment-duplicates',
  'malformed-events',
  'dubbed-audio-undecodable',
];

/** Each fragment comes back to the worker in time. */
export const result: Boundary = {
  id: 'result',
  title: 'result',
  proofIn: 'fragments that were sent',
  proofOut: 'one result for each, in order, in time, with audio',
  sources: ['fragment:processed events', 'ledger', 'checks of steps 3 and 4'],
  observe(facts) {
    const sent = fragmentsSent(facts);
    if (sent === undefined || sent === 0) return nothingIn();
    const input = `${sent} fragments sent`;
    const checks = failedChecks(facts, RESULT_CHECKS);
    const ledger = facts.workerStates.at(-1);
    const late = ledger?.data.ledger.fallback ?? 0;
    const lateRef =
      ledger === undefined || late === 0
        ? undefined
        : observationRef(ledger.event, `ledger: ${late} fallbacks`);
    if (checks.length > 0 || lateRef !== undefined)
      return wrong({ in: input, out: checks[0]?.text ?? lateRef?.text, evidence: [...checks, lateRef] });
    const step = facts.step('fragments-processed');
    // Without an observer, no result is known, rather than known to be missing.
    if (step?.error?.code === 'NOT_MEASURED') {
      const { processed = 0 } = ledger?.data.ledger ?? {};
      return processed === 0
        ? unseen({ in: input })
        : ok({ in: input, out: `ledger: ${processed} fragments processed` });
    }
    if (step?.status === 'failed' || step?.status === 'timed-out')
      return wrong({
        in: input,
        out: `${stsEvents(facts, 'fragment:processed').length} results`,
        evidence: [stepRef(facts, step.id)],
      });
    return step?.status === 'passed'
      ? ok({ in: input, out: `${stsEvents(facts, 'fragment:processed').length} results` })
      : unseen({ in: input });
  },
};
