import { wrongCounters } from '../../facts/counted-fragments.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Counters of media-service are too high. */
export const countersTooHigh = defineCause({
  code: 'COUNTERS_TOO_HIGH',
  title: 'Counters of media-service are too high',
  boundary: 'measurement',
  class: 'PRODUCT',
  meaning:
    'The worker counts more fragments than passed between it and the STS service: each one more than once, or those of another stream.',
  evidenceFor: ['the counters of the worker and the fragments that were observed'],
  evidenceAgainst: ['an observer that has missed events', 'fragments in flight'],
  fix: 'Correct media-service where it counts a fragment more than once: its counters must grow by one for each fragment.',
  places: ['services/media-service/metrics/stream-metrics.ts'],
  confirm: ['curl -s <media-service>/metrics | grep -E "worker_(audio_fragments|fragments_sent)_total"'],
  independent: true,
  find(facts): CauseFinding | undefined {
    const [first, ...others] = wrongCounters(facts).filter(({ counted, observed }) => counted > observed);
    if (first === undefined) return undefined;
    const { name, counted, observed, evidence } = first;
    return {
      summary: `The counter of ${name} is too high: media-service counts ${counted}, and ${observed} were observed.`,
      evidence: [...evidence, ...others.flatMap((counter) => counter.evidence.slice(0, 1))],
      certainty: 'certain',
    };
  },
});
