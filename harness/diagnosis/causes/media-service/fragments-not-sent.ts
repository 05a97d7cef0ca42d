import { isShortOfCpu } from '../../facts/cpu-wait.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { isSilent } from '../../facts/service-life.ts';
import { stsExchange } from '../../facts/sts-exchange.ts';
import { fallbacks, loggedErrors, lostSessions } from '../../facts/worker-errors.ts';
import { nowMs, workerProgress } from '../../facts/worker-progress.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The encoding of a cut segment takes a few milliseconds, on a busy machine some seconds. */
const SENT_WITHIN_MS = 6000;

/** The worker cuts segments and sends none, although its session is open. */
export const fragmentsNotSent = defineCause({
  code: 'FRAGMENTS_NOT_SENT',
  title: 'The worker sends no fragments',
  boundary: 'segmenter',
  class: 'PRODUCT',
  meaning:
    'The worker cuts segments of audio and has an open session with the STS service, but sends no fragment:data. Each segment falls back to its original audio.',
  evidenceFor: ['segments of audio are counted', 'stream:ready without any fragment:data after it'],
  evidenceAgainst: ['no session', 'an encoder that fails', 'a session that is lost at each fragment'],
  fix: 'Correct media-service between segmenter and socket (encoder, limit of fragments in flight, fragment:data): it must send each cut segment.',
  places: ['services/media-service/dubbing/dubber.ts', 'services/media-service/sts/sts-connection.ts'],
  confirm: ['curl -s <media-service>/metrics | grep -E "worker_(segments|fragments_sent|fallback)"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const progress = workerProgress(facts);
    const { readies, sent } = stsExchange(facts);
    const [ready] = readies;
    if (progress === undefined || ready === undefined || sent.length > 0) return undefined;
    const { audio, submitted } = progress;
    if (audio.beganAtMs === undefined || nowMs(facts) - audio.beganAtMs < SENT_WITHIN_MS) return undefined;
    if (isExplained(facts) || isShortOfCpu(facts, 'media-service', audio.beganAtMs)) return undefined;
    return {
      summary: `The worker has cut ${audio.value} segments of audio and sent none of them to the STS service, although its session is open.`,
      evidence: [audio.ref, observationRef(ready, 'stream:ready; no fragment:data after it'), submitted.ref],
      certainty: 'certain',
    };
  },
});

/** Whether an error, a lost session or an STS service that observes nothing explains that nothing was seen. */
function isExplained(facts: PipelineFacts): boolean {
  const own = fallbacks(facts).filter(({ reason }) => reason !== 'timeout' && reason !== 'backpressure');
  const others = loggedErrors(facts).filter(({ ref }) => !ref.text.includes('falls back'));
  const isUnseen = isSilent(facts, 'sts-service');
  return own.length > 0 || others.length > 0 || lostSessions(facts).length > 0 || isUnseen;
}
